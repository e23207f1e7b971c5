import HTTP
import JSON
import Testing

@testable import HookferryApp

@Suite("Answers to send")
struct SendAnswerTests {
    @Test("2xx is fine and nothing else; a body that is no JSON is left out")
    func statuses() {
        for (status, isFine) in [
            (200, true), (202, true), (301, false), (424, false), (503, false),
        ] {
            let answer = SendAnswer(HTTPResponse(status: status, body: Array("<html>".utf8)))
            #expect(answer.isFine == isFine)
            #expect(answer.json == nil)
        }
        let taken = SendAnswer(HTTPResponse(status: 202, body: Array(#"{"id":"01"}"#.utf8)))
        #expect(taken.json == ["id": "01"])
    }
}
