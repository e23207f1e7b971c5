import Testing

@Suite("Imports point to a lower floor")
struct ImportFloorsTests {
    @Test("in every import line of Sources")
    func imports() throws {
        report(try Repository.productFiles().flatMap(ImportRules.imports))
    }

    @Test("in every dependency of Package.swift")
    func manifest() throws {
        report(ImportRules.manifest(try Repository.text("Package.swift")))
    }

    @Test("no Swift package is taken")
    func packages() throws {
        report(ImportRules.packages(try Repository.text("Package.swift")))
    }

    @Test("Package.swift declares every folder of Sources")
    func declared() throws {
        let sources = try Repository.folders(in: "Sources")
        let manifest = try Repository.text("Package.swift")
        report(ImportRules.undeclared(sources: sources, manifest: manifest))
    }
}
