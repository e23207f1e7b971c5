import Lifecycle
import Testing

@Suite("Random id")
struct RandomIDTests {
    @Test("is a UUID of version 4 in lower case, and never the same")
    func uuid() {
        let ids = (0..<1_000).map { _ in RandomID.uuid() }
        #expect(Set(ids).count == ids.count)
        for id in ids {
            #expect(id.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
            let digits = id.filter { $0 != "-" }
            #expect(digits.allSatisfy { "0123456789abcdef".contains($0) })
            #expect(Array(digits)[12] == "4")
            #expect("89ab".contains(Array(digits)[16]))
        }
    }
}
