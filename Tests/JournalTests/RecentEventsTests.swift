import Testing

@testable import Journal

@Suite("Recent events")
struct RecentEventsTests {
    private func filled(_ range: ClosedRange<Int64>, bytes: Int = 1) -> RecentEvents {
        var recent = RecentEvents()
        for sequence in range {
            recent.append(
                StoredEvent(sequence: sequence, event: sampleEvent(Int(sequence))), byteCount: bytes
            )
        }
        return recent
    }

    @Test("a range is answered from its first event on, or not at all")
    func from() {
        let recent = filled(5...9)
        #expect(recent.from(5, limit: 2).map(\.sequence) == [5, 6])
        #expect(recent.from(8, limit: 9).map(\.sequence) == [8, 9])
        #expect(recent.from(4, limit: 9).isEmpty)
        #expect(recent.from(10, limit: 9).isEmpty)
        #expect(RecentEvents().from(0, limit: 9).isEmpty)
    }

    @Test("what is planned or rolled back is forgotten")
    func forget() {
        var recent = filled(5...9)
        recent.forget(through: 4)
        #expect(recent.first == 5)
        recent.forget(through: 6)
        #expect(recent.from(7, limit: 9).map(\.sequence) == [7, 8, 9])
        recent.forget(after: 8)
        #expect(recent.from(7, limit: 9).map(\.sequence) == [7, 8])
        recent.forget(after: 3)
        #expect(recent.first == nil)
        recent.forget(through: 20)
        #expect(recent.first == nil)
    }

    @Test("a gap makes it forget what was before")
    func gap() {
        var recent = filled(5...6)
        recent.append(StoredEvent(sequence: 8, event: sampleEvent(8)), byteCount: 1)
        #expect(recent.first == 8)
    }

    @Test("neither count nor bytes grow without end")
    func bounds() {
        let most = Int64(RecentEvents.countMax)
        #expect(filled(1...most).first == 1)
        #expect(filled(1...most + 1).first == most + 1)
        let half = RecentEvents.bytesMax / 2
        #expect(filled(1...2, bytes: half).first == 1)
        var recent = filled(1...3, bytes: half)
        #expect(recent.first == 3)
        recent.forget(through: 3)
        recent.append(StoredEvent(sequence: 4, event: sampleEvent(4)), byteCount: 2 * half)
        #expect(recent.first == 4)
    }
}
