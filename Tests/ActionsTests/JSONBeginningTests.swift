import JSON
import Testing

@testable import Actions

@Suite("Beginning of a JSON text")
struct JSONBeginningTests {
    private func closed(_ text: some StringProtocol) -> String? {
        JSONBeginning.closed(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        "what is whole is kept, and what is open is ended",
        arguments: [
            (#"{"id":"7","text":"xx"#, #"{"id":"7"}"#), (#"{"id":"7","#, #"{"id":"7"}"#),
            (#"{"a":{"b":1,"c":[1,{"d":2,"e"#, #"{"a":{"b":1,"c":[1,{"d":2}]}}"#),
            (#"{"a":[1,2],"b":3"#, #"{"a":[1,2]}"#),
            (#"{"a":1,"b":{"c":2},"d"#, #"{"a":1,"b":{"c":2}}"#),
            (#"{"a":"\\\",}{","b"#, #"{"a":"\\\",}{"}"#), (#"{"id":"7"#, nil), ("", nil),
            ("[[[", nil), (#"{"text":",,,"#, nil),
        ] as [(String, String?)])
    func closes(text: String, result: String?) {
        #expect(closed(text) == result)
    }

    @Test("wherever a text is cut, what remains is a JSON text")
    func everywhere() throws {
        let text =
            #"{"ok":true,"r":{"id":[1,{"a":"\"],\\"},[]],"t":"\u00e9,{"},"n":-1.5e3,"z":null}"#
        for count in 0..<text.utf8.count {
            let cut = Array(text.utf8.prefix(count))
            guard let closed = JSONBeginning.closed(cut) else { continue }
            #expect(throws: Never.self) { try JSONValue(parsing: closed) }
        }
        #expect(closed(text.prefix(12)) == #"{"ok":true}"#)
    }

    @Test("any bytes are taken")
    func garbage() {
        for text in ["}}}],", "]]]]", "\"\\", "},{", ",,,,"] { _ = closed(text) }
        #expect(closed("},x") == "}")
    }
}
