import HTTP
import JSON
import Testing

@testable import Intake

@Suite("Bitbucket's callbacks")
struct BitbucketFormatTests {
    private let format = BitbucketFormat()
    private let actor: JSONValue = ["nickname": "emma", "display_name": "Emma Paul"]
    private let repository: JSONValue = ["full_name": "acme/api", "name": "api"]

    private func status(_ state: JSONValue) -> JSONValue {
        [
            "actor": actor, "repository": repository,
            "commit_status": [
                "name": "Unit tests", "key": "tests", "state": state, "refname": "main",
                "url": "https://ci.acme.example/7", "created_on": "2026-01-02T03:04:05Z",
                "updated_on": "2026-01-02T03:09:05Z", "commit": ["hash": "9fec847784ab"],
                "links": ["commit": ["href": "https://api.bitbucket.org/2.0/x/commit/0000"]],
            ],
        ]
    }

    @Test(
        "each state of a build",
        arguments: [
            ("INPROGRESS", Pipeline.Status.running), ("SUCCESSFUL", .succeeded),
            ("FAILED", .failed), ("STOPPED", .canceled), ("successful", nil), ("NEW", nil),
        ])
    func states(word: String, expected: Pipeline.Status?) throws {
        let event = try format.event(
            status(.string(word)), ["X-Event-Key": "repo:commit_status_updated"])
        #expect(event.pipeline?.status == expected)
        let isOver = expected != nil && expected != .running
        #expect(event.pipeline?.finishedAt == (isOver ? "2026-01-02T03:09:05Z" : nil))
    }

