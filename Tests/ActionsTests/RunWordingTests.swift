import Events
import JSON
import Testing

@testable import Actions

@Suite("Words for runs of a CI")
struct RunWordingTests {
    private func run(_ more: JSONObject, without missing: [String] = []) -> Summary {
        var run: JSONObject = [
            "provider": "github", "name": "build", "status": "succeeded", "runId": "289",
            "attempt": 1, "url": "https://github.com/o/r/actions/runs/289", "repository": "o/r",
            "ref": "main", "commit": "acb5820ced9479c074f688cc328bf03f341a511d", "actor": "octo",
            "startedAt": "2026-11-20T09:53:00Z", "finishedAt": "2026-11-20T10:00:05Z",
        ]
        for member in more.members { run[member.key] = member.value }
        for key in missing { run[key] = nil }
        return told([:], source: "github", type: "workflow_run", pipeline: .object(run))
    }

    @Test(
        "each status has its weight, whoever tells it",
        arguments: [
            ("queued", "info progress"), ("running", "info progress"),
            ("succeeded", "success resolved"), ("failed", "error firing"),
            ("canceled", "warning none"),
        ])
    func statuses(status: String, manner: String) {
        let summary = run(["status": .string(status)])
        #expect(summary.headline == "build pipeline \(status.uppercased()) — o/r · main")
        #expect(summary.manner == manner)
        #expect(summary.kind == "ci.pipeline_\(status)")
        #expect(summary.link == "https://github.com/o/r/actions/runs/289")
        #expect(summary.linkLabel == "Open the run")
        #expect(summary.storyKey == "github/o%2Fr/289")
        let key = summary.state == .firing || summary.state == .resolved
        #expect(summary.groupKey == (key ? "ci/github/o%2Fr/build/main" : nil))
    }

    @Test("how long it took, and what of, in order of importance")
    func facts() {
        #expect(
            run(["status": "failed", "attempt": 2]).factLines == [
                "Took: 7 min 5 s", "Commit: acb5820ced94", "By: octo", "Attempt: 2", "Run: 289",
            ])
    }

    @Test("long names give way to the state and are told below")
    func longNames() {
        let long = String(repeating: "x", count: 80)
        let summary = run([
            "status": "failed", "name": .string(long), "repository": .string("o/" + long),
            "ref": .string("f/" + long), "environment": .string("e" + long),
        ])
        #expect(summary.headline.contains(" FAILED — o/xx"))
        #expect(summary.headline.utf16.count <= Summary.headlineUnitsMax)
        let labels = Set(summary.facts.map(\.label))
        #expect(labels.isSuperset(of: ["Branch", "Environment", "Repository"]))
    }

    @Test("names with slashes are not taken for others")
    func slashes() {
        let one = run(["repository": "a/b", "name": "c"]).groupKey
        let other = run(["repository": "a", "name": "b/c"]).groupKey
        let none = run(["name": "-"], without: ["repository"]).groupKey
        #expect(
            Set([one, other, none, run(["repository": "-", "name": "-"]).groupKey]).count == 4)
    }

    @Test("a deployment says where to; environments are conditions of their own")
    func deployment() {
        let summary = run(["environment": "prod"])
        #expect(summary.headline == "build deployment to prod SUCCEEDED — o/r · main")
        #expect(summary.groupKey == "ci/github/o%2Fr/build/main/prod")
    }

    @Test("what is not there is not told")
    func missing() {
        let bare = run(["provider": "circleci"], without: ["name", "repository", "ref", "url"])
        #expect(bare.headline == "CircleCI pipeline SUCCEEDED")
        #expect(bare.groupKey == nil && bare.link == nil && bare.storyKey == nil)
        #expect(run(["url": "javascript:x"]).link == nil)
        let noStatus = run([:], without: ["status"])
        #expect(noStatus.headline == "workflow_run — o/r · main")
        #expect(noStatus.manner == "info none")
    }

    @Test("a URL is whole or not there")
    func longURL() {
        let long = "https://example.com/" + String(repeating: "a", count: Summary.linkBytesMax)
        #expect(run(["url": .string(long)]).link == nil)
    }
}
