/// The floors held against `import` lines and against the manifest.
enum ImportRules {
    /// Every import of a product file points to a lower floor.
    static func imports(_ file: SourceFile) -> [Violation] {
        guard file.isProduct else { return [] }
        return file.code.indices.flatMap { index in
            file.code[index].split(separator: ";").compactMap { module(importedBy: String($0)) }
                .compactMap { Floors.refusal(of: $0, in: file.target) }
                .map { file.violation(at: index, $0) }
        }
    }

    /// `X` of `package import X`, `@testable import X` and `import struct X.Y`.
    static func module(importedBy statement: String) -> String? {
        let kinds: Set = [
            "struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor",
        ]
        let access: Set = ["public", "package", "internal", "fileprivate", "private"]
        let parts = words(of: statement)
        guard let position = parts.firstIndex(of: "import"), !statement.contains(".import"),
            parts[..<position].allSatisfy({ access.contains($0) || $0.hasPrefix("@") })
        else { return nil }
        return parts[(position + 1)...].first { !kinds.contains($0) }
    }

    /// Every dependency that `Package.swift` declares points to a lower floor.
    static func manifest(_ text: String) -> [Violation] {
        ManifestReader.declarations(in: text).flatMap { declaration in
            declaration.dependencies.compactMap { dependency in
                guard Floors.floor(of: declaration.target) != nil,
                    dependency.text != declaration.target,
                    let reason = Floors.refusal(of: dependency.text, in: declaration.target)
                else { return nil }
                return Violation(path: "Package.swift", line: dependency.line, message: reason)
            }
        }
    }

    /// The project takes no packages: C libraries of the system only.
    static func packages(_ text: String) -> [Violation] {
        let file = SourceFile(path: "Package.swift", text: text)
        return file.code.indices.filter { contains(file.code[$0], phrase: ".package(") }
            .map { file.violation(at: $0, "no Swift packages: see .github/CONTRIBUTING.md") }
    }

    /// Folders of Sources that the manifest does not declare.
    static func undeclared(sources: [String], manifest text: String) -> [Violation] {
        let declared = Set(ManifestReader.declarations(in: text).map(\.target))
        return sources.filter { !declared.contains($0) }.map {
            Violation(path: "Sources/\($0)", line: 1, message: "not declared in Package.swift")
        }
    }
}
