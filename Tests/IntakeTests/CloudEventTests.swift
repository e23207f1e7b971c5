import HTTP
import JSON
import Testing

@testable import Intake

@Suite("CloudEvents")
struct CloudEventTests {
    /// What the JSON format's document shows, with a change.
    private func structured(_ change: (inout JSONObject) -> Void = { _ in }) -> JSONValue {
        var object: JSONObject = [
            "specversion": "1.0", "type": "com.example.someevent", "source": "/mycontext",
            "subject": "larger-context", "id": "C234-1234-1234", "time": "2018-04-05T17:31:00Z",
            "comexampleextension1": "value", "comexampleothervalue": 5,
            "datacontenttype": "application/json", "data": ["appinfoA": "abc", "appinfoB": 123],
        ]
        change(&object)
        return .object(object)
    }

    private let fields: HTTPHeaders = [
        "ce-specversion": "1.0", "ce-type": "com.example.someevent",
        "ce-time": "2018-04-05T03:56:24Z", "ce-id": "1234-1234-1234",
        "ce-source": "/mycontext/subcontext", "Content-Type": "application/json; charset=utf-8",
    ]

    private func message(_ payload: JSONValue, _ headers: HTTPHeaders) -> String? {
        do throws(Refusal) {
            _ = try CloudEvent.read(payload, headers)
            return nil
        } catch {
            #expect(error.code == .malformedBody)
            return error.message
        }
    }

    @Test(
        "structured mode, by its content type or by its looks",
        arguments: [
            nil, "application/cloudevents+json", "application/cloudevents",
            "Application/CloudEvents+JSON; charset=UTF-8", "application/json",
            "application/x-www-form-urlencoded",
        ])
    func structuredMode(_ type: String?) throws {
        var headers: HTTPHeaders = [:]
        headers["Content-Type"] = type
        let event = try #require(try CloudEvent.read(structured(), headers))
        #expect(event.id == "C234-1234-1234")
        #expect(event.source == "/mycontext")
        #expect(event.type == "com.example.someevent")
        #expect(event.time == "2018-04-05T17:31:00Z")
        #expect(event.subject == "larger-context")
        #expect(event.data == ["appinfoA": "abc", "appinfoB": 123])
        #expect(event.deliveryID == "/mycontext C234-1234-1234")
    }

    @Test("binary mode: attributes in fields, the body is the data")
    func binaryMode() throws {
        let event = try #require(try CloudEvent.read(["a": 1], fields))
        #expect(event.id == "1234-1234-1234")
        #expect(event.source == "/mycontext/subcontext")
        #expect(event.type == "com.example.someevent")
        #expect(event.time == "2018-04-05T03:56:24Z")
        #expect(event.subject == nil)
        #expect(event.data == ["a": 1])
        // A CloudEvent that is the data of another.
        #expect(try CloudEvent.read(structured(), fields)?.data == structured())
    }

    @Test("in structured mode the fields are copies that nobody reads")
    func structuredWithFields() throws {
        var headers = fields
        headers["Content-Type"] = "application/cloudevents+json"
        headers["ce-id"] = "%"
        #expect(try CloudEvent.read(structured(), headers)?.id == "C234-1234-1234")
    }

    @Test(
        "field values are unquoted and percent-decoded once",
        arguments: [
            ("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀"), ("%e2%82%ac", "€"), ("a b", "a b"),
            ("%2525", "%25"), ("%41", "A"), (#""a \"b\" \\ c""#, #"a "b" \ c"#), (#""%41""#, "A"),
            ("a+b", "a+b"), ("a\"b\"", "a\"b\""), ("€", "€"), ("\"\"", ""),
            ("%C0%A0", nil), ("%", nil), ("%4", nil), ("%ff", nil), ("%ED%A0%80", nil),
            ("\"a", nil), ("\"a\"b", nil), ("\"a\\", nil),
        ])
    func fieldValues(_ value: String, _ text: String?) {
        #expect(CloudEventField.text(value) == text)
    }

    @Test(
        "a field that cannot be decoded is named",
        arguments: ["id", "source", "type", "time", "subject", "specversion"])
    func undecodable(_ name: String) {
        var headers = fields
        headers["ce-\(name)"] = "%C0%A0"
        #expect(message([:], headers) == "ce-\(name) is not percent-encoded UTF-8.")
        headers["ce-\(name)"] = "1.0"
        headers.add("Ce-\(name)", "1.0")
        #expect(message([:], headers) == "ce-\(name) came twice.")
    }

    @Test(
        "what is missing of a claimed CloudEvent is said",
        arguments: [
            (["id"], "The CloudEvent lacks id."),
            (["source", "type"], "The CloudEvent lacks source, type."),
            (["specversion"], "The CloudEvent lacks specversion."),
            (["specversion", "id", "type"], "The CloudEvent lacks specversion, id, type."),
        ])
    func missing(_ names: [String], _ wanted: String) {
        let json: HTTPHeaders = ["Content-Type": "application/cloudevents+json"]
        let gone = structured { object in for name in names { object[name] = nil } }
        #expect(message(gone, json) == wanted)
        for wrong: JSONValue in [nil, "", 7, ["a"]] {
            let changed = structured { object in for name in names { object[name] = wrong } }
            #expect(message(changed, json) == wanted, "\(wrong)")
        }
        var headers = fields
        for name in names { headers["ce-\(name)"] = nil }
        #expect(message([:], headers) == wanted)
        for name in names { headers["ce-\(name)"] = "\"\"" }
        #expect(message([:], headers) == wanted)
    }

    @Test("claimed by the content type, a body that is no object lacks everything")
    func noObject() {
        for payload: JSONValue in [nil, "1.0", ["specversion"], 1] {
            #expect(
                message(payload, ["Content-Type": "application/cloudevents+json"])
                    == "The CloudEvent lacks specversion, id, source, type.")
        }
    }

