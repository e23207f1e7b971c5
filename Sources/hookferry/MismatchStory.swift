import EventPatterns
import HookferryApp

/// Why a pattern does not match, as people read it.
struct MismatchStory {
    private let mismatches: [PatternMismatch]

    /// Length in characters of what is shown of what is wanted or there.
    private static let textCharactersMax = 300

    init(_ mismatches: [PatternMismatch]) { self.mismatches = mismatches }

    /// Of `hookferry match`.
    var text: String {
        (["no match"] + lines.map { "  \($0)" }).joined(separator: "\n") + "\n"
    }

    /// The first mismatch at length, the others in a line each.
    var lines: [String] {
        guard let first = mismatches.first else { return [] }
        var lines = [
            Self.name(first), "  wanted  \(Self.shown(first.wanted))",
            "  there   \(Self.shown(first.got))",
        ]
        if let advice = first.hint { lines.append("  hint    \(Self.shown(advice))") }
        for other in mismatches.dropFirst() {
            lines.append(
                "also \(Self.name(other)): wanted \(Self.shown(other.wanted)), "
                    + "there \(Self.shown(other.got))")
        }
        return lines
    }

    private static func name(_ mismatch: PatternMismatch) -> String {
        mismatch.path.isEmpty ? "the event" : shown(mismatch.path)
    }

    private static func shown(_ text: String) -> String {
        EventStory.shown(text, charactersMax: textCharactersMax)
    }
}
