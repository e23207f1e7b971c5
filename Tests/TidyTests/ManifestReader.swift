/// Reads which target depends on which from the text of `Package.swift`.
///
/// Whatever the manifest's own functions are called: a pair of parentheses whose first string names
/// a target declares it, and the targets named after that are its dependencies, except in a list
/// labelled `tests:`, as what a test uses is free.
struct ManifestReader {
    struct Name {
        let text: String
        /// Counted from 1.
        let line: Int
    }

    struct Declaration {
        let target: String
        var dependencies: [Name] = []
    }

    private let text: [UInt8]
    private let code: [UInt8]
    private var finished: [Declaration] = []
    /// The parentheses around, outermost first; nil while no string has named a target.
    private var open: [Declaration?] = []
    private var listsForTests = 0
    private var line = 1
    private var literal: [UInt8]?

    static func declarations(in text: String) -> [Declaration] {
        var reader = ManifestReader(text)
        for index in reader.text.indices { reader.read(index) }
        return reader.finished
    }

    private init(_ text: String) {
        self.text = Array(text.utf8)
        code = SourceMask(text).code
    }

    private mutating func read(_ index: Int) {
        switch code[index] {
        case UInt8(ascii: "\""):
            if let bytes = literal {
                add(Name(text: String(decoding: bytes, as: UTF8.self), line: line))
            }
            literal = literal == nil ? [] : nil
        case _ where literal != nil:
            literal?.append(text[index])
        case UInt8(ascii: "("):
            // The whole manifest stands in these parentheses: it names no target.
            open.append(ends(index, with: " Package") ? Declaration(target: "") : nil)
        case UInt8(ascii: ")"):
            if let declaration = open.popLast() ?? nil { finished.append(declaration) }
        case UInt8(ascii: "["):
            if listsForTests > 0 || ends(index, with: "tests: ") { listsForTests += 1 }
        case UInt8(ascii: "]"):
            listsForTests = max(0, listsForTests - 1)
        case UInt8(ascii: "\n"):
            line += 1
        default:
            break
        }
    }

    private func ends(_ index: Int, with suffix: String) -> Bool {
        code[..<index].suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    /// The name begins the innermost declaration when it is its first string, and is a
    /// dependency of every declaration around.
    private mutating func add(_ name: Name) {
        guard listsForTests == 0 else { return }
        for index in open.indices {
            if open[index] != nil {
                if Floors.floor(of: name.text) != nil { open[index]?.dependencies.append(name) }
            } else if index == open.indices.last {
                open[index] = Declaration(target: name.text)
            }
        }
    }
}
