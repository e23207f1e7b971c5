import Testing

@testable import EventPatterns

@Suite("Chosen elements")
struct ChosenElementsTests {
    @Test("a choice binds its arrays until it is taken back")
    func choices() {
        // Two elements of array 0; array 1 is in the first of them.
        let places = [
            EventLeaves.Place(outer: -1, array: 0, index: 0),
            EventLeaves.Place(outer: -1, array: 0, index: 1),
            EventLeaves.Place(outer: 0, array: 1, index: 5),
        ]
        var chosen = ChosenElements()
        chosen.start(arrayCount: 2)
        let isFixed = chosen.fix(2, places)
        #expect(isFixed)
        #expect(chosen.fixed == [1, 0])
        #expect(chosen.agrees(with: 0, places) && chosen.agrees(with: -1, places))
        #expect(!chosen.agrees(with: 1, places))
        _ = chosen.fix(0, places)
        #expect(chosen.fixed.count == 2)
        chosen.free(to: 0)
        #expect(chosen.agrees(with: 1, places))
    }

    @Test("choices are counted")
    func limit() {
        var chosen = ChosenElements()
        chosen.start(arrayCount: 0)
        var count = 0
        while chosen.fix(-1, []) { count += 1 }
        #expect(count == 1_000)
    }
}
