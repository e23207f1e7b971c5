/// A path in which `*` and `?` stand for any characters, or one, of one name.
struct GlobPattern: Sendable, Hashable {
    private let text: String

    init(_ text: String) { self.text = text }

    /// Whether anything but one certain path is meant.
    var hasWildcards: Bool { text.contains { $0 == "*" || $0 == "?" } }

    /// The paths that match, in the order of their names.
    func paths(from directory: String) -> [String] {
        let parts = text.split(separator: "/").filter { $0 != "." }.map(String.init)
        var found = [text.hasPrefix("/") ? "/" : directory]
        for part in parts {
            found = found.flatMap { directory in
                Self.names(part, in: directory).map { TextFile.resolve($0, from: directory) }
            }
        }
        return parts.isEmpty ? [] : found
    }

    private static func names(_ part: String, in directory: String) -> [String] {
        guard GlobPattern(part).hasWildcards else {
            return TextFile.exists(TextFile.resolve(part, from: directory)) ? [part] : []
        }
        return (TextFile.names(in: directory) ?? []).filter { name in
            // As in a shell, hidden files are meant only where the dot is written.
            (part.hasPrefix(".") || !name.hasPrefix(".")) && matches(name, part)
        }
    }

    /// Goes back to the last `*` only, so the time is at most the product of the lengths.
    static func matches(_ name: String, _ pattern: String) -> Bool {
        let name = Array(name)
        let pattern = Array(pattern)
        var (position, place) = (0, 0)
        var retry: (place: Int, position: Int)?
        while position < name.count {
            if place < pattern.count, pattern[place] == "*" {
                place += 1
                retry = (place, position)
            } else if place < pattern.count, ["?", name[position]].contains(pattern[place]) {
                place += 1
                position += 1
            } else if let last = retry {
                retry = (last.place, last.position + 1)
                (place, position) = (last.place, last.position + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
