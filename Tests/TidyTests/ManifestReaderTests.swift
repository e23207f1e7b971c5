import Testing

@Suite("Manifest reader")
struct ManifestReaderTests {
    private func read(_ text: String) -> [String] {
        ManifestReader.declarations(in: text).filter { !$0.target.isEmpty }.map {
            let names = $0.dependencies.map { "\($0.text)@\($0.line)" }
            return "\($0.target): " + names.joined(separator: " ")
        }
    }

    @Test(
        "targets and their dependencies are found however they are written",
        arguments: [
            (".target(name: \"HTTP\", dependencies: [\"CCurl\"])", ["HTTP: CCurl@1"]),
            ("room(\"HTTP\", [\n\"CCurl\",\n\"JSON\"])", ["HTTP: CCurl@2 JSON@3"]),
            (
                ".target(name: \"HTTP\", dependencies: [.target(name: \"CCurl\")])",
                ["CCurl: ", "HTTP: CCurl@1"]
            ),
            ("room(\"AWS\", [\"HTTP\"], tests: [\"YAML\"], [\"JSON\"])", ["AWS: HTTP@1 JSON@1"]),
            ("let package = Package(name: \"a\", targets: [room(\"AWS\")])", ["AWS: "]),
            ("// room(\"AWS\", [\"JSON\"])", []),
            (".systemLibrary(name: \"CCurl\", pkgConfig: \"libcurl\")", ["CCurl: "]),
        ])
    func found(text: String, declarations: [String]) {
        #expect(read(text) == declarations)
    }
}
