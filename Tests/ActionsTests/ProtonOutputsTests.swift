import Events
import Foundation
import HTTP
import JSON
import Testing

@testable import Actions

@Suite("Proton's outputs")
struct ProtonOutputsTests {
    private let call = CallDefinition.notifyResourceDeploymentStatusChange
    private static let arn = JSONValue.string(
        "arn:aws:proton:us-east-1:123456789012:environment/shop")
    private static let terraform: JSONValue = [
        "vpc_id": ["sensitive": false, "type": "string", "value": "vpc-1"],
        "zones": ["sensitive": false, "type": ["list", "string"], "value": ["a", "b"]],
        "db": ["sensitive": true, "type": "string", "value": "hunter2"],
        "none": ["sensitive": false, "type": "string", "value": nil],
    ]

    private func sent(_ outputs: JSONValue, template: JSONValue? = nil) -> JSONValue? {
        call.prepared(
            ["resourceArn": Self.arn, "outputs": outputs],
            template: ["resourceArn": Self.arn, "outputs": template ?? outputs])["outputs"]
    }

    private func entry(_ key: String, _ value: String) -> JSONValue {
        ["key": .string(key), "valueString": .string(value)]
    }

    @Test("stay as they are in a list")
    func list() {
        let list: JSONValue = [["key": "a", "valueString": "b"]]
        #expect(sent(list) == list)
        #expect(sent([]) == [])
        #expect(sent(nil) == nil)
    }

    @Test("are made of a mapping: strings bare, the rest as JSON, null left out")
    func mapping() {
        let values: JSONValue = [
            "a": "x", "n": 1, "t": true, "l": ["p", 2], "o": ["k": "v"], "z": nil,
        ]
        #expect(
            sent(values) == [
                entry("a", "x"), entry("n", "1"), entry("t", "true"), entry("l", #"["p",2]"#),
                entry("o", #"{"k":"v"}"#),
            ])
        #expect(sent([:]) == [])
    }

    @Test("are made of what Terraform prints, sensitive ones left out")
    func terraform() {
        let wanted: JSONValue = [entry("vpc_id", "vpc-1"), entry("zones", #"["a","b"]"#)]
        #expect(sent(Self.terraform, template: "{{ detail.outputs }}") == wanted)
    }

    @Test("hold a sensitive value only where the rule names it")
    func named() {
        let rendered: JSONValue = ["db": Self.terraform["db"] ?? nil]
        #expect(
            sent(rendered, template: ["db": "{{ detail.outputs.db }}"]) == [entry("db", "hunter2")])
        #expect(sent(rendered, template: "{{ detail.outputs }}") == [])
        #expect(sent(rendered, template: ["other": "{{ detail.outputs.db }}"]) == [])
    }

    @Test("are checked after that, with places in what the rule has written")
    func problems() {
        func problems(_ outputs: JSONValue) -> [InputProblem] {
            call.problems(in: ["resourceArn": Self.arn, "outputs": outputs])
        }
        let long = JSONValue.string(String(repeating: "x", count: 1_025))
        let found = problems(["ok": "x", "gone": nil, "long": long, "empty": ""])
        #expect(found.map(\.path) == [["outputs", "long"], ["outputs", "empty"]])
        #expect(
            found.map(\.message) == [
                "`outputs.long` must have 1 to 1024 characters, not 1025",
                "`outputs.empty` must have 1 to 1024 characters, not 0",
            ])
        var many = JSONObject()
        for number in 0...50 { many["k\(number)"] = "v" }
        #expect(problems(.object(many)).map(\.path) == [["outputs"]])
        many["k0"] = ["sensitive": true, "type": "string", "value": "s"]
        let rendered: JSONValue = ["resourceArn": Self.arn, "outputs": .object(many)]
        #expect(call.problems(in: rendered, template: ["outputs": "{{ x }}"]).isEmpty)
    }

    @Test("are what a call sends, with the region of the resource")
    func attempt() async throws {
        let aws = try StandIn(200, "{}")
        let template: JSONValue = [
            "resourceArn": .string("arn:aws:proton:eu-west-1:123456789012:environment/shop"),
            "outputs": "{{ detail.outputs }}",
        ]
        let step = Step(
            action: .call("proton:NotifyResourceDeploymentStatusChange"), template: template)
        var input = try #require(template.objectValue)
        input["outputs"] = Self.terraform
        let report = await (try Parts.catalog(aws: aws.url)).attempt(
            Parts.request(step, .object(input)))
        #expect(report.outcome == .succeeded(result: [:]))
        let request = try #require(aws.requests.first)
        #expect(
            request.headers["X-Amz-Target"]
                == "AwsProton20200720.NotifyResourceDeploymentStatusChange")
        #expect(request.headers["Content-Type"] == "application/x-amz-json-1.0")
        #expect(request.headers["Authorization"]?.contains("/eu-west-1/proton/") == true)
        #expect(!String(decoding: request.body, as: UTF8.self).contains("hunter2"))
        #expect(report.request["region"] == "eu-west-1")
        #expect(!report.request.serialized().contains("hunter2"))
    }

    private static let fixtures = "/work/shared/fixtures/proton"

    @Test(
        "and the rest fit what Proton writes beside its Terraform",
        .enabled(if: FileManager.default.fileExists(atPath: fixtures)),
        arguments: ["environment", "service-instance"])
    func metadata(name: String) throws {
        let text = try String(
            contentsOfFile: "\(Self.fixtures)/\(name).deployment-metadata.json", encoding: .utf8)
        let metadata = try JSONValue(parsing: text)
        let input: JSONValue = [
            "resourceArn": metadata["resourceMetadata"]?["arn"] ?? nil,
            "deploymentId": metadata["deploymentId"] ?? nil, "status": "SUCCEEDED",
        ]
        #expect(call.problems(in: input).isEmpty)
        #expect(call.region(named: nil, input: input, configured: nil) == "us-east-1")
    }
}
