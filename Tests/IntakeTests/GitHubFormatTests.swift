import Events
import HTTP
import JSON
import Testing

@testable import Intake

@Suite("GitHub's events")
struct GitHubFormatTests {
    private static func read(_ event: String, _ payload: JSONValue) throws -> Callback {
        try GitHubFormat().event(payload, ["X-GitHub-Event": event])
    }

    /// A run of one member of the payload that has only a status.
    private static func status(
        _ event: String, _ member: String, _ words: String
    ) throws -> JSONValue? {
        let payload = ForgeSample.json(#"{"\#(member)": {\#(words)}}"#)
        return try read(event, payload).pipeline?.json["status"]
    }

    @Test("the names are in the header", arguments: GitHubSamples.all)
    func names(_ sample: ForgeSample) throws {
        let headers: HTTPHeaders = [
            "x-github-event": sample.event,
            "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        ]
        let callback = try GitHubFormat().event(sample.payload, headers)
        #expect(callback.source == "github")
        #expect(callback.detailType == sample.event)
        #expect(callback.id == "72d3162e-cc78-11e3-81ab-4c9367dc0958")
        #expect(callback.deliveryID == callback.id)
        #expect(callback.detail == sample.payload)
    }

    @Test("each run, deployment and change is told in one shape", arguments: GitHubSamples.all)
    func pipeline(_ sample: ForgeSample) throws {
        #expect(try Self.read(sample.event, sample.payload).pipeline?.json == sample.pipeline)
    }

    @Test("an event without its name, or with two, is refused")
    func eventField() throws {
        let long = String(repeating: "e", count: String.senderNameBytesMax)
        #expect(try Self.read(long, [:]).detailType == long)
        for headers: HTTPHeaders in [
            [:], ["X-GitHub-Event": ""], ["X-GitHub-Event": long + "e"],
            ["X-GitHub-Event": "push\u{7}"], ["X-GitHub-Event": "push", "x-github-event": "push"],
        ] {
            let refusal = #expect(throws: Refusal.self) {
                try GitHubFormat().read(["zen": "x", "hook_id": 1], headers)
            }
            #expect(refusal?.code == .malformedRequest)
            #expect(refusal?.message.contains("X-GitHub-Event") == true)
        }
    }

    @Test(
        "a delivery whose name is none is left to its bytes",
        arguments: [
            [], [""], [String(repeating: "d", count: String.senderNameBytesMax + 1)],
            ["a", "b"], ["a\tb"],
        ])
    func deliveryField(_ values: [String]) throws {
        var headers: HTTPHeaders = ["X-GitHub-Event": "push"]
        for value in values { headers.add("X-GitHub-Delivery", value) }
        let callback = try GitHubFormat().event([:], headers)
        #expect(callback.id == nil)
        #expect(callback.deliveryID == nil)
    }

    @Test("a ping is no event")
    func ping() throws {
        let ping: JSONValue = ["zen": "Design for failure.", "hook_id": 1]
        #expect(try GitHubFormat().reason(ping, ["X-GitHub-Event": "ping"]) != nil)
    }

    @Test(
        "every status and conclusion of a run",
        arguments: [
            ("requested", "queued"), ("queued", "queued"), ("waiting", "queued"),
            ("pending", "queued"), ("in_progress", "running"), ("paused", nil),
            ("completed success", "succeeded"), ("completed neutral", "succeeded"),
            ("completed failure", "failed"), ("completed timed_out", "failed"),
            ("completed startup_failure", "failed"), ("completed action_required", "failed"),
            ("completed cancelled", "canceled"), ("completed skipped", "canceled"),
            ("completed stale", "canceled"), ("completed vanished", nil),
            ("in_progress success", "running"),
        ])
    func runStatus(_ words: String, _ expected: String?) throws {
        let parts = words.split(separator: " ")
        let conclusion = parts.count > 1 ? "\"\(parts[1])\"" : "null"
        for event in ["workflow_run", "workflow_job", "check_suite", "check_run"] {
            let status = try Self.status(
                event, event, #""status": "\#(parts[0])", "conclusion": \#(conclusion)"#)
            #expect(status?.stringValue == expected, "\(event)")
        }
    }

    @Test("a run without a status is as its action says")
    func action() throws {
        for (action, expected) in [
            ("requested", "queued"), ("completed", "failed"), ("created", nil),
        ] {
            let payload = ForgeSample.json(
                #"""
                {"action": "\#(action)", "check_suite": {"status": null, "conclusion": "failure"}}
                """#)
            let pipeline = try Self.read("check_suite", payload).pipeline
            #expect(pipeline?.json["status"]?.stringValue == expected)
        }
    }

    @Test(
        "every state of a deployment and of a commit",
        arguments: [
            ("error", "failed"), ("failure", "failed"), ("success", "succeeded"),
            ("pending", "queued"), ("queued", "queued"), ("in_progress", "running"),
            ("waiting", "queued"), ("inactive", nil), ("abandoned", nil),
        ])
    func states(_ word: String, _ expected: String?) throws {
        let deployed = try Self.status(
            "deployment_status", "deployment_status", #""state": "\#(word)""#)
        #expect(deployed?.stringValue == expected)
        let commit = try Self.read("status", ["state": .string(word)]).pipeline
        #expect(commit?.json["status"]?.stringValue == expected)
    }

    @Test(
        "the event's own moment, where the payload has one",
        arguments: [
            ("workflow_run", #""workflow_run": {"updated_at": "2020-10-05T16:33:49Z"}"#),
            ("workflow_job", #""workflow_job": {"completed_at": "2020-10-05T16:33:49Z"}"#),
            (
                "workflow_job",
                #""workflow_job": {"completed_at": null, "started_at": "2020-10-05T16:33:49Z"}"#
            ),
            ("check_suite", #""check_suite": {"updated_at": "2020-10-05T16:33:49Z"}"#),
            ("deployment", #""deployment": {"created_at": "2020-10-05T16:33:49Z"}"#),
            (
                "deployment_status",
                #""deployment_status": {"created_at": "2020-10-05T18:33:49+02:00"}"#
            ),
            ("status", #""updated_at": "2020-10-05T16:33:49+00:00""#),
            ("push", #""repository": {"pushed_at": 1601915629}"#),
            (
                "release",
                #""action": "published", "release": {"published_at": "2020-10-05T16:33:49Z"}"#
            ),
        ])
    func time(_ event: String, _ members: String) throws {
        let callback = try Self.read(event, ForgeSample.json("{\(members)}"))
        #expect(callback.time == "2020-10-05T16:33:49Z")
    }

    @Test("an edited release and an issue happen when they come in")
    func noTime() throws {
        let release: JSONValue = [
            "action": "edited", "release": ["published_at": "2020-10-05T16:33:49Z"],
        ]
        #expect(try Self.read("release", release).time == nil)
        #expect(try Self.read("issues", ["issue": [:]]).time == nil)
    }

    @Test(
        "a deployment's payload that is JSON in a string is opened",
        arguments: [
            (#"{\"deploymentId\": \"d-1\", \"n\": 1.50}"#, #"{"deploymentId": "d-1", "n": 1.50}"#),
            (#"[1, {\"a\": []}]"#, #"[1, {"a": []}]"#),
            (#""#, nil), (#"v1"#, nil), (#"17"#, nil), (#"true"#, nil), (#"{\"a\": "#, nil),
        ])
    func deploymentPayload(_ text: String, _ opened: String?) throws {
        let payload = ForgeSample.json(
            #"{"deployment": {"payload": "\#(text)", "task": "deploy"}}"#)
        for event in ["deployment", "deployment_status"] {
            let detail = try Self.read(event, payload).detail
            let expected = opened.map(ForgeSample.json) ?? payload["deployment"]?["payload"]
            #expect(detail["deployment"]?["payload"] == expected)
            #expect(detail["deployment"]?["task"] == "deploy")
        }
    }

    @Test("what is opened is no deeper than a body may be")
    func deploymentPayloadDepth() throws {
        func detail(depth: Int) throws -> JSONValue? {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            return try Self.read("deployment", ["deployment": ["payload": .string(text)]]).detail
        }
        let depthMax = JSONLimits.event.depthMax
        let deepest = try #require(try detail(depth: depthMax - 2))
        #expect(deepest["deployment"]?["payload"]?.arrayValue != nil)
        #expect(throws: Never.self) {
            try JSONValue(parsing: deepest.serializedBytes(), limits: .event)
        }
        #expect(try detail(depth: depthMax - 1)?["deployment"]?["payload"]?.stringValue != nil)
    }

    @Test(
        "whatever a payload lacks or has of another type, it is an event",
        arguments: GitHubSamples.all)
    func damage(_ sample: ForgeSample) {
        GitHubFormat().expectAnythingRead(
            sample.payload, ["X-GitHub-Event": sample.event], mayBeRefused: false)
    }
}
