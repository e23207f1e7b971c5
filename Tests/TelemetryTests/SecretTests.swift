import Telemetry
import Testing

@Suite("Secret")
struct SecretTests {
    @Test("nothing prints it")
    func nothingPrintsIt() {
        struct Holder { let secret = Secret("hunter2") }
        var dumped = ""
        dump(Holder(), to: &dumped)
        let texts = [
            "\(Secret("hunter2"))", String(reflecting: Holder()), String(describing: Holder()),
            "\(Optional(Secret("hunter2")) as Any)", "\([Secret("hunter2")])", dumped,
        ]
        for text in texts { #expect(!text.contains("hunter2"), "\(text)") }
        #expect(Secret("hunter2").reveal() == "hunter2")
    }
}
