import Testing

@testable import HookferryApp

@Suite("Settled change")
struct SettledChangeTests {
    @Test(
        "a change is due when two looks in a row agree on it",
        arguments: [
            // What is in use is "a"; one letter a look; the looks that are due, from 0.
            ("aaaa", []), ("ab", []), ("abb", [2]), ("abbb", [2, 3]), ("abcdd", [4]),
            ("abab", []), ("abba", [2]), ("bb", [1]), ("b-bb", [3]), ("b--", [2]),
        ] as [(String, [Int])])
    func looks(looks: String, due: [Int]) {
        var change = SettledChange<Character>(since: "a")
        let seen = looks.map { change.isDue($0) }
        #expect(seen.indices.filter { seen[$0] } == due)
    }
}
