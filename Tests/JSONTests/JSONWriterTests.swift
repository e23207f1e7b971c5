import JSON
import Testing

@Suite("JSON writer")
struct JSONWriterTests {
    @Test("text survives a round trip")
    func textSurvivesARoundTrip() throws {
        let text = "quote \" backslash \\ newline \n tab \t bell \u{7} nul \u{0} é 😀 \u{2028}"
        let value: JSONValue = ["text": .string(text), "list": [1, [], [:]]]
        #expect(try JSONValue(parsing: value.serialized()) == value)
        #expect(try JSONValue(parsing: value.prettyPrinted()) == value)
    }

    @Test("control characters are escaped")
    func controlCharactersAreEscaped() {
        #expect(JSONValue.string("\u{1f}\u{0}\r").serialized() == #""\u001f\u0000\r""#)
    }

    @Test("people get two spaces a level")
    func peopleGetTwoSpacesALevel() {
        let value: JSONValue = ["a": [1], "b": [:]]
        #expect(value.prettyPrinted() == "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}\n")
    }

    @Test("ASCII with spaces is what Python's json.dumps writes")
    func ascii() throws {
        let text = "é 😀 \u{0}\u{8}\u{c}\n\r\t\u{1f}\u{7f}\u{2028} <>&'\"\\/~"
        let value: JSONValue = ["a": [1, -25, nil, true], text: .string(text), "e": [[], [:]]]
        let written = String(decoding: value.serializedASCIIBytes(), as: UTF8.self)
        let quoted =
            #""\u00e9 \ud83d\ude00 \u0000\b\f\n\r\t\u001f\u007f\u2028 <>&'\"\\/~""#
        #expect(written == #"{"a": [1, -25, null, true], \#(quoted): \#(quoted), "e": [[], {}]}"#)
        #expect(try JSONValue(parsing: written) == value)
    }
}
