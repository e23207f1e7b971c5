import JSON
import Testing

@testable import Actions

@Suite("Words for CodePipeline and CodeBuild")
struct CodeWordingTests {
    private func pipeline(
        _ type: String, _ state: String, _ more: JSONObject = [:], began: String? = nil
    ) -> Summary {
        var detail: JSONObject = [
            "pipeline": "payments-api", "execution-id": "1b2c", "state": .string(state),
        ]
        for member in more.members { detail[member.key] = member.value }
        return told(
            .object(detail), source: "aws.codepipeline",
            type: "CodePipeline \(type) Execution State Change", began: began)
    }

    @Test(
        "each state of a pipeline has its weight",
        arguments: [
            ("STARTED", "info progress"), ("RESUMED", "info progress"),
            ("STOPPING", "info progress"), ("SUCCEEDED", "success resolved"),
            ("FAILED", "error firing"), ("STOPPED", "warning none"), ("CANCELED", "warning none"),
            ("SUPERSEDED", "info none"), ("NEW_STATE", "info none"),
        ])
    func states(state: String, manner: String) {
        let summary = pipeline("Pipeline", state)
        #expect(
            summary.headline == "payments-api pipeline \(state) — 123456789012 · us-east-2")
        #expect(summary.manner == manner)
        #expect(summary.kind == "aws.codepipeline.execution_\(state.lowercased())")
        #expect(summary.storyKey == "aws.codepipeline/payments-api/1b2c")
        #expect(
            summary.link == "https://console.aws.amazon.com/codesuite/codepipeline/pipelines/"
                + "payments-api/executions/1b2c/timeline?region=us-east-2")
        #expect(summary.linkLabel == "Open CodePipeline")
    }

    @Test("an execution tells how long it took; failing and succeeding are one condition")
    func span() {
        let done = pipeline("Pipeline", "SUCCEEDED", began: "2026-11-20T09:53:00Z")
        #expect(done.factLines == ["Took: 7 min", "Execution: 1b2c"])
        #expect(done.groupKey == "aws.codepipeline/123456789012/us-east-2/payments-api")
        #expect(pipeline("Pipeline", "FAILED").groupKey == done.groupKey)
        #expect(pipeline("Pipeline", "STARTED").groupKey == nil)
    }

    @Test("a stage and an action are conditions of their own, and say why they failed")
    func parts() {
        let stage = pipeline("Stage", "FAILED", ["stage": "Deploy"])
        #expect(
            stage.headline
                == "payments-api stage Deploy FAILED — 123456789012 · us-east-2")
        #expect(stage.groupKey == "aws.codepipeline/123456789012/us-east-2/payments-api/Deploy")
        let result: JSONValue = [
            "external-execution-summary": "Deployment failed. See there.",
            "error-code": "JobFailed", "external-execution-url": "https://evil.example/",
        ]
        let action = pipeline(
            "Action", "FAILED", ["stage": "Deploy", "action": "Do", "execution-result": result])
        #expect(
            action.headline
                == "payments-api action Deploy/Do FAILED — 123456789012 · us-east-2")
        #expect(action.text == "Deployment failed. See there.")
        #expect(
            action.factLines
                == ["Stage: Deploy", "Action: Do", "Error: JobFailed", "Execution: 1b2c"])
        #expect(
            action.groupKey == "aws.codepipeline/123456789012/us-east-2/payments-api/Deploy/Do")
        #expect(action.link?.contains("evil") == false)
    }

    private func build(_ members: JSONObject, began: String? = nil) -> Summary {
        var detail: JSONObject = ["project-name": "web", "build-id": "arn:aws:codebuild:x:web:87"]
        for member in members.members { detail[member.key] = member.value }
        return told(.object(detail), source: "aws.codebuild", began: began)
    }

    @Test(
        "each status of a build has its weight",
        arguments: [
            ("IN_PROGRESS", "info progress"), ("SUCCEEDED", "success resolved"),
            ("FAILED", "error firing"), ("FAULT", "error firing"), ("TIMED_OUT", "error firing"),
            ("STOPPED", "warning none"), ("?", "info none"),
        ])
    func builds(status: String, manner: String) {
        let summary = build(["build-status": .string(status)])
        #expect(summary.headline == "web build \(status) — 123456789012 · us-east-2")
        #expect(summary.manner == manner)
        #expect(summary.storyKey == "aws.codebuild/arn:aws:codebuild:x:web:87")
        #expect(summary.factLines == ["Build: 87"])
    }

    @Test("a failed build says in which phase and why")
    func failedBuild() {
        let phases: JSONValue = [
            ["phase-type": "INSTALL", "phase-status": "SUCCEEDED", "phase-context": []],
            [
                "phase-type": "BUILD", "phase-status": "FAILED",
                "phase-context": ["COMMAND_EXECUTION_ERROR: make. Reason: exit status 2"],
            ],
        ]
        let information: JSONValue = ["phases": phases, "initiator": "me", "source-version": "abc"]
        let summary = build(
            ["build-status": "FAILED", "additional-information": information],
            began: "2026-11-20T09:59:00Z")
        #expect(summary.text == "COMMAND_EXECUTION_ERROR: make. Reason: exit status 2")
        #expect(
            summary.factLines == [
                "Took: 1 min", "Failed phase: BUILD", "Initiator: me", "Source: abc", "Build: 87",
            ])
        #expect(summary.groupKey == "aws.codebuild/123456789012/us-east-2/web")
    }

    @Test("a phase is told as one, and that it went well is nothing special")
    func phases() {
        let done = build(["completed-phase": "BUILD", "completed-phase-status": "SUCCEEDED"])
        #expect(done.headline == "web build phase BUILD SUCCEEDED — 123456789012 · us-east-2")
        #expect(done.manner == "info progress")
        let failed = build([
            "completed-phase": "BUILD", "completed-phase-status": "FAILED",
            "completed-phase-context": "[make: 2]",
        ])
        #expect(failed.manner == "error firing")
        #expect(failed.text == "[make: 2]")
        #expect(build(["completed-phase": "DONE"]).headline.hasPrefix("web build phase DONE COM"))
    }
}
