import Testing

@testable import EventPatterns

@Suite("Tree of rules")
struct RuleTreeTests {
    @Test(
        "conjunctions share what they have in common, and what is found comes before what is tried")
    func shape() throws {
        let patterns = try [
            #"{"source":["x"],"a":[{"numeric":[">",1]}]}"#, #"{"source":["x"],"b":["y"]}"#,
            #"{"source":["x"],"b":["y"],"a":[{"numeric":[">",1]}]}"#, #"{"source":["z"]}"#,
            #"{"a":[{"numeric":[">",1]}]}"#,
            #"{"source":["w"],"b":["y"],"a":[{"numeric":[">",1]}]}"#,
        ].map(EventPattern.init(parsing:))
        let compiled = CompiledPatterns(patterns)
        // source x, source z, source w, b y, a > 1
        #expect(compiled.predicates.count == 5)
        // The root, x, x b: below the others only one conjunction is left.
        #expect(compiled.tree.nodes.count == 3)
        #expect(compiled.tree.asks.map(\.isIndexed) == [true, false])
        #expect(compiled.tree.ends.map(\.pattern).sorted() == [0, 1, 2, 3, 4, 5])
        let root = compiled.tree.nodes[0]
        let groups = root.groups.map { compiled.tree.groups[Int($0)] }
        #expect(groups.map(\.indexed.count) == [0, 3])
        #expect(groups.map(\.tried.count) == [1, 0])
    }
}
