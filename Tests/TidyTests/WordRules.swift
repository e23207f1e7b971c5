/// Words that must not stand in the code, and words that must stand in few places only.
enum WordRules {
    struct Banned {
        let phrase: String
        let instead: String
        var onlyInProduct = false
    }

    static let banned = [
        Banned(phrase: "try!", instead: "throw, or decide what happens"),
        Banned(phrase: "as!", instead: "use as? and say what happens otherwise"),
        Banned(phrase: "fatalError(", instead: "throw, or make the state impossible"),
        Banned(phrase: "@preconcurrency", instead: "say what makes it safe, in a wrapper"),
        Banned(phrase: "print(", instead: "log through Telemetry", onlyInProduct: true),
        Banned(phrase: "debugPrint(", instead: "log through Telemetry", onlyInProduct: true),
    ]

    /// Marks of unfinished work: an issue is the place for them.
    static let unfinished = ["TO" + "DO", "FIX" + "ME"]

    /// The targets that talk to C, where a reviewer looks for memory mistakes.
    static let unsafeTargets: Set = ["SQLite", "HTTP", "Cryptography", "YAML", "Lifecycle"]

    /// Not shipped: libFuzzer hands its input over as a raw pointer.
    private static let fuzzerEntry = "Sources/hookferry-fuzz/LibFuzzer.swift"

    static func bannedWords(_ file: SourceFile) -> [Violation] {
        file.code.indices.flatMap { index in
            banned.filter {
                (file.isProduct || !$0.onlyInProduct)
                    && contains(file.code[index], phrase: $0.phrase)
            }.map { file.violation(at: index, "\($0.phrase) is banned: \($0.instead)") }
        }
    }

    static func unfinishedWork(_ file: SourceFile) -> [Violation] {
        file.comments.indices.flatMap { index in
            unfinished.filter { contains(file.comments[index], phrase: $0) }
                .map { file.violation(at: index, "\($0) in a comment: open an issue instead") }
        }
    }

    /// `unsafe` stays inside the fence; `nonisolated(unsafe)` is another word with its own rule.
    static func unsafeFence(_ file: SourceFile) -> [Violation] {
        guard file.isProduct, !unsafeTargets.contains(file.target), file.path != fuzzerEntry else {
            return []
        }
        return file.code.indices.compactMap { index in
            let line = file.code[index].replacing("nonisolated(unsafe)", with: "")
            guard contains(line, phrase: "unsafe"), !isExecutorOfJournal(line, in: file) else {
                return nil
            }
            let fence = unsafeTargets.sorted().joined(separator: ", ")
            return file.violation(at: index, "unsafe outside of \(fence)")
        }
    }

    /// The journal's actor hands its queue to the runtime, which has only an unsafe form for it.
    private static func isExecutorOfJournal(_ line: String, in file: SourceFile) -> Bool {
        file.target == "Journal"
            && (line.contains("unownedExecutor") || line.contains("UnownedSerialExecutor"))
    }
}
