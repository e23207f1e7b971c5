import Cryptography
import Telemetry
import Testing

@testable import Intake

@Suite("Secrets of Standard Webhooks")
struct StandardSecretTests {
    @Test("have 24 to 64 bytes, with whsec_ or without", arguments: [23, 24, 32, 64, 65])
    func length(count: Int) {
        let key = [UInt8](repeating: 7, count: count)
        let isKey = StandardSecret.keyBytesRange.contains(count)
        for start in ["whsec_", ""] {
            let found = StandardSecret.key(Secret(start + Base64.encode(key)))
            #expect(found == (isKey ? key : nil))
        }
    }

    @Test(
        "are base64 as it is written once",
        arguments: [
            "", "whsec_", "unset", "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS_", " whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ])
    func wrong(text: String) {
        #expect(StandardSecret.key(Secret(text)) == nil)
    }
}
