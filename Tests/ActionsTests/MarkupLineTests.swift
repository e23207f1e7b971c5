import Testing

@testable import Actions

@Suite("Lines of parts")
struct MarkupLineTests {
    @Test(
        "parts are joined while there is room, and one too long does not keep out the next",
        arguments: [
            (["a", "b", "c"], 9, "a · b · c"), (["a", "b", "c"], 8, "a · b"),
            (["a", "bbbb", "c"], 5, "a · c"), (["a", "", "c"], 9, "a · c"), (["a"], 1, "a"),
            ([], 9, ""), (["a", "😀"], 6, "a · 😀"), (["a", "😀"], 5, "a"),
        ])
    func lines(parts: [String], units: Int, line: String) {
        #expect(Markup.line(parts, unitsMax: units) == line)
    }
}
