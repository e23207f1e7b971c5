import Intake
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
        for choice in section.exactlyOneOf {
            #expect(choice.count > 1 && Set(choice).isSubset(of: names))
            #expect(!section.keys.contains { choice.contains($0.name) && $0.isRequired })
        }
    }

    @Test("are there for every source type")
    func sources() {
        #expect(SourceReader.types == ["sns"] + CallbackType.allCases.map(\.rawValue))
        for type in SourceReader.types { #expect(SourceReader.section(type) != nil, "\(type)") }
    }

    @Test("say where a key belongs, or what they know")
    func hints() {
        #expect(Section.notifyStep.hint(forUnknown: "with") == "`with` belongs to a `call` step")
        #expect(Section.callStep.hint(forUnknown: "text") == "`text` belongs to a `notify` step")
        #expect(Section.tls.hint(forUnknown: "certificat") == "did you mean `certificate`?")
        #expect(Section.retry.hint(forUnknown: "xyzzy") == "known: `for`, `uncertain`")
    }
}
