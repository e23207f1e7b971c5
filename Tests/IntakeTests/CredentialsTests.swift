import Cryptography
import HTTP
import Telemetry
import Testing

@testable import Intake

@Suite("Bearer tokens and basic credentials")
struct CredentialsTests {
    private let bearer = ProofCheck(.bearer(["new-token", "old-token"].asSecrets))
    private let basic = ProofCheck(.basic(username: "ci", password: Secret("pä:ss")))

    private func base64(_ text: String) -> String { Base64.encode(Array(text.utf8)) }

    @Test("bearer tokens are compared as a whole; the scheme is taken in any case")
    func tokens() {
        for field in ["Bearer new-token", "bearer old-token", "BEARER  new-token"] {
            #expect(bearer.judge("", ["Authorization": field]) == "token")
        }
        for field in ["Bearer", "Bearer ", "Bearer new-token ", "Basic new-token", "new-token"] {
            #expect(
                bearer.judge("", ["Authorization": field]) == "The bearer token is wrong.")
        }
        #expect(bearer.fields("") == ["Authorization": "Bearer new-token"])
    }

    @Test("basic credentials are one pair; a password may hold a colon")
    func pair() {
        for scheme in ["Basic", "basic", "BASIC "] {
            let field = "\(scheme) \(base64("ci:pä:ss"))"
            #expect(basic.judge("", ["Authorization": field]) == "basic")
        }
        for pair in ["ci:", ":pä:ss", "ci", "CI:pä:ss", "ci:pä:ss\n", ""] {
            let field = "Basic \(base64(pair))"
            #expect(
                basic.judge("", ["Authorization": field]) == "The basic credentials are wrong.")
        }
        for text in ["ci:pä:ss", base64("ci:pä:ss").dropLast() + "", "%%%%"] {
            #expect(
                basic.judge("", ["Authorization": "Basic \(text)"])
                    == "The basic credentials are wrong.")
        }
        #expect(basic.fields("") == ["Authorization": "Basic " + base64("ci:pä:ss")])
    }

    @Test("a 401 names the scheme, also when nothing was given")
    func challenge() {
        for (proof, challenge) in [
            (bearer.proof, "Bearer realm=\"hookferry\""),
            (basic.proof, "Basic realm=\"hookferry\""),
        ] {
            for headers in [[:], ["Authorization": "x"]] as [HTTPHeaders] {
                let request = HTTPRequest(method: "POST", path: "/", headers: headers)
                do throws(Refusal) {
                    _ = try proof.verify(request, at: Rig.start)
                    Issue.record("taken without credentials")
                } catch {
                    #expect(error.code.status == 401)
                    #expect(error.headers["WWW-Authenticate"] == challenge)
                }
            }
        }
    }
}
