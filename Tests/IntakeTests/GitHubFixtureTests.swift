import Events
import HTTP
import JSON
import Telemetry
import Testing

@testable import Intake

@Suite("GitHub's own samples, and what is posted for them")
struct GitHubFixtureTests {
    private static let hello =
        #""provider": "github", "repository": "Codertocat/Hello-World", "actor": "Codertocat""#
    private static let head = #""commit": "f95f852bd8fca8fcc58a9a2d6c842781e32a215e""#
    private static let status = "6113728f27ae82c7b1a177c8d03f9e96e0adf246"
    private static let run = #"""
        "provider": "github", "name": "test", "runId": "289782451", "attempt": 1,
        "url": "https://github.com/octo-org/octo-repo/actions/runs/289782451",
        "repository": "octo-org/octo-repo", "ref": "master",
        "commit": "3484a3fb816e0859fd6e1cea078d76385ff50625", "actor": "Codertocat",
        "startedAt": "2020-10-05T16:33:49Z"
        """#

    /// File, event, `pipeline`.
    private static let fixtures: [(String, String, String)] = [
        (
            "check_suite.requested", "check_suite",
            #"""
            \#(hello), \#(head), "name": "octocoders-linter", "status": "queued",
            "runId": "118578174", "ref": "master"
            """#
        ),
        (
            "deployment", "deployment",
            #"""
            \#(hello), \#(head), "name": "deploy", "status": "queued", "runId": "145988746",
            "ref": "master", "environment": "production"
            """#
        ),
        (
            "deployment_status", "deployment_status",
            #"""
            \#(hello), \#(head), "name": "deploy", "status": "succeeded", "runId": "145988746",
            "ref": "master", "environment": "production", "startedAt": "2019-05-15T15:20:53Z",
            "finishedAt": "2019-05-15T15:20:55Z"
            """#
        ),
        (
            "push", "push",
            #"""
            \#(hello), "ref": "simple-tag",
            "url": "https://github.com/Codertocat/Hello-World/compare/6113728f27ae...000000000000"
            """#
        ),
        (
            "release.published", "release",
            #"""
            \#(hello), "runId": "17372790", "ref": "0.0.1",
            "url": "https://github.com/Codertocat/Hello-World/releases/tag/0.0.1"
            """#
        ),
        (
            "status", "status",
            #"""
            \#(hello), "name": "default", "status": "succeeded", "runId": "6805126730",
            "url": "https://github.com/Codertocat/Hello-World/commit/\#(status)",
            "commit": "\#(status)",
            "finishedAt": "2019-05-15T15:20:55Z"
            """#
        ),
        (
            "workflow_run.completed", "workflow_run",
            #"\#(run), "status": "succeeded", "finishedAt": "2020-10-05T16:33:49Z""#
        ),
        ("workflow_run.requested", "workflow_run", #"\#(run), "status": "queued""#),
    ]

    private static let source = CallbackSource(
        .github, .bodySignature(.github, [Secret("It's a Secret to Everybody")]))

    private static func preview(_ file: String) throws -> Reading {
        try CallbackReader(source).preview(
            SharedFixtures.bytes("ci/github/\(file).payload.json"),
            Arrival(id: "x", receivedAt: Rig.start))
    }

    @Test("each is an event with its pipeline", .enabled(if: SharedFixtures.areThere))
    func samples() throws {
        for (file, event, pipeline) in Self.fixtures {
            guard case .event(let received) = try Self.preview(file) else {
                Issue.record("\(file) is no event")
                continue
            }
            #expect(received.envelope.source == "github")
            #expect(received.envelope.detailType == event)
            #expect(received.envelope.pipeline == ForgeSample.json("{\(pipeline)}"), "\(file)")
        }
    }

    @Test("the pings are ignored, and no sample is left out", .enabled(if: SharedFixtures.areThere))
    func pings() throws {
        let pings = ["ping", "ping.with-organization"]
        for file in pings {
            guard case .ignored = try Self.preview(file) else {
                Issue.record("\(file) is not ignored")
                continue
            }
        }
        let files = try SharedFixtures.files("ci/github", ending: ".payload.json")
        let tested = (pings + Self.fixtures.map(\.0)).map { "ci/github/\($0).payload.json" }
        #expect(files == tested.sorted())
    }

    @Test("the event is guessed from the payload", arguments: GitHubSamples.all)
    func guess(_ sample: ForgeSample) {
        let fields = GitHubFormat().fields(for: sample.payload, event: nil, id: nil)
        #expect(fields["X-GitHub-Event"] == sample.event)
        #expect(fields["X-GitHub-Delivery"] == nil)
        #expect(fields["User-Agent"]?.hasPrefix("GitHub-Hookshot/") == true)
    }

    @Test("what is asked for is posted, and nothing is made up")
    func fields() {
        let fields = GitHubFormat().fields(for: ["zen": "x"], event: "star", id: "d-1")
        #expect(fields["X-GitHub-Event"] == "star")
        #expect(fields["X-GitHub-Delivery"] == "d-1")
        for payload: JSONValue in [[:], [], nil, ["zen": "x"], ["deployment": nil], "push"] {
            let fields = GitHubFormat().fields(for: payload, event: nil, id: nil)
            #expect(fields["X-GitHub-Event"] == nil)
        }
        let ping = GitHubFormat().fields(for: ["zen": "x", "hook_id": 1], event: nil, id: nil)
        #expect(ping["X-GitHub-Event"] == "ping")
    }
}
