import HTTP
import Telemetry
import Testing

@testable import Intake

@Suite("Tokens in fields of their own")
struct TokenFieldTests {
    private let check = ProofCheck(
        .tokenField("X-Gitlab-Token", ["new-token", "old-token"].asSecrets))

    @Test("are compared as a whole")
    func compared() {
        for token in ["new-token", "old-token"] {
            #expect(check.judge("{}", ["x-gitlab-token": token]) == "token")
        }
        for token in [
            "", "new-toke", "new-token2", "NEW-TOKEN", "new-token,old-token", "nex-token",
        ] {
            #expect(check.judge("{}", ["X-Gitlab-Token": token]) == "The token is wrong.")
        }
        #expect(check.judge("{}", ["X-Buildkite-Token": "new-token"]) == "No X-Gitlab-Token.")
    }

    @Test("are sent as they are")
    func fields() {
        #expect(check.fields("{}") == ["X-Gitlab-Token": "new-token"])
        #expect(ProofCheck(.tokenField("X-Gitlab-Token", [])).fields("{}") == [:])
    }

    @Test("open the outcomes as bearer tokens")
    func outcomes() throws {
        let credentials = SenderCredentials.tokenField("X-Gitlab-Token", [Secret("t")])
        let proof = try #require(credentials.outcomeProof)
        let request = HTTPRequest(
            method: "GET", path: "/", headers: ["Authorization": "Bearer t"])
        #expect(try proof.verify(request, at: Rig.start).method == "token")
    }
}
