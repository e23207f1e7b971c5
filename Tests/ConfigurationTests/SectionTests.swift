import Testing

@testable import Configuration

@Suite("Sections")
struct SectionTests {
    @Test("have each key once, with a sentence about it", arguments: Section.allCases)
    func keys(section: Section) {
        let names = section.keys.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(!names.isEmpty)
        for key in section.keys {
            #expect(key.about.hasSuffix("."), "\(key.name)")
            #expect(key.about.count > 8, "\(key.name)")
        }
        #expect(Set(section.together.flatMap { $0 }).isSubset(of: names))
    }

    @Test("say where a key belongs, or what they know")
    func hints() {
        #expect(Section.notifyStep.hint(forUnknown: "with") == "`with` belongs to a `call` step")
        #expect(Section.callStep.hint(forUnknown: "text") == "`text` belongs to a `notify` step")
        #expect(Section.tls.hint(forUnknown: "certificat") == "did you mean `certificate`?")
        #expect(Section.retry.hint(forUnknown: "xyzzy") == "known: `for`, `uncertain`")
    }
}
