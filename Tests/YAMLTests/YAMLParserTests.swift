import Testing

@testable import YAML

/// The value without places, for comparison.
indirect enum Plain: Hashable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByDictionaryLiteral
{
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case sequence([Plain])
    case mapping([String: Plain])

    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: Plain...) { self = .sequence(elements) }
    init(dictionaryLiteral elements: (String, Plain)...) {
        self = .mapping(Dictionary(uniqueKeysWithValues: elements))
    }

    init(_ node: YAMLNode) {
        switch node.value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .number(let text): self = .number(text)
        case .string(let text): self = .string(text)
        case .sequence(let nodes): self = .sequence(nodes.map(Plain.init))
        case .mapping(let members):
            self = .mapping(
                Dictionary(uniqueKeysWithValues: members.map { ($0.key, Plain($0.value)) }))
        }
    }
}

func parse(_ text: String) throws(YAMLError) -> YAMLNode {
    try YAMLParser.parse(Array(text.utf8))
}

func refusal(_ text: String) -> YAMLError? {
    refusal(Array(text.utf8))
}

func refusal(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) -> YAMLError? {
    do throws(YAMLError) {
        _ = try YAMLParser.parse(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

@Suite("YAML parser")
struct YAMLParserTests {
    @Test("a configuration is read with its values in order")
    func configuration() throws {
        let node = try parse(
            """
            listen: 0.0.0.0:8080   # intake
            tls: { certificate: tls.crt, key: tls.key }
            sources:
              deploys:
                type: github
                secrets: [{ env: SECRET }, { file: old-secret }]
                confirm: true
                maxAge: 2h
                rate: 100/s
            text: |
              two
              lines
            on: push
            """)
        #expect(
            Plain(node) == [
                "listen": "0.0.0.0:8080",
                "tls": ["certificate": "tls.crt", "key": "tls.key"],
                "sources": [
                    "deploys": [
                        "type": "github",
                        "secrets": [["env": "SECRET"], ["file": "old-secret"]],
                        "confirm": true, "maxAge": "2h", "rate": "100/s",
                    ]
                ],
                "text": "two\nlines\n", "on": "push",
            ])
        guard case .mapping(let members) = node.value else { return }
        #expect(members.map(\.key) == ["listen", "tls", "sources", "text", "on"])
    }

    @Test("every node and key knows its place in characters")
    func places() throws {
        let node = try parse("größe: [ä, {b: 'ü'}]\n  \nnext:\n  - 1\n")
        guard case .mapping(let members) = node.value,
            case .sequence(let elements) = members[0].value.value,
            case .mapping(let inner) = elements[1].value,
            case .sequence(let list) = members[1].value.value
        else {
            Issue.record("unexpected shape: \(node)")
            return
        }
        #expect(members[0].keyPosition == YAMLPosition(line: 1, column: 1))
        #expect(members[0].value.position == YAMLPosition(line: 1, column: 8))
        #expect(elements[0].position == YAMLPosition(line: 1, column: 9))
        #expect(inner[0].keyPosition == YAMLPosition(line: 1, column: 13))
        #expect(inner[0].value.position == YAMLPosition(line: 1, column: 16))
        #expect(members[1].keyPosition == YAMLPosition(line: 3, column: 1))
        #expect(list[0].position == YAMLPosition(line: 4, column: 5))
    }

    @Test("an empty text is null", arguments: ["", "\n\n", "# only a comment\n", "---\n"])
    func empty(text: String) throws {
        #expect(try parse(text).value == .null)
    }

    @Test("a byte order mark moves nothing")
    func byteOrderMark() throws {
        let node = try YAMLParser.parse([0xEF, 0xBB, 0xBF] + Array("a: 1".utf8))
        guard case .mapping(let members) = node.value else { return }
        #expect(members.first?.key == "a")
        #expect(members.first?.keyPosition == YAMLPosition(line: 1, column: 1))
    }

    @Test("JSON is read as it is")
    func json() throws {
        let node = try parse(
            #"""
            {
            	"a":1,"b":[true,false,null,-0.5e+3,""],
            	"url": "https:\/\/example.com\/\u00e9\t\"\\",
            	"smile": "\ud83d\ude00 \uD83D\uDE00", "after": {}
            }
            """#)
        #expect(
            Plain(node) == [
                "a": .number("1"),
                "b": [true, false, .null, .number("-0.5e+3"), ""],
                "url": "https://example.com/é\t\"\\",
                "smile": "😀 😀", "after": [:],
            ])
    }

    @Test(
        "a mistake has a code, a sentence, a place and a hint",
        arguments: [
            ("a: 1\nb: 2\na: 3", .duplicateKey, 3, 1, "the first is on line 1, column 1", ""),
            ("a: &x 1", .anchor, 1, 4, "anchors", "write the value out"),
            ("a: *x", .anchor, 1, 4, "aliases", "quote a text that starts with *"),
            ("a: !!str 1", .tag, 1, 4, "tag:yaml.org,2002:str", ""),
            ("- !own {}", .tag, 1, 3, "!own", ""),
            ("!!map {a: 1}", .tag, 1, 1, "tags", ""),
            ("1: a", .key, 1, 1, "the key 1 is no string", "quotes"),
            ("a:\n  true: b", .key, 2, 3, "the key true is no string", "quotes"),
            ("[a]: b", .key, 1, 1, "only a string can be a key", ""),
            ("?\n: b", .key, 1, 2, "a key is missing", ""),
            ("a: {{ detail.id }}", .key, 1, 5, "mapping", "{{ detail.id }}"),
            ("a: {{ detail.id }} x\nb: 1", .key, 1, 5, "", "{{ detail.id }}"),
            ("a: .inf", .number, 1, 4, ".inf", "quotes"),
            ("account: 012345678901", .number, 1, 10, "leading zero", "quotes"),
            ("a: 1\n---\nb: 2", .severalDocuments, 2, 1, "second document", "one document"),
            ("a: b: c", .syntax, 1, 5, "mapping values are not allowed", "quotes"),
            ("a:\n\t- b", .syntax, 2, 1, "cannot start any token", "tabs"),
            ("a: @b", .syntax, 1, 4, "cannot start any token", "starts with @"),
            ("a: [b", .syntax, 2, 1, "did not find expected ',' or ']'", ""),
            ("a: \"b", .syntax, 1, 6, "unexpected end of stream", ""),
            ("a: \"\\d\"", .syntax, 1, 5, "unknown escape", "backslash twice"),
            ("a: 1\n b: 2", .syntax, 2, 3, "mapping values", "indentation"),
            ("- a: \"\\ud83d\\ude00\"", .syntax, 1, 9, "Unicode", "\\U"),
        ] as [(String, YAMLError.Code, Int, Int, String, String)])
    func mistakes(
        text: String, code: YAMLError.Code, line: Int, column: Int, words: String, hint: String
    ) throws {
        let error = try #require(refusal(text))
        #expect(error.code == code, "\(error)")
        #expect(error.position == YAMLPosition(line: line, column: column), "\(error)")
        #expect(words.isEmpty || error.message.contains(words), "\(error)")
        #expect(hint.isEmpty || (error.hint ?? "").contains(hint), "\(error)")
    }

    @Test("bytes that are no UTF-8 are refused with their place")
    func encoding() throws {
        let error = try #require(refusal(Array("ä: 1\nbö: ".utf8) + [0xFF]))
        #expect(error.code == .encoding)
        #expect(error.position == YAMLPosition(line: 2, column: 5))
        #expect(refusal("a: \u{0}")?.code == .encoding)
        #expect(refusal([0xFF, 0xFE, 0x61, 0x00])?.code == .encoding)
    }

    @Test("depth and size have limits")
    func limits() throws {
        let nested = { (depth: Int) in
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(refusal(nested(64)) == nil)
        #expect(refusal(nested(66))?.code == .tooDeep)
        #expect(refusal(String(repeating: "{a: ", count: 100_000))?.code == .tooDeep)
        #expect(refusal(String(repeating: "- ", count: 100_000))?.code == .tooDeep)
        let limits = YAMLLimits(bytesMax: 10)
        #expect(refusal(Array("a: 1234567".utf8), limits: limits) == nil)
        #expect(refusal(Array("a: 12345678".utf8), limits: limits)?.code == .tooLarge)
    }
}