    @Test("a build's state field by field")
    func commitStatus() throws {
        let event = try format.event(
            status("FAILED"),
            ["X-Event-Key": "repo:commit_status_updated", "X-Request-UUID": "r-1"])
        #expect(event.source == "bitbucket")
        #expect(event.detailType == "repo:commit_status_updated")
        #expect(event.id == "r-1")
        #expect(event.deliveryID == "r-1")
        #expect(event.time == "2026-01-02T03:09:05Z")
        #expect(
            event.pipeline?.json == [
                "provider": "bitbucket", "name": "Unit tests", "status": "failed",
                "url": "https://ci.acme.example/7", "repository": "acme/api", "ref": "main",
                "commit": "9fec847784ab", "actor": "emma",
                "startedAt": "2026-01-02T03:04:05Z", "finishedAt": "2026-01-02T03:09:05Z",
            ])
    }

    @Test("a push of the Cloud: the first branch that is still there")
    func push() throws {
        let gone: JSONValue = ["new": nil, "old": ["type": "branch", "name": "old"]]
        let new: JSONValue = [
            "new": ["type": "tag", "name": "v1", "target": ["hash": "709d658d"]], "old": nil,
            "links": ["html": ["href": "https://bitbucket.org/acme/api/branches/compare/a..b"]],
        ]
        func pipeline(_ changes: JSONValue) throws -> JSONValue? {
            let payload: JSONValue = [
                "actor": actor, "repository": repository, "push": ["changes": changes],
            ]
            return try format.event(payload, ["X-Event-Key": "repo:push"]).pipeline?.json
        }
        #expect(
            try pipeline([gone, new]) == [
                "provider": "bitbucket", "repository": "acme/api", "actor": "emma", "ref": "v1",
                "commit": "709d658d",
                "url": "https://bitbucket.org/acme/api/branches/compare/a..b",
            ])
        let common: JSONValue = [
            "provider": "bitbucket", "repository": "acme/api", "actor": "emma", "ref": "old",
        ]
        #expect(try pipeline([gone]) == common)
    }

    @Test("a push to Data Center")
    func refsChanged() throws {
        let payload: JSONValue = [
            "eventKey": "repo:refs_changed", "date": "2026-01-02T04:04:05+0100",
            "actor": ["name": "admin", "displayName": "The Admin"],
            "repository": ["slug": "api", "name": "API", "project": ["key": "ACME"]],
            "changes": [
                ["refId": "refs/heads/gone", "toHash": "0000", "type": "DELETE"],
                ["refId": "refs/heads/main", "toHash": "a00945", "type": "UPDATE"],
            ],
        ]
        let event = try format.event(
            payload, ["X-Event-Key": "repo:refs_changed", "X-Request-Id": "r-2"])
        #expect(event.deliveryID == "r-2")
        #expect(event.time == utc("2026-01-02T04:04:05+0100").text)
        #expect(
            event.pipeline?.json == [
                "provider": "bitbucket", "repository": "ACME/api", "ref": "main",
                "commit": "a00945", "actor": "admin",
            ])
    }

    @Test(
        "other events have no pipeline",
        arguments: ["pr:opened", "pullrequest:created", "repo:fork", "issue:created"])
    func others(name: String) throws {
        let event = try format.event(["repository": repository], ["X-Event-Key": name])
        #expect(event.detailType == name)
        #expect(event.pipeline == nil)
    }

    @Test("pings are ignored")
    func pings() throws {
        #expect(try format.reason(["test": true], ["X-Event-Key": "diagnostics:ping"]) != nil)
        #expect(try format.reason(["test": true]) != nil)
        #expect(try format.reason([:], ["X-Event-Key": "diagnostics:ping"]) != nil)
    }

    @Test("without the field the payload tells what it is, else it is refused")
    func guesses() throws {
        #expect(try format.event(status("FAILED")).detailType == "repo:commit_status_updated")
        #expect(try format.event(["push": [:]]).detailType == "repo:push")
        #expect(try format.event(["pullrequest": [:]]).detailType == "pullrequest:updated")
        #expect(
            try format.event(["eventKey": "pr:merged"]).detailType == "pr:merged")
        for payload: JSONValue in [[:], [], "x", ["a": 1]] {
            #expect(throws: Refusal.self) { try format.read(payload, [:]) }
        }
        let field: HTTPHeaders = ["X-Event-Key": "pr:opened"]
        for fields in [["X-Event-Key": ""], field.doubled("X-Event-Key")] {
            #expect(throws: Refusal.self) { try format.read([:], fields) }
        }
    }

    @Test("the Cloud's field names the delivery, too long a name none")
    func deliveryID() throws {
        let both: HTTPHeaders = [
            "X-Event-Key": "repo:push", "X-Request-Id": "proxy", "X-Request-UUID": "cloud",
        ]
        #expect(try format.event([:], both).deliveryID == "cloud")
        let long = String(repeating: "r", count: 256)
        var fields: HTTPHeaders = ["X-Event-Key": "repo:push", "X-Request-UUID": long]
        #expect(try format.event([:], fields).deliveryID == nil)
        fields["X-Request-UUID"] = "r|1"
        #expect(try format.event([:], fields).deliveryID == "r|1")
        #expect(try format.event([:], fields.doubled("X-Request-UUID")).deliveryID == nil)
    }

    @Test("the fields that Bitbucket posts with")
    func fields() {
        #expect(
            format.fields(for: status("FAILED"), event: nil, id: "d")
                == ["X-Event-Key": "repo:commit_status_updated", "X-Request-UUID": "d"])
        #expect(
            format.fields(for: ["eventKey": "pr:opened"], event: nil, id: "d")
                == ["X-Event-Key": "pr:opened", "X-Request-Id": "d"])
        #expect(
            format.fields(for: [:], event: "repo:fork", id: nil) == ["X-Event-Key": "repo:fork"])
        #expect(format.fields(for: [:], event: nil, id: nil) == [:])
    }

    @Test("anything may be missing")
    func damage() {
        format.expectAnythingRead(status("FAILED"), ["X-Event-Key": "repo:commit_status_updated"])
        format.expectAnythingRead(status("FAILED"))
    }

    @Test("the documented payloads", .enabled(if: SharedFixtures.areThere))
    func documented() throws {
        let repository: JSONValue = "team_name/repo_name"
        var pipeline: JSONValue = [
            "provider": "bitbucket", "name": "Unit Tests (Python)", "status": "succeeded",
            "url": "https://my-build-tool.com/builds/MY-PROJECT/BUILD-792",
            "repository": repository, "actor": "emmap1",
            "commit": "9fec847784abb10b2fa567ee63b85bd238955d0e",
            "startedAt": utc("2015-11-19T20:37:35.547563+00:00"),
            "finishedAt": utc("2015-11-20T08:01:16.433108+00:00"),
        ]
        let updated = try format.event(ofFile: "bitbucket-cloud/repo-commit-status-updated.json")
        #expect(updated.detailType == "repo:commit_status_updated")
        #expect(updated.deliveryID == "delivery-1")
        #expect(updated.pipeline?.json == pipeline)
        let created = try format.event(ofFile: "bitbucket-cloud/repo-commit-status-created.json")
        #expect(created.detailType == "repo:commit_status_created")
        var object = try #require(pipeline.objectValue)
        object["status"] = "running"
        object["finishedAt"] = nil
        object["url"] = "https://my-build-tool.com/builds/MY-PROJECT/BUILD-777"
        pipeline = .object(object)
        #expect(created.pipeline?.json == pipeline)
        let push = try format.event(ofFile: "bitbucket-cloud/repo-push.json")
        #expect(push.detailType == "repo:push")
        #expect(push.pipeline?.url?.hasPrefix("https://bitbucket.org/user_name/repo_name/") == true)
        #expect(push.pipeline?.json["ref"] == "name-of-branch")
        #expect(push.pipeline?.json["commit"] == "709d658dc5b6d6afcd46049c2f332ee3f515a67d")
        #expect(push.pipeline?.json["actor"] == "emmap1")
        #expect(push.pipeline?.json["repository"] == repository)
        #expect(push.pipeline?.json.objectValue?.count == 6)
        let refs = try format.event(ofFile: "bitbucket-server/repo-refs-changed.json")
        #expect(refs.detailType == "repo:refs_changed")
        #expect(
            refs.pipeline?.json == [
                "provider": "bitbucket", "repository": "~gopher/webhook-test",
                "ref": "feature/wip", "actor": "gopher",
            ])
    }
}
