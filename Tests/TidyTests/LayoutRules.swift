/// Which folders and files the repository holds.
enum LayoutRules {
    /// The top level is fixed; dot-files may stand beside these.
    static let topLevel: Set = [
        "Package.swift", "Sources", "Tests", "deploy", "examples", "README.md", "LICENSE",
        "Makefile",
    ]

    /// `HTTP` is tested in `HTTPTests`. A program is tested as a process, in `EndToEndTests`,
    /// and a C library's module map by the tests of its wrapper.
    static func testFolders(sources: [String], tests: [String]) -> [Violation] {
        sources.filter { Floors.wrapper(of: $0) == nil }.compactMap { source in
            let folder = Floors.isProgram(source) ? "EndToEndTests" : "\(source)Tests"
            guard !tests.contains(folder) else { return nil }
            return Violation(path: "Sources/\(source)", line: 1, message: "no Tests/\(folder)")
        }
    }

    static func tracked(_ paths: [String]) -> [Violation] {
        paths.compactMap { path in
            let parts = path.split(separator: "/").map(String.init)
            guard let first = parts.first, let last = parts.last else { return nil }
            let generated =
                parts.contains { $0 == ".build" || $0.hasPrefix(".build-") || $0 == ".venv" }
                || last == "Package.resolved" || last.contains(".db") || last.hasSuffix(".sqlite")
            if generated {
                return Violation(path: path, line: 1, message: "generated, but tracked by git")
            }
            guard first.hasPrefix(".") || topLevel.contains(first) else {
                return Violation(path: path, line: 1, message: "\(first) is not of the top level")
            }
            return nil
        }
    }
}
