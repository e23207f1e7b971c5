import Events
import JSON
import Telemetry
import Testing

@testable import Intake

@Suite("GitLab's own samples")
struct GitLabFixtureTests {
    private static let created = #"""
        "provider": "gitlab", "name": "test", "status": "queued", "runId": "1977",
        "url": "http://192.168.64.1:3005/gitlab-org/gitlab-test/-/jobs/1977",
        "repository": "gitlab-org/gitlab-test", "ref": "gitlab-script-trigger",
        "commit": "2293ada6b400935a1378653304eaf6221e0fdb8f", "actor": "User"
        """#

    /// File, event, `pipeline`.
    private static let fixtures: [(String, String, String)] = [
        ("build-event", "Job Hook", created),
        (
            "deployment-event", "Deployment Hook",
            #"""
            "provider": "gitlab", "status": "succeeded", "runId": "15",
            "url": "http://10.126.0.2:3000/root/test-deployment-webhooks/-/jobs/796",
            "repository": "root/test-deployment-webhooks",
            "commit": "279484c09fbe69ededfced8c1bb6e6d24616b468", "actor": "root",
            "environment": "staging", "finishedAt": "2021-04-28T19:50:00Z"
            """#
        ),
        ("job-event", "Job Hook", created),
        (
            "pipeline-event", "Pipeline Hook",
            #"""
            "provider": "gitlab", "name": "pipeline_name", "status": "succeeded", "runId": "31",
            "url": "http://192.168.64.1:3005/gitlab-org/gitlab-test/-/pipelines/31",
            "repository": "gitlab-org/gitlab-test", "ref": "master",
            "commit": "bcbb5ec396a2c0f828686f14fac9b80b780504f2", "actor": "root",
            "startedAt": "2016-08-12T15:23:28Z", "finishedAt": "2016-08-12T15:26:29Z"
            """#
        ),
    ]

    @Test("each is an event with its pipeline", .enabled(if: SharedFixtures.areThere))
    func samples() throws {
        let source = CallbackSource(.gitlab, .tokenField("X-Gitlab-Token", [Secret("token")]))
        for (file, event, pipeline) in Self.fixtures {
            let body = try SharedFixtures.bytes("ci/gitlab/\(file).json")
            let reading = try CallbackReader(source).preview(
                body, Arrival(id: "x", receivedAt: Rig.start))
            guard case .event(let received) = reading else {
                Issue.record("\(file) is no event")
                continue
            }
            #expect(received.envelope.source == "gitlab")
            #expect(received.envelope.detailType == event)
            #expect(received.envelope.pipeline == ForgeSample.json("{\(pipeline)}"), "\(file)")
        }
        #expect(
            try SharedFixtures.files("ci/gitlab", ending: ".json")
                == Self.fixtures.map { "ci/gitlab/\($0.0).json" })
    }
}
