import HTTP
import JSON
import Testing

@testable import Intake

@Suite("HCP Terraform's callbacks")
struct HCPTerraformFormatTests {
    private let format = HCPTerraformFormat()

    private func run(
        _ trigger: String, _ status: JSONValue?, updatedAt: JSONValue = "2026-01-02T03:09:05Z"
    ) -> JSONValue {
        var notification: JSONObject = [
            "message": "Run", "trigger": .string(trigger), "run_updated_at": updatedAt,
            "run_updated_by": "someone-else",
        ]
        notification["run_status"] = status
        return [
            "payload_version": 1, "notification_configuration_id": "nc-1",
            "run_url": "https://app.terraform.io/app/acme/prod/runs/run-1", "run_id": "run-1",
            "run_message": "Add workers", "run_created_at": "2026-01-02T03:04:05Z",
            "run_created_by": "octocat", "workspace_id": "ws-1", "workspace_name": "prod",
            "organization_name": "acme", "notifications": [.object(notification)],
        ]
    }

    @Test("a run field by field")
    func run() throws {
        let event = try format.event(run("run:completed", "applied"))
        #expect(event.source == "hcp-terraform")
        #expect(event.detailType == "run:completed")
        #expect(event.id == nil)
        #expect(event.deliveryID == "run-1|run:completed|2026-01-02T03:09:05Z")
        #expect(event.time == "2026-01-02T03:09:05Z")
        #expect(
            event.pipeline?.json == [
                "provider": "hcp-terraform", "name": "prod", "status": "succeeded",
                "runId": "run-1", "url": "https://app.terraform.io/app/acme/prod/runs/run-1",
                "actor": "octocat", "environment": "prod", "startedAt": "2026-01-02T03:04:05Z",
                "finishedAt": "2026-01-02T03:09:05Z",
            ])
        let applying = try format.event(run("run:applying", "applying")).pipeline
        #expect(applying?.finishedAt == nil)
    }

    @Test(
        "each state of a run",
        arguments: [
            ("pending", Pipeline.Status.queued), ("fetching", .queued), ("plan_queued", .queued),
            ("planning", .running), ("planned", .running), ("cost_estimating", .running),
            ("cost_estimated", .running), ("policy_checking", .running),
            ("policy_override", .running), ("policy_checked", .running), ("confirmed", .running),
            ("planned_and_saved", .running), ("apply_queued", .running), ("applying", .running),
            ("applied", .succeeded), ("planned_and_finished", .succeeded), ("errored", .failed),
            ("policy_soft_failed", .failed), ("canceled", .canceled), ("force_canceled", .canceled),
            ("discarded", .canceled), ("odd", nil),
        ])
    func states(word: String, expected: Pipeline.Status?) throws {
        // Whatever the trigger says: the state says more.
        for trigger in ["run:errored", "run:completed", "run:needs_attention"] {
            let event = try format.event(run(trigger, .string(word)))
            #expect(event.pipeline?.status == expected)
        }
    }

    @Test(
        "each trigger of a run without its state",
        arguments: [
            ("run:created", Pipeline.Status.queued), ("run:planning", .running),
            ("run:needs_attention", .running), ("run:applying", .running),
            ("run:completed", .succeeded), ("run:errored", .failed), ("run:odd", nil),
        ])
    func triggers(trigger: String, expected: Pipeline.Status?) throws {
        for state: JSONValue? in [nil, .some(.null)] {
            let event = try format.event(run(trigger, state))
            #expect(event.detailType == trigger)
            #expect(event.pipeline?.status == expected)
        }
    }

    @Test("each update of a run is a delivery; several at once have no name")
    func deliveryID() throws {
        let first = try format.event(run("run:needs_attention", "policy_override")).deliveryID
        let later = run("run:needs_attention", "planned", updatedAt: "2026-01-02T03:10:05Z")
        #expect(try format.event(later).deliveryID != first)
        #expect(try format.event(run("run:created", "pending", updatedAt: nil)).deliveryID == nil)
        var object = run("run:created", "pending").objectValue ?? JSONObject()
        object["notifications"] = [["trigger": "run:created", "run_updated_at": "t"], [:]]
        #expect(try format.event(.object(object)).deliveryID == nil)
    }

    @Test("the verification is ignored")
    func verification() throws {
        #expect(try format.reason(["notifications": [["trigger": "verification"]]]) != nil)
        #expect(try format.reason(["payload_version": "2", "trigger": "verification"]) != nil)
    }

    @Test(
        "other triggers have no pipeline",
        arguments: [
            "assessment:drifted", "assessment:check_failure", "assessment:failed",
            "workspace:auto_destroy_reminder", "workspace:deleted", "change_request:created",
        ])
    func others(trigger: String) throws {
        let event = try format.event([
            "payload_version": "2", "trigger": .string(trigger),
            "details": [
                "run_external_id": nil, "workspace_name": "prod",
                "new_assessment_result": ["created_at": "2026-01-02T03:04:05Z"],
            ],
        ])
        #expect(event.detailType == trigger)
        #expect(event.pipeline == nil)
        #expect(event.deliveryID == nil)
        #expect(event.time == "2026-01-02T03:04:05Z")
    }

    @Test("what has no trigger is none of HCP Terraform's")
    func refused() {
        let payloads: [JSONValue] = [
            [:], [], nil, ["notifications": []], ["notifications": nil],
            ["notifications": [["trigger": nil]]],
        ]
        for payload in payloads {
            #expect(throws: Refusal.self) { try format.read(payload, [:]) }
        }
        #expect(format.fields(for: [:], event: "x", id: "d") == [:])
    }

    @Test("anything may be missing")
    func damage() { format.expectAnythingRead(run("run:errored", "errored")) }

    @Test("the documented payloads", .enabled(if: SharedFixtures.areThere))
    func documented() throws {
        let errored = try format.event(ofFile: "hcp-terraform/run-errored.json")
        #expect(errored.detailType == "run:errored")
        #expect(
            errored.deliveryID == "run-FwnENkvDnrpyFC7M|run:errored|2019-01-25T18:37:04.000Z")
        #expect(
            errored.pipeline?.json == [
                "provider": "hcp-terraform", "name": "my-workspace", "status": "canceled",
                "runId": "run-FwnENkvDnrpyFC7M", "environment": "my-workspace",
                "url": .string(
                    "https://app.terraform.io/app/acme-org/my-workspace/runs/"
                        + "run-FwnENkvDnrpyFC7M"),
                "actor": "sample-user", "startedAt": "2019-01-25T18:34:00.000Z",
                "finishedAt": "2019-01-25T18:37:04.000Z",
            ])
        let destroyed = try format.event(
            ofFile: "hcp-terraform/workspace-auto_destroy_results.json")
        #expect(
            destroyed.pipeline?.json == [
                "provider": "hcp-terraform", "name": "learned-english-dog", "status": "succeeded",
                "runId": "run-vRVQxpqq64EA9V5a", "environment": "learned-english-dog",
                "startedAt": "2022-06-09T05:22:51Z",
            ])
        for (file, trigger) in [
            ("assessment-drifted", "assessment:drifted"),
            ("workspace-auto_destroy_reminder", "workspace:auto_destroy_reminder"),
            ("workspace-auto_destroy_results-1", "workspace:auto_destroy_results"),
        ] {
            let event = try format.event(ofFile: "hcp-terraform/\(file).json")
            #expect(event.detailType == trigger)
            #expect(event.pipeline == nil)
            #expect(event.deliveryID == nil)
        }
        let bytes = try SharedFixtures.bytes("ci/hcp-terraform/verification.json")
        #expect(try format.reason(JSONValue(parsing: bytes)) != nil)
    }
}
