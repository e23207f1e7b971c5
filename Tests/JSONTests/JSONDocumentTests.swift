import Testing

@testable import JSON

@Suite("JSON document")
struct JSONDocumentTests {
    @Test("entries stand in the order of the text and containers know their end")
    func entries() throws {
        let document = try JSONDocument(parsing: Array(#"{"a":[1,{}],"b":null}"#.utf8))
        let kinds: [JSONEntry.Kind] = [.object, .key, .array, .number, .object, .key, .null]
        #expect(document.entries.map(\.kind) == kinds)
        #expect(document.entries[0].start == 2)
        #expect(document.end(of: 0) == 7)
        #expect(document.end(of: 2) == 5)
        #expect(document.end(of: 3) == 4)
        #expect(document.text(of: document.entries[5]) == "b")
    }

    @Test("plain texts stay in place and escapes are resolved behind the text")
    func texts() throws {
        let text = #"["plain","a\nb\u00e9\ud83d\ude00","",12.50]"#
        let document = try JSONDocument(parsing: Array(text.utf8))
        #expect(document.entries[1].text == 2..<7)
        #expect(document.entries[2].start >= text.utf8.count)
        #expect(document.text(of: document.entries[2]) == "a\nbé😀")
        #expect(document.text(of: document.entries[3]) == "")
        #expect(document.text(of: document.entries[4]) == "12.50")
    }

    @Test("the hash of a key does not depend on how it is written")
    func hashes() throws {
        let document = try JSONDocument(
            parsing: Array(#"{"detail-type":1,"\u0064etail\u002dtype":2}"#.utf8), limits: .event)
        #expect(document.entries[1].hash == document.entries[3].hash)
        let name = Array("detail-type".utf8)
        #expect(document.entries[1].hash == JSONHash.hash(name.span))
    }

    @Test("the tree of values is what the text says")
    func tree() throws {
        let text = #"{"a":[true,false,null,-0.0],"b":{"c":"é"},"a":"\t"}"#
        let document = try JSONDocument(parsing: Array(text.utf8), limits: .event)
        #expect(document.value.serialized() == text)
    }

    @Test("there is room for the entries of a text that is broken off", arguments: 1...140)
    func openEnds(length: Int) {
        for piece in ["[", "[[{\"\":", "{\"\":[", "1", "[1,", "[\"\","] {
            let text = String(repeating: piece, count: length)
            #expect(throws: JSONError.self) { try JSONDocument(parsing: Array((text + "x").utf8)) }
        }
    }

    @Test("there is room for as many entries as a text can hold")
    func manyEntries() throws {
        let count = 50_000
        let ones = "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]"
        #expect(try JSONDocument(parsing: Array(ones.utf8)).entries.count == count + 1)
        let empty = "{" + Array(repeating: #""":1"#, count: count).joined(separator: ",") + "}"
        let document = try JSONDocument(parsing: Array(empty.utf8), limits: .event)
        #expect(document.entries.count == 2 * count + 1)
        for text in ["1", "[]", "{}", "[[]]", #""""#, "[1]"] {
            #expect(try JSONDocument(parsing: Array(text.utf8)).value.serialized() == text)
        }
    }
}
