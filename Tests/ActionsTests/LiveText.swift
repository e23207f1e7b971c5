import Testing

/// What a client would make something of, in text that may have come from strangers. Read by
/// scalars, as clients do.
struct LiveText {
    private let scalars: [Unicode.Scalar]
    private(set) var finds: [String] = []

    private static let space: Unicode.Scalar = "\u{200B}"

    private init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// Links and codes of emoji in any text.
    static func inWords(_ text: String, hostNames: Bool = true, emoji: Bool) -> [String] {
        var live = LiveText(text)
        live.findLinks(hostNames: hostNames)
        if emoji { live.findEmoji() }
        return live.finds
    }

    /// Codes of emoji alone.
    static func emoji(in text: String) -> [String] {
        var live = LiveText(text)
        live.findEmoji()
        return live.finds
    }

    /// In Markdown of Mattermost and Rocket.Chat, beside our own bold line, link and code spans.
    static func inMarkdown(_ text: String) -> [String] {
        let link = #/ · \[[A-Za-z ]+\]\(https?://[^()\s]+\)$/#.matchingSemantics(.unicodeScalar)
        let bold = #/([🔴🟠] )\*\*(.*)\*\*/#.matchingSemantics(.unicodeScalar)
        var text = text.replacing(link, with: "")
        if let match = text.wholeMatch(of: bold) { text = "\(match.1)\(match.2)" }
        var live = LiveText(text)
        let rest = live.withoutCode()
        var prose = LiveText(String(String.UnicodeScalarView(rest)))
        prose.findMarkdown()
        prose.findLinks(hostNames: true)
        prose.findEmoji()
        return live.finds + prose.finds
    }

    /// In the text of a Google Chat message, beside our own link.
    static func inChatText(_ text: String) -> [String] {
        let link = #/ · <https?://[^<>|\s]+\|[A-Za-z ]+>$/#.matchingSemantics(.unicodeScalar)
        let code = #/`[^`]+`/#.matchingSemantics(.unicodeScalar)
        var live = LiveText(text.replacing(link, with: "").replacing(code, with: "x"))
        for (index, scalar) in live.scalars.enumerated() {
            switch scalar {
            case "<": live.find("<", index)
            case "*", "_", "~", "`", "@":
                if live.after(index) != space { live.find("\(scalar)", index) }
            default: break
            }
        }
        live.findLinks(hostNames: true)
        return live.finds
    }

    /// In the HTML of a Google Chat card.
    static func inHTML(_ text: String) -> [String] {
        var live = LiveText(text)
        for (index, scalar) in live.scalars.enumerated() {
            switch scalar {
            case "<", ">": live.find("\(scalar)", index)
            case "&":
                let rest = live.scalars[(index + 1)...]
                let isEntity = ["amp;", "lt;", "gt;"].contains {
                    rest.starts(with: $0.unicodeScalars)
                }
                if !isEntity { live.find("&", index) }
            default: break
            }
        }
        live.findLinks(hostNames: false)
        return live.finds
    }

    private mutating func find(_ what: String, _ index: Int) {
        var part = String.UnicodeScalarView()
        part.append(contentsOf: scalars[max(0, index - 10)..<min(scalars.count, index + 10)])
        finds.append("\(what) in \(String(part).debugDescription)")
    }

    private func after(_ index: Int) -> Unicode.Scalar? {
        index + 1 < scalars.count ? scalars[index + 1] : nil
    }

    private func before(_ index: Int) -> Unicode.Scalar? { index > 0 ? scalars[index - 1] : nil }

    private mutating func withoutCode() -> [Unicode.Scalar] {
        var rest: [Unicode.Scalar] = []
        var begin: Int?
        for (index, scalar) in scalars.enumerated() {
            if scalar == "`", begin != nil || before(index) != "\\" {
                begin = begin == nil ? index : nil
                if begin == nil { rest.append("x") }
            } else if begin == nil {
                rest.append(scalar)
            } else if scalar == "<" || scalar == "\n"
                || scalar == "@" && after(index) != Self.space
            {
                find("\(scalar) in code", index)
            }
        }
        if let begin { find("open code", begin) }
        return rest
    }

    private mutating func findMarkdown() {
        for (index, scalar) in scalars.enumerated() {
            let after = after(index)
            let isFirst = before(index) == "\n"
            let isLive =
                switch scalar {
                case "*", "_", "`": before(index) != "\\"
                case "~": before(index) != "\\" || after != Self.space
                case "@", "＠", "#", "&", "]", "|": after != Self.space
                case "\\": after.map { !"*_~`\u{200B}".unicodeScalars.contains($0) } ?? true
                case "<": true
                case "-", ">", "=", " ": isFirst
                case "+": after.map(\.properties.isAlphabetic) ?? false || isFirst
                default: isFirst && ("0"..."9").contains(scalar)
                }
            if isLive { find("\(scalar)", index) }
        }
    }

    private mutating func findEmoji() {
        for (index, scalar) in scalars.enumerated() where scalar == ":" {
            let rest = scalars[(index + 1)...]
            let name = rest.prefix {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789_+'-".contains("\($0)"))
            }
            if !name.isEmpty, rest.dropFirst(name.count).first == ":" { find("emoji", index) }
        }
    }

    private mutating func findLinks(hostNames: Bool) {
        let ofStore = Set("/-_.=%+':".unicodeScalars)
        var isInStore = false
        for (index, scalar) in scalars.enumerated() {
            if !(scalar.isASCII && Self.isLetter(scalar)) && !("0"..."9").contains(scalar) {
                isInStore = isInStore && ofStore.contains(scalar)
            }
            switch scalar.value {
            case 0x3A where scalars[(index + 1)...].starts(with: "//".unicodeScalars):
                if scalars[..<index].suffix(2).elementsEqual("s3".unicodeScalars) {
                    isInStore = true
                } else {
                    find("://", index)
                }
            case 0x2E where Self.isLetter(before(index)) && Self.isLetter(after(index)):
                if hostNames && !isInStore
                    || scalars[..<index].suffix(3).elementsEqual("www".unicodeScalars)
                {
                    find(".", index)
                }
            case 0x0A: break
            case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: find("control", index)
            default: break
            }
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar?) -> Bool {
        scalar?.properties.isAlphabetic ?? false
    }
}
