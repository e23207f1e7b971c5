import JSON
import Lifecycle
import Testing

@testable import Actions

@Suite("Call parameters")
struct CallParameterTests {
    private static let create: JSONValue = [
        "Catalog": "AWS", "EngagementIdentifier": "eng-0123456789abcd",
        "ResourceType": "Opportunity", "ResourceIdentifier": "O1",
        "ResourceSnapshotTemplateIdentifier": "OpportunitySummaryView",
    ]
    private static let start: JSONValue = [
        "Catalog": "Sandbox", "ResourceSnapshotJobIdentifier": "job-0123456789abc",
    ]
    private static let proton: JSONValue = [
        "resourceArn": "arn:aws:proton:us-east-1:123456789012:environment/shop"
    ]

    private static func base(_ call: String) -> JSONValue {
        switch call {
        case "partnercentral:CreateResourceSnapshotJob": create
        case "proton:NotifyResourceDeploymentStatusChange": proton
        default: start
        }
    }

    private func problems(_ call: String, _ key: String, _ value: JSONValue?) throws
        -> [InputProblem]
    {
        let definition = try #require(
            CallDefinition.all.first { $0.name.hasSuffix(":\(call)") })
        var input = try #require(Self.base(definition.name).objectValue)
        input[key] = value
        return definition.problems(in: .object(input))
    }

    private static func text(_ count: Int) -> JSONValue {
        .string(String(repeating: "é", count: count))
    }

    private static func outputs(_ count: Int) -> JSONValue {
        .array(Array(repeating: ["key": "k", "valueString": "v"], count: count))
    }

    static let createCall = "CreateResourceSnapshotJob"
    static let protonCall = "NotifyResourceDeploymentStatusChange"

    @Test(
        "take what the API takes",
        arguments: [
            (createCall, "Catalog", "Sandbox"), (createCall, "ClientToken", "!~"),
            (createCall, "ClientToken", nil), (createCall, "Tags", nil),
            (createCall, "EngagementIdentifier", "arn:aws:partnercentral:us-east-1::catalog/AWS/x"),
            (createCall, "ResourceIdentifier", "O1234567890123456789"),
            (createCall, "ResourceSnapshotTemplateIdentifier", "abc"),
            (
                createCall, "Tags",
                [["Key": "k", "Value": ""], ["Key": text(128), "Value": text(256)]]
            ),
            ("StartResourceSnapshotJob", "ResourceSnapshotJobIdentifier", "job-zzzzzzzzzzzzz"),
            ("GetResourceSnapshotJob", "Catalog", "AWS"),
            (protonCall, "deploymentId", "fcda9f18-f569-4079-8474-0832f45b97ea"),
            (protonCall, "status", "IN_PROGRESS"), (protonCall, "status", "FAILED"),
            (protonCall, "status", "SUCCEEDED"), (protonCall, "statusMessage", ""),
            (protonCall, "statusMessage", text(5_000)), (protonCall, "outputs", []),
            (protonCall, "outputs", outputs(50)),
            (protonCall, "outputs", [["key": text(1_024), "valueString": text(1_024)]]),
            (
                protonCall, "resourceArn",
                "arn:aws-cn:proton:cn-north-1:123456789012:service/a_b/service-instance/c.d"
            ),
        ] as [(String, String, JSONValue?)])
    func good(call: String, key: String, value: JSONValue?) throws {
        #expect(try problems(call, key, value) == [])
    }

    @Test(
        "tell what they want, what was there, and where",
        arguments: [
            (createCall, "Catalog", "aws", ["Catalog"], "must be `AWS` or `Sandbox`, not `aws`"),
            (createCall, "Catalog", nil, [], "is missing"),
            (createCall, "ClientToken", "", ["ClientToken"], "must have 1 to 64 characters, not 0"),
            (
                createCall, "ClientToken", "a b", ["ClientToken"],
                "must match ^[!-~]{1,64}$, not `a b`"
            ),
            (
                createCall, "EngagementIdentifier", "eng-1", ["EngagementIdentifier"],
                "must match ^(arn:.*|eng-[0-9a-z]{14})$, not `eng-1`"
            ),
            (
                createCall, "ResourceType", "Lead", ["ResourceType"],
                "must be `Opportunity`, not `Lead`"
            ),
            (
                createCall, "ResourceIdentifier", "O12345678901234567890", ["ResourceIdentifier"],
                "must match ^O[0-9]{1,19}$, not `O12345678901234567890`"
            ),
            (
                createCall, "ResourceSnapshotTemplateIdentifier", "ab",
                ["ResourceSnapshotTemplateIdentifier"], "must match ^[a-zA-Z0-9]{3,80}$, not `ab`"
            ),
            (createCall, "Tags", [], ["Tags"], "must have 1 to 200 elements, not 0"),
            (createCall, "Tags", ["a": "b"], ["Tags"], "must be a list, not an object"),
            (
                createCall, "Tags", ["x"], ["Tags", "0"],
                "`Tags[0]` must be a mapping, not a string"
            ),
            (
                createCall, "Tags", [["Key": "a", "Value": "b"], ["Key": "a"]], ["Tags", "1"],
                "`Tags[1].Value` is missing"
            ),
            (
                createCall, "Tags", [["Key": "", "Value": "b"]], ["Tags", "0", "Key"],
                "`Tags[0].Key` must have 1 to 128 characters, not 0"
            ),
            (
                createCall, "Tags", [["Key": "a", "Value": 1]], ["Tags", "0", "Value"],
                "`Tags[0].Value` must be a string, not a number"
            ),
            (
                createCall, "Tags", [["Key": "a", "Value": "b", "x": 1]], ["Tags", "0", "x"],
                "`Tags[0]` has no parameter `x`"
            ),
            (
                "GetResourceSnapshotJob", "ResourceSnapshotJobIdentifier", "job-0123456789ABC",
                ["ResourceSnapshotJobIdentifier"],
                "must match ^job-[0-9a-z]{13}$, not `job-0123456789ABC`"
            ),
            (protonCall, "status", "DONE", ["status"], "not `DONE`"),
            (protonCall, "statusMessage", text(5_001), ["statusMessage"], "not 5001"),
            (protonCall, "deploymentId", "FCDA", ["deploymentId"], "not `FCDA`"),
            (protonCall, "resourceArn", text(201), ["resourceArn"], "1 to 200 characters, not 201"),
            (
                protonCall, "resourceArn", "arn:aws:proton:us-east-1:1:x", ["resourceArn"],
                "not `arn"
            ),
            (protonCall, "outputs", outputs(51), ["outputs"], "at most 50 elements, not 51"),
            (
                protonCall, "outputs", [["key": "a", "valueString": true]],
                ["outputs", "0", "valueString"],
                "`outputs[0].valueString` must be a string, not a boolean"
            ),
            (
                protonCall, "outputs", "x", ["outputs"],
                "must be a list or a mapping of names to values, not a string"
            ),
        ] as [(String, String, JSONValue?, [String], String)])
    func bad(call: String, key: String, value: JSONValue?, path: [String], words: String) throws {
        let found = try problems(call, key, value)
        #expect(found.map(\.path) == [path])
        #expect(found.first?.message.contains(words) == true, "\(found)")
        #expect(found.first?.message.hasPrefix("`\(key)") == true)
    }

    @Test("hint at a text that would do")
    func hints() throws {
        let job = try problems(
            "StartResourceSnapshotJob", "ResourceSnapshotJobIdentifier", "4711")
        #expect(job.first?.hint == "it looks like job-0123456789abc")
        #expect(
            try problems(Self.createCall, "Catalog", "aws").first?.hint == "did you mean `AWS`?")
        #expect(try problems(Self.createCall, "Catalog", "x").first?.hint == nil)
    }

    @Test("never repeat much of a wrong value, nor control characters")
    func bounded() throws {
        let long = String(repeating: "\u{1B}[31m\n", count: 50_000)
        let message = try #require(
            try problems("GetResourceSnapshotJob", "ResourceSnapshotJobIdentifier", .string(long))
                .first?.message)
        #expect(message.count < 200)
        #expect(!message.unicodeScalars.contains { $0.value < 0x20 })
        let many = JSONValue.array(Array(repeating: 1, count: 200))
        #expect(try problems(Self.createCall, "Tags", many).count == ShapeCheck.problemsMax)
        var object = JSONObject()
        for number in 0..<200 { object["\(long)\(number)"] = 1 }
        let definition = CallDefinition.getResourceSnapshotJob
        let unknown = definition.problems(in: .object(object)).filter {
            $0.message.contains("no par")
        }
        #expect(unknown.count == ShapeCheck.problemsMax)
        #expect(unknown.allSatisfy { $0.message.count < 200 })
    }

    @Test("leave templates alone at every depth")
    func templates() throws {
        let input: JSONValue = [
            "resourceArn": "{{ a }}", "status": "{{ b }}",
            "outputs": [["key": "{{ c }}", "valueString": "{{ d }}"], "{{ e }}"],
        ]
        let call = CallDefinition.notifyResourceDeploymentStatusChange
        #expect(call.problems(in: input) { $0.contains("{{") } == [])
        #expect(
            call.problems(in: input).map(\.path) == [
                ["resourceArn"], ["status"], ["outputs", "1"],
            ])
    }

    @Test("have patterns that compile and examples that they match")
    func patterns() {
        func texts(_ shape: ValueShape) -> [TextShape] {
            switch shape {
            case .string(let text): [text]
            case .list(let element, _): texts(element)
            case .structure(let parameters): parameters.flatMap { texts($0.shape) }
            }
        }
        let all = CallDefinition.all.flatMap(\.parameters).flatMap { texts($0.shape) }
        #expect(all.count > 15)
        for text in all {
            guard let pattern = text.pattern else { continue }
            #expect(pattern.isValid && !pattern.pattern.contains("\\"), "\(pattern.pattern)")
            #expect(text.example.map(pattern.matches) == true, "\(pattern.pattern)")
        }
    }
}
