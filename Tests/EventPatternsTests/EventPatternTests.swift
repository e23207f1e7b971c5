import JSON
import Testing

@testable import EventPatterns

func pattern(_ text: String) throws -> EventPattern { try EventPattern(parsing: text) }

func event(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

@Suite("Event patterns")
struct EventPatternTests {
    @Test(
        "an event matches or not",
        arguments: [
            (#"{"a":["x","y"]}"#, #"{"a":"y"}"#, true),
            (#"{"a":["x"]}"#, #"{"a":["y","x"]}"#, true),
            (#"{"a":["x"],"b":[1]}"#, #"{"a":"x"}"#, false),
            (#"{"a.b":[1]}"#, #"{"a":{"b":1}}"#, true),
            (#"{"a":{"b.c":[1]}}"#, #"{"a.b":{"c":1}}"#, true),
            (#"{"":{"a":[1]}}"#, #"{"":{"a":1}}"#, true),
            (#"{"a":[1]}"#, #"{"a":1.0}"#, true),
            (#"{"a":[100]}"#, #"{"a":1e2}"#, true),
            (#"{"a":[-0]}"#, #"{"a":0.0}"#, true),
            (#"{"a":[1]}"#, #"{"a":"1"}"#, false),
            (#"{"a":["1"]}"#, #"{"a":1}"#, false),
            (#"{"a":[9007199254740993]}"#, #"{"a":9007199254740993}"#, true),
            (#"{"a":[9007199254740993]}"#, #"{"a":9007199254740992}"#, false),
            (#"{"a":[9007199254740993]}"#, #"{"a":9007199254740993.0}"#, false),
            (#"{"a":[true]}"#, #"{"a":"true"}"#, false),
            (#"{"a":[null]}"#, #"{"a":null}"#, true),
            (#"{"a":[null]}"#, #"{}"#, false),
            (#"{"a":["é"]}"#, "{\"a\":\"e\u{301}\"}", false),
            ("{\"e\u{301}\":[1]}", #"{"é":1}"#, false),
            (#"{"a":[{"prefix":""}]}"#, #"{"a":"x"}"#, true),
            (#"{"a":[{"prefix":"x"}]}"#, #"{"a":1}"#, false),
            (#"{"a":[{"prefix":"e"}]}"#, "{\"a\":\"e\u{301}\"}", true),
            (#"{"a":[{"suffix":".png"}]}"#, #"{"a":"b.png"}"#, true),
            (#"{"a":[{"suffix":"abc"}]}"#, #"{"a":"bc"}"#, false),
            (#"{"a":[{"anything-but":"x"}]}"#, #"{"a":["x","y"]}"#, true),
            (#"{"a":[{"anything-but":"x"}]}"#, #"{"a":["x"]}"#, false),
            (#"{"a":[{"anything-but":"x"}]}"#, #"{"b":1}"#, false),
            (#"{"a":[{"anything-but":["x","y"]}]}"#, #"{"a":null}"#, true),
            (#"{"a":[{"anything-but":[1]}]}"#, #"{"a":1.0}"#, false),
            (#"{"a":[{"anything-but":[1]}]}"#, #"{"a":"1"}"#, true),
            (#"{"a":[{"anything-but":[1]}]}"#, #"{"a":1e400}"#, true),
            (#"{"a":[{"numeric":[">",0,"<=",5]}]}"#, #"{"a":5}"#, true),
            (#"{"a":[{"numeric":[">",0,"<=",5]}]}"#, #"{"a":0}"#, false),
            (#"{"a":[{"numeric":["=",5]}]}"#, #"{"a":5.0}"#, true),
            (#"{"a":[{"numeric":[">=",0]}]}"#, #"{"a":"5"}"#, false),
            (#"{"a":[{"numeric":[">",0]}]}"#, #"{"a":1e400}"#, false),
            (#"{"a":[{"exists":true}]}"#, #"{"a":null}"#, true),
            (#"{"a":[{"exists":true}]}"#, #"{"a":{"b":1}}"#, false),
            (#"{"a":[{"exists":false}]}"#, #"{"a":{}}"#, true),
            (#"{"a":[{"exists":false}]}"#, #"{"a":[]}"#, true),
            (#"{"a":[{"exists":false}]}"#, #"{"a":[{}]}"#, true),
            (#"{"a":[{"exists":false},"x"]}"#, #"{"a":"x"}"#, true),
            (#"{"a":[{"exists":false},"x"]}"#, #"{"a":"y"}"#, false),
            (#"{"a":["x"]}"#, #"["x"]"#, false),
        ])
    func matching(patternText: String, eventText: String, matches: Bool) throws {
        let found = try pattern(patternText).matches(event(eventText))
        #expect(found == matches)
    }

    @Test(
        "keys that stand twice in an event both count",
        arguments: [
            (#"{"a":[1]}"#, #"{"a":2,"a":1}"#, true), (#"{"a":[1]}"#, #"{"a":1,"a":2}"#, true),
            (#"{"a":[1]}"#, #"{"a":3,"a":2}"#, false),
            (#"{"a":{"b":[1],"c":[2]}}"#, #"{"a":{"b":1},"a":{"c":2}}"#, true),
            (#"{"a":{"b":[1],"c":[2]}}"#, #"{"a":[{"b":1}],"a":[{"c":2}]}"#, true),
            (#"{"a":[{"exists":false}]}"#, #"{"a":{},"a":1}"#, false),
            (#"{"a":[{"anything-but":1}]}"#, #"{"a":1,"a":2}"#, true),
        ])
    func duplicateKeys(patternText: String, eventText: String, matches: Bool) throws {
        let event = try JSONValue(parsing: eventText, limits: .event)
        #expect(try pattern(patternText).matches(event) == matches)
    }

    @Test(
        "one alternative of $or is enough",
        arguments: [
            (#"{"$or":[{"a":[1]},{"b":[2]}]}"#, #"{"b":2}"#, true),
            (#"{"$or":[{"a":[1]},{"b":[2]}]}"#, #"{"b":1}"#, false),
            (#"{"c":[3],"$or":[{"a":[1]},{"b":[2]}]}"#, #"{"a":1}"#, false),
            (#"{"c":[3],"$or":[{"a":[1]},{"b":[2]}]}"#, #"{"a":1,"c":3}"#, true),
            (#"{"x":{"$or":[{"a":[1]},{"b":[2]}]}}"#, #"{"x":{"b":2}}"#, true),
            (#"{"x":{"$or":[{"a":[1]},{"b":[2]}]}}"#, #"{"b":2}"#, false),
            (#"{"$or":[{"a":[1],"b":[1]},{"a":[2],"b":[2]}]}"#, #"{"a":1,"b":2}"#, false),
            (#"{"$or":[{"a":[1]},{"$or":[{"b":[1]},{"c":[1]}]}]}"#, #"{"c":1}"#, true),
            (
                #"{"$or":[{"a":[1]},{"b":[1]}],"x":{"$or":[{"a":[1]},{"b":[1]}]}}"#,
                #"{"b":1,"x.a":1}"#, true
            ),
            (
                #"{"$or":[{"a":[1]},{"b":[1]}],"x":{"$or":[{"a":[1]},{"b":[1]}]}}"#,
                #"{"b":1,"a":1}"#, false
            ),
            (#"{"$or":[{"a":[{"exists":false}]},{"b":[1]}]}"#, #"{"a":1,"b":1}"#, true),
            (#"{"$or":[{"a":[{"exists":false}]},{"b":[1]}]}"#, #"{"a":1}"#, false),
            // Each alternative has array consistency of its own.
            (#"{"d":{"x":[1],"$or":[{"a":[1]},{"b":[1]}]}}"#, #"{"d":[{"x":1},{"a":1}]}"#, false),
            (#"{"d":{"x":[1],"$or":[{"a":[1]},{"b":[1]}]}}"#, #"{"d":[{"x":1,"b":1}]}"#, true),
            (#"{"a":{"$or.b":[1]}}"#, #"{"a":{"$or":{"b":1}}}"#, true),
        ])
    func alternatives(patternText: String, eventText: String, matches: Bool) throws {
        #expect(try pattern(patternText).matches(event(eventText)) == matches)
    }

    @Test(
        "fields in one array of objects must agree on the element",
        arguments: [
            (#"{"d":{"a":[1],"b":[2]}}"#, #"{"d":[{"a":1},{"b":2}]}"#, false),
            (#"{"d":{"a":[1],"b":[2]}}"#, #"{"d":[{"a":1},{"a":1,"b":2}]}"#, true),
            (#"{"d":{"a":[1],"e":[2]}}"#, #"{"d":[{"a":1},{"e":2}]}"#, false),
            (#"{"d":{"a":[1]},"e":{"b":[2]}}"#, #"{"d":[{},{"a":1}],"e":[{"b":2}]}"#, true),
            (#"{"d":{"x":{"a":[1],"b":[2]}}}"#, #"{"d":[{"x":[{"a":1},{"b":2}]}]}"#, false),
            (#"{"d":{"x":{"a":[1],"b":[2]}}}"#, #"{"d":[{"x":[{"a":1,"b":2}]}]}"#, true),
            (#"{"a":{"b":[1],"c":[2]}}"#, #"{"a":[[{"b":1}],[{"c":2}]]}"#, false),
            (#"{"d":{"b":[1],"c":[{"exists":false}]}}"#, #"{"d":[{"c":9},{"b":1}]}"#, true),
            (#"{"d":{"b":[1],"a":[{"exists":false}]}}"#, #"{"d":[{"a":9},{"b":1}]}"#, false),
        ])
    func consistency(patternText: String, eventText: String, matches: Bool) throws {
        let found = try pattern(patternText).matches(event(eventText))
        #expect(found == matches)
    }
}
