import Events
import Lifecycle
import Testing

@Suite("Id source")
struct IDSourceTests {
    @Test("100,000 ids of eight tasks are all different, and each task's are in order")
    func uniqueAndOrdered() async {
        let ids = IDSource(clock: .system)
        let made = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<8 { group.addTask { (0..<12_500).map { _ in ids.next() } } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(made.joined()).count == 100_000)
        for list in made { #expect(zip(list, list.dropFirst()).allSatisfy { $0 < $1 }) }
    }

    @Test("ids keep their order when the clock stands still or goes back")
    func clockGoesBack() {
        let now = Locked(Int64(1_750_000_000_000))
        let clock = WallClock { Timestamp(milliseconds: now.withLock { $0 }) }
        let ids = IDSource(clock: clock)
        var made: [String] = []
        for step in [0, 0, 1, -3_600_000, 0, 3_600_001, -1] as [Int64] {
            now.withLock { $0 += step }
            made.append(ids.next())
        }
        #expect(zip(made, made.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("an id is a ULID: 26 characters, the time first")
    func ulid() {
        // The example of https://github.com/ulid/spec: 01ARYZ6S41 is 1469918176385.
        let ids = IDSource(clock: WallClock { Timestamp(milliseconds: 1_469_918_176_385) })
        let id = ids.next()
        #expect(id.count == 26)
        #expect(id.hasPrefix("01ARYZ6S41"))
        #expect(id.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) })
    }
}
