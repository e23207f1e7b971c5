import Testing
import YAML

@testable import Configuration

@Suite("Load session")
struct LoadSessionTests {
    private let place = YAMLPosition(line: 1, column: 1)

    @Test("tells each mistake once, sorted, without a full stop")
    func diagnostics() {
        let session = LoadSession(environment: [:], purpose: .check)
        session.add(.error, in: "b", at: place, "wrong.")
        session.add(.warning, in: "a", at: place, "odd")
        session.add(.error, in: "b", at: place, "wrong")
        #expect(
            session.diagnostics.map(\.description) == [
                "a:1:1: warning: odd", "b:1:1: error: wrong",
            ])
        #expect(session.hasErrors)
    }

    @Test("guesses until it has compared enough words")
    func guesses() {
        let session = LoadSession(environment: [:], purpose: .check)
        let words = (0..<LoadSession.comparisonsMax / 4).map { "name-\($0)" }
        for _ in 0..<4 {
            #expect(session.hint(for: "nam-7", among: words) == "did you mean `name-7`?")
        }
        #expect(session.hint(for: "nam-7", among: words) == nil)
    }
}
