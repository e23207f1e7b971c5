import Telemetry
import Testing

@Suite("Names of labels")
struct LabelNamesTests {
    @Test("names beyond the limit are one; those known before stay themselves")
    func limit() {
        var names = LabelNames(limit: 2)
        let given = ["a", "b", "a", "c", "b", "d"]
        #expect(given.map { names.bounded($0) } == ["a", "b", "a", "other", "b", "other"])
    }
}
