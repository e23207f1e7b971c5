import YAML

/// A mapping whose keys have been held against those of its section.
struct Table {
    let node: Node
    private let members: [String: YAMLMember]

    /// Reports keys that are unknown, missing or one too many. Nil if it is no mapping.
    init?(_ node: Node, _ section: Section) {
        guard let members = node.members() else { return nil }
        self.node = node
        self.members = Dictionary(members.map { ($0.key, $0) }) { first, _ in first }
        let keys = Set(section.keys.map(\.name))
        for member in members {
            guard !keys.contains(member.key) else { continue }
            node.error(
                "unknown key `\(member.key)`", hint: section.hint(forUnknown: member.key),
                at: member.keyPosition)
        }
        for key in missing(section) { node.error("`\(key)` is missing") }
        for names in section.exactlyOneOf { checkExactlyOne(of: names) }
        for (key, other) in section.needs where self.members[other] == nil {
            guard let member = self.members[key] else { continue }
            node.error("`\(key)` needs `\(other)`", at: member.keyPosition)
        }
    }

    private func checkExactlyOne(of names: [String]) {
        let choice = names.map { "`\($0)`" }.joined(separator: " or ")
        let present = names.compactMap { members[$0] }
        if present.isEmpty { node.error("\(choice) is missing") }
        for member in present.dropFirst() {
            node.error(
                "`\(present[0].key)` and `\(member.key)` exclude each other",
                hint: "keep either \(choice)", at: member.keyPosition)
        }
    }

    private func missing(_ section: Section) -> [String] {
        let required = section.keys.filter(\.isRequired).map(\.name)
        let halves = section.together.filter { keys in keys.contains { members[$0] != nil } }
        return (required + halves.flatMap { $0 }).filter { members[$0] == nil }
    }

    /// The value, if the key is there.
    subscript(key: String) -> Node? { members[key].map { node.with($0.value) } }

    func keyPosition(_ key: String) -> YAMLPosition? { members[key]?.keyPosition }
}

extension Node {
    /// Reports a name that is none of `words`, with the nearest or, of few, all of them.
    func unknown(
        _ what: String, _ name: String, among words: [String], at place: YAMLPosition? = nil
    ) {
        let all = words.prefix(Self.listedMax).map { "`\($0)`" }.joined(separator: ", ")
        let more = words.count > Self.listedMax ? ", …" : ""
        error(
            "unknown \(what) `\(name)`",
            hint: session.hint(for: name, among: words) ?? "known: \(all)\(more)",
            at: place)
    }

    /// Names listed in a hint.
    private static let listedMax = 16

    /// The members of a mapping of names to settings; names that cannot be used are reported.
    func namedMembers(_ what: String) -> [(name: String, keyPosition: YAMLPosition, value: Node)] {
        (members() ?? []).compactMap { member in
            guard Self.isName(member.key) else {
                error(
                    "`\(member.key)` cannot be the name of a \(what)",
                    hint: "use 1 to 64 letters, digits, `-`, `_` and `.`", at: member.keyPosition)
                return nil
            }
            return (member.key, member.keyPosition, with(member.value))
        }
    }

    /// Names stand in paths, metrics and templates.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                    UInt8(ascii: "."):
                    true
                default: false
                }
            }
            && text.contains { $0 != "." }
    }
}