    @Test(
        "other versions are refused where one is claimed",
        arguments: ["0.3", "2.0", "1", "1.", "1.x", "1.0-rc1", "10.0", "1.0 "])
    func versions(_ version: String) throws {
        let wanted = "CloudEvents of specversion 1.0 are taken, and no others."
        let payload = structured { $0["specversion"] = .string(version) }
        #expect(message(payload, ["Content-Type": "application/cloudevents+json"]) == wanted)
        var headers = fields
        headers["ce-specversion"] = version
        #expect(message([:], headers) == wanted)
        // Nobody said that it is one.
        #expect(try CloudEvent.read(payload, [:]) == nil)
    }

    @Test(
        "what only resembles a CloudEvent is none",
        arguments: ["specversion", "id", "source", "type"])
    func resembling(_ name: String) throws {
        #expect(try CloudEvent.read(structured { $0[name] = nil }, [:]) == nil)
        #expect(try CloudEvent.read(structured { $0[name] = 1 }, [:]) == nil)
        #expect(try CloudEvent.read([structured()], [:]) == nil)
        #expect(try CloudEvent.read(structured { $0["specversion"] = "1.1" }, [:]) != nil)
    }

    @Test("batches and other formats are refused with a sentence")
    func otherFormats() {
        #expect(
            message([structured()], ["Content-Type": "application/cloudevents-batch+json"])
                == "A batch of CloudEvents is not taken: send them one by one.")
        for format in ["+avro", "+xml", "x"] {
            #expect(
                message(structured(), ["Content-Type": "application/cloudevents\(format)"])
                    == "CloudEvents are taken as application/cloudevents+json.")
        }
    }

    @Test("data as it stands; without any, an empty object")
    func data() throws {
        let json: HTTPHeaders = ["Content-Type": "application/cloudevents+json"]
        for data: JSONValue in [nil, "{\"a\":1}", 7, [1, 2], ["a": nil], "I'm just a string"] {
            #expect(try CloudEvent.read(structured { $0["data"] = data }, json)?.data == data)
        }
        #expect(try CloudEvent.read(structured { $0["data"] = nil }, json)?.data == [:])
        let xml = structured {
            $0["datacontenttype"] = "application/xml"
            $0["data"] = "<much wow=\"xml\"/>"
        }
        #expect(try CloudEvent.read(xml, json)?.data == "<much wow=\"xml\"/>")
    }

    @Test(
        "data_base64 is opened where JSON is inside, else left as it is",
        arguments: [
            ("eyJhIjoxfQ==", nil, ["a": 1]), ("eyJhIjoxfQ==", "application/json", ["a": 1]),
            ("eyJhIjoxfQ==", "application/vnd.x+json; charset=utf-8", ["a": 1]),
            ("MTIz", nil, 123), ("MTIz", "application/octet-stream", "MTIz"),
            ("aGVsbG8=", nil, "aGVsbG8="), ("eyJhIjoxfQ", nil, "eyJhIjoxfQ"), ("", nil, ""),
            (7, nil, 7),
        ] as [(JSONValue, String?, JSONValue)])
    func dataBase64(_ encoded: JSONValue, _ type: String?, _ data: JSONValue) throws {
        let payload = structured {
            $0["data"] = nil
            $0["data_base64"] = encoded
            $0["datacontenttype"] = type.map(JSONValue.string)
        }
        #expect(try CloudEvent.read(payload, [:])?.data == data)
    }

    @Test("of data and data_base64 the one that is set counts")
    func dataTwice() throws {
        func data(_ plain: JSONValue, _ encoded: JSONValue) throws -> JSONValue? {
            try CloudEvent.read(
                structured {
                    $0["data"] = plain
                    $0["data_base64"] = encoded
                }, [:])?.data
        }
        #expect(try data("a", "MTIz") == "a")
        #expect(try data(nil, "MTIz") == 123)
        #expect(try data(nil, nil) == JSONValue.null)
    }

    @Test(
        "times in UTC; what is no time is left out",
        arguments: [
            ("2018-04-05T19:31:00+02:00", "2018-04-05T17:31:00Z"),
            ("2018-04-05T17:31:00.123456Z", "2018-04-05T17:31:00.123456Z"),
            ("yesterday", nil), (nil, nil), (1_522_949_460, nil),
        ] as [(JSONValue, String?)])
    func times(_ time: JSONValue, _ text: String?) throws {
        let event = try CloudEvent.read(structured { $0["time"] = time }, [:])
        if time.stringValue != nil || time.isNull { #expect(event?.time == text) }
        #expect(event != nil)
    }

    @Test("the delivery's name is bounded, and two events never share one")
    func deliveryID() throws {
        func name(_ source: String, _ id: String) throws -> String {
            let payload = structured {
                $0["source"] = .string(source)
                $0["id"] = .string(id)
            }
            return try #require(try CloudEvent.read(payload, [:])).deliveryID
        }
        let long = String(repeating: "x", count: 300)
        let names = [
            try name("a", "b c"), try name("a b", "c"), try name("a", long), try name("b", long),
            try name(long, "a"), try name("a\nb", "c"), try name("a", "b\nc"),
            try name(String(repeating: "x", count: 253), "y"),
            try name(String(repeating: "x", count: 254), "y"),
        ]
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.utf8.count <= 255 && $0.isSingleLine })
        #expect(names[7].utf8.count == 255)
        #expect(names[8].utf8.count == 64)
    }
}
