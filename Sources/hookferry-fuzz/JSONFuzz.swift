import JSON

/// The reader of events: what is accepted is printed and read as the same; what is refused has its
/// place in the text.
enum JSONFuzz {
    static let seeds = [
        #"{"a":[1,-2.5e3,true,false,null],"b":{"c":"d\né😀\/\\"},"":""}"#,
        #"["\u00e9\ud83d\ude00\b\f\n\r\t\"", 9007199254740993, 1E+400, -0, 0.10]"#,
        #"{"id":"1","detail":{"state":["ok",{"deep":[[[[]]]]}]},"id2":"\u0000"}"#,
        "\"long enough to be read eight bytes at a time, and then some é\u{10FFFF}\"", " [ ] ",
        #"{"k0":0,"k1":1,"k2":2,"k3":3,"k4":4,"k5":5,"k6":6,"k7":7,"k8":8,"k9":9,"ka":1,"kb":2,"#
            + #""kc":3,"kd":4,"ke":5}"#,
        "tru", "01", "[1,]", "\"\\ud800\"", "{\"a\":1,\"a\":2}", "",
    ]

    static func problem(in input: [UInt8]) -> String? {
        do throws(JSONError) {
            let value = try JSONValue(parsing: input)
            return problem(ofPrinted: value) ?? problem(of: value.prettyPrinted(), value)
        } catch {
            guard (0...input.count).contains(error.offset), error.line > 0, error.column > 0 else {
                return "the mistake has no place in the text: \(error.offset), \(error)"
            }
            return error.message.isEmpty ? "the mistake has no message" : nil
        }
    }

    /// Also of values that others make: they may be deeper and larger than events.
    static func problem(ofPrinted value: JSONValue) -> String? {
        problem(of: value.serialized(), value)
    }

    private static func problem(of text: String, _ value: JSONValue) -> String? {
        do throws(JSONError) {
            let again = try JSONValue(
                parsing: text, limits: JSONLimits(bytesMax: .max, depthMax: 1_000))
            guard again == value, again.serializedBytes() == value.serializedBytes() else {
                return "parse(print(x)) is not x: \(text)"
            }
            return nil
        } catch {
            return "what was printed cannot be read: \(error): \(text)"
        }
    }
}
