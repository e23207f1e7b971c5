import AWS
import Events
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Actions

@Suite("Call definitions")
struct CallDefinitionsTests {
    private static let names = CallDefinition.all.map(\.name)

    /// Where a definition is not as botocore's model, and by whose word.
    private static let differences: [String: JSONValue] = [
        // API_CreateResourceSnapshotJob.html: `Valid values are AWS and Sandbox`; the model's
        // pattern is [a-zA-Z]+.
        "Catalog": ["type": "string", "enum": ["AWS", "Sandbox"]],
        // The same page: [!-~]{1,64}; the model's is .{1,255}. The bridge fills it in.
        "ClientToken": [
            "type": "string", "min": 1, "max": 64, "pattern": "^[!-~]{1,64}$", "required": false,
        ],
        // facts/senders-and-aws.md, 4.2: an ARN as well.
        "EngagementIdentifier": ["type": "string", "pattern": "^(arn:.*|eng-[0-9a-z]{14})$"],
        // The same characters without Perl's classes.
        "resourceArn": [
            "type": "string", "min": 1, "max": 200,
            "pattern": .string(
                "^arn:(aws|aws-cn|aws-us-gov):[a-zA-Z0-9-]+:[a-zA-Z0-9-]*:[0-9]{12}:"
                    + "([a-zA-Z0-9_+=,.@-]+[/:])*[a-zA-Z0-9_+=,.@-]+$"),
        ],
        // The lengths of the models' patterns, whose characters are Unicode classes.
        "Key": ["type": "string", "min": 1, "max": 128],
        "Value": ["type": "string", "min": 0, "max": 256],
    ]

    /// Errors that pass: AWSErrorCode has them.
    private static let passing: Set = ["ThrottlingException", "InternalServerException"]

