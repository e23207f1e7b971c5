/// What must be explained, and where the explanation stands.
enum CommentRules {
    private static let kinds: Set = [
        "struct", "class", "enum", "actor", "protocol", "func", "typealias",
    ]
    private static let modifiers: Set = [
        "static", "final", "mutating", "nonmutating", "nonisolated", "isolated", "override",
        "indirect", "consuming", "borrowing", "distributed", "unsafe", "nonsending",
    ]
    /// Requirements of protocols, the standard library's and ours, whose doc comment stands there.
    private static let conformances = [
        "hash(into", "encode(to", "makeIterator(", "makeAsyncIterator(", "next(", "enqueue(",
        "checkIsolated(", "request(for", "verdict(", "word(in", "readText(",
    ]

    /// Files that hold nothing but the requirements of a protocol of ours, which explains them.
    private static let engines = ["Sources/Journal/SQLiteJournal"]

    /// Every type, function and type alias with `package` access has `///` directly above it.
    ///
    /// Attributes may stand between. Initializers, properties, operators, the functions of
    /// `conformances` and those of `engines` are free to go without.
    static func documentation(_ file: SourceFile) -> [Violation] {
        guard file.isProduct else { return [] }
        return file.code.indices.compactMap { index in
            guard let name = packageDeclaration(file.code[index]) else { return nil }
            if name.hasPrefix("func "), engines.contains(where: file.path.hasPrefix) { return nil }
            return isDocumented(index, in: file)
                ? nil : file.violation(at: index, "\(name) has no /// comment directly above it")
        }
    }

    /// Whoever switches a check of the compiler off says why on the next line.
    static func reasons(_ file: SourceFile) -> [Violation] {
        file.code.indices.flatMap { index in
            ["@unchecked Sendable", "nonisolated(unsafe)"].filter {
                file.code[index].contains($0) && !isReason(at: index + 1, in: file)
            }.map { file.violation(at: index, "\($0) wants its reason on the next line, after //") }
        }
    }

    /// Such as `func append` when the line declares that with `package` access.
    private static func packageDeclaration(_ line: String) -> String? {
        var rest = words(of: line)[...]
        guard let access = rest.firstIndex(of: "package") else { return nil }
        let isFirst = rest[..<access].allSatisfy { $0.hasPrefix("@") || modifiers.contains($0) }
        rest = rest[(access + 1)...].drop { $0.hasPrefix("@") || modifiers.contains($0) }
        guard isFirst, let kind = rest.first, kinds.contains(kind) else { return nil }
        let isOperator = kind == "func" && !line.contains("func \(rest.dropFirst().first ?? "")")
        let isConformance = conformances.contains { line.contains("func \($0)") }
        guard !isOperator, !isConformance else { return nil }
        return rest.prefix(2).joined(separator: " ")
    }

    private static func isDocumented(_ index: Int, in file: SourceFile) -> Bool {
        let above = file.lines[..<index].last { line in
            let text = line.drop { $0 == " " }
            return !text.hasPrefix("@") && !text.hasPrefix("// swift-format-ignore")
        }
        let text = (above ?? "").drop { $0 == " " }
        return text.hasPrefix("///") && !text.dropFirst(3).allSatisfy(\.isWhitespace)
    }

    private static func isReason(at index: Int, in file: SourceFile) -> Bool {
        guard index < file.comments.count else { return false }
        let text = file.comments[index].drop { $0 == " " }
        let isAlone = file.code[index].allSatisfy { $0 == " " }
        return isAlone && text.hasPrefix("// ") && text.count > "// ".count
    }
}