    @Test("are the five of design.md")
    func all() {
        #expect(
            Self.names == [
                "config:DeliverConfigSnapshot", "partnercentral:CreateResourceSnapshotJob",
                "partnercentral:StartResourceSnapshotJob",
                "partnercentral:GetResourceSnapshotJob",
                "proton:NotifyResourceDeploymentStatusChange",
            ])
    }

    @Test(
        "are what botocore's models say",
        .enabled(if: Python.has("botocore"), "needs botocore"), arguments: names)
    func model(name: String) throws {
        let call = try #require(CallDefinition.named(name))
        let operation = String(name.drop { $0 != ":" }.dropFirst())
        let model = try PythonModel.operation(call.service.signingName, operation)
        #expect(model["target"] == .string(call.target))
        #expect(call.target.hasSuffix(".\(operation)"))
        #expect(call.page.hasSuffix("/API_\(operation).html"))
        #expect(model["jsonVersion"] == .string(call.protocolVersion.rawValue))
        #expect(model["signingName"] == .string(call.service.signingName))
        let errors = (model["errors"]?.arrayValue ?? []).compactMap { $0.stringValue }
        #expect(Set(errors).subtracting(Self.passing) == Set(call.refusals.keys))
        #expect(model["deprecated"] == .bool(call.retirement != nil))
        let input = try #require(model["input"])
        #expect(Self.described(.structure(call.parameters)) == Self.corrected(input))
    }

    /// A shape in the form in which the script describes the model's.
    private static func described(_ shape: ValueShape) -> JSONValue {
        switch shape {
        case .string(let text):
            var object: JSONObject = ["type": "string"]
            object["min"] = text.length.map { .number(JSONNumber($0.lowerBound)) }
            object["max"] = text.length.map { .number(JSONNumber($0.upperBound)) }
            object["pattern"] = text.pattern.map { .string($0.pattern) }
            if !text.words.isEmpty { object["enum"] = .array(text.words.map(JSONValue.string)) }
            return .object(object)
        case .list(let element, let count):
            return [
                "type": "list", "min": .number(JSONNumber(count.lowerBound)),
                "max": .number(JSONNumber(count.upperBound)), "element": described(element),
            ]
        case .structure(let parameters):
            let members = parameters.map { parameter -> (String, JSONValue) in
                var object = described(parameter.shape).objectValue ?? [:]
                object["required"] = .bool(parameter.isRequired)
                return (parameter.name, .object(object))
            }
            var object = JSONObject()
            for (name, member) in members.sorted(by: { $0.0 < $1.0 }) { object[name] = member }
            return ["type": "structure", "members": .object(object)]
        }
    }

    /// The model's description with what is known to be otherwise.
    private static func corrected(_ model: JSONValue) -> JSONValue {
        guard var object = model.objectValue else { return model }
        if let element = object["element"] { object["element"] = corrected(element) }
        guard let members = object["members"]?.objectValue else { return .object(object) }
        var corrected = JSONObject()
        for member in members.members {
            var value = Self.corrected(member.value).objectValue ?? [:]
            if let difference = differences[member.key]?.objectValue {
                let required = difference["required"] ?? value["required"]
                value = difference
                value["required"] = required
            }
            corrected[member.key] = .object(value)
        }
        object["members"] = .object(corrected)
        return .object(object)
    }

    @Test("every error of an operation has its meaning", arguments: names)
    func errors(name: String) throws {
        let call = try #require(CallDefinition.named(name))
        let meanings: [String: FailureReason] = [
            "AccessDeniedException": .accessDenied, "ConflictException": .refused,
            "ResourceNotFoundException": .notFound, "ServiceQuotaExceededException": .refused,
            "ValidationException": .invalidInput, "NoSuchDeliveryChannelException": .notFound,
            "NoAvailableConfigurationRecorderException": .notFound,
            "NoRunningConfigurationRecorderException": .refused,
        ]
        for (code, reason) in call.refusals {
            #expect(meanings[code] == reason, "\(code)")
            let error = AWSError(.refused, code: code, message: "m", httpStatus: 400)
            #expect(call.outcome(of: error) == .rejected(reason, message: "\(code): m"))
        }
        let throttled = AWSError(.throttled, code: "ThrottlingException", message: "m")
        #expect(call.outcome(of: throttled) == .retry(.throttled, message: "\(throttled)"))
        let broken = AWSError(.transient, code: "InternalServerException", message: "m")
        #expect(call.outcome(of: broken) == .retry(.unavailable, message: "\(broken)"))
    }

    @Test("have the rates of design.md, shared where AWS counts calls together")
    func rates() {
        let rates = CallDefinition.all.map(\.rate)
        let writes = CallRate(
            Rate(count: 1, periodMilliseconds: 1_000), quota: "partnercentral writes")
        let reads = CallRate(
            Rate(count: 10, periodMilliseconds: 1_000), burst: 10, quota: "partnercentral reads")
        let config = CallRate(Rate(count: 1, periodMilliseconds: 5_000), burst: 5)
        #expect(rates == [config, writes, writes, reads, nil])
        #expect(CallDefinition.all.map(\.isRepeatable) == [false, true, true, true, true])
    }

    @Test("ask for the permissions that their literal inputs need, and no more")
    func permissions() {
        func resources(_ call: CallDefinition, _ input: JSONValue) -> [String] {
            call.permission.resources(input)
        }
        for call in CallDefinition.all { #expect(call.permission.action == call.name) }
        #expect(resources(.deliverConfigSnapshot, [:]) == ["*"])
        let jobs = "arn:aws:partnercentral:us-east-1:*:catalog"
        let job: JSONValue = [
            "Catalog": "Sandbox", "ResourceSnapshotJobIdentifier": "job-0123456789abc",
        ]
        for call in [CallDefinition.startResourceSnapshotJob, .getResourceSnapshotJob] {
            #expect(
                resources(call, job)
                    == ["\(jobs)/Sandbox/resource-snapshot-job/job-0123456789abc"])
            #expect(
                resources(call, ["ResourceSnapshotJobIdentifier": "{{ x }}"]) == [
                    "\(jobs)/AWS/resource-snapshot-job/*",
                    "\(jobs)/Sandbox/resource-snapshot-job/*",
                ])
            #expect(
                call.permission.condition(job)
                    == ["StringEquals": ["partnercentral:Catalog": "Sandbox"]])
            #expect(
                call.permission.condition(["Catalog": "{{ x }}"])
                    == ["StringEquals": ["partnercentral:Catalog": ["AWS", "Sandbox"]]])
        }
        let engagements = "arn:aws:partnercentral:us-east-1::catalog/AWS/engagement"
        for (engagement, id) in [
            ("eng-0123456789abcd", "eng-0123456789abcd"), ("{{ x }}", "*"),
            ("\(engagements)/eng-0123456789abcd", "eng-0123456789abcd"), ("arn:{{ x }}", "*"),
        ] {
            let input: JSONValue = [
                "Catalog": "AWS", "EngagementIdentifier": .string(engagement),
                "ResourceIdentifier": "O12",
            ]
            #expect(
                resources(.createResourceSnapshotJob, input) == [
                    "\(engagements)/\(id)", "\(jobs)/AWS/opportunity/O12",
                    "\(jobs)/AWS/resource-snapshot-job/*",
                ])
        }
        let arn = "arn:aws:proton:us-east-1:123456789012:environment/shop"
        let proton = CallDefinition.notifyResourceDeploymentStatusChange
        #expect(resources(proton, ["resourceArn": .string(arn)]) == [arn])
        #expect(resources(proton, ["resourceArn": "{{ x }}"]) == ["*"])
        #expect(proton.permission.condition([:]) == nil)
    }
}

/// The API models that come with botocore.
enum PythonModel {
    static func operation(_ service: String, _ name: String) throws -> JSONValue {
        let program = """
            import json, re, sys, botocore.session
            model = botocore.session.get_session().get_service_model(sys.argv[1])
            operation = model.operation_model(sys.argv[2])
            def describe(shape):
                found = {"type": shape.type_name}
                for key in ("min", "max", "pattern", "enum"):
                    value = shape.metadata.get(key)
                    if key == "pattern" and value:
                        value = value if value.startswith("^") else "^" + value + "$"
                    if value is not None:
                        found[key] = value
                if shape.type_name == "list":
                    found["element"] = describe(shape.member)
                if shape.type_name == "structure":
                    found["members"] = {name: dict(describe(member),
                        required=name in shape.required_members)
                        for name, member in sorted(shape.members.items())}
                return found
            print(json.dumps({
              "target": model.metadata["targetPrefix"] + "." + operation.name,
              "jsonVersion": model.metadata["jsonVersion"], "signingName": model.signing_name,
              "deprecated": bool(operation.deprecated),
              "errors": [error.name for error in operation.error_shapes],
              "input": describe(operation.input_shape)}))
            """
        return try JSONValue(parsing: try Python.run(program, [service, name]))
    }
}
