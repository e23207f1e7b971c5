import Events
import JSON
import Lifecycle
import Testing

@testable import Actions

@Suite("Following a resource snapshot job")
struct SnapshotJobTests {
    private let input: JSONValue = [
        "Catalog": "Sandbox", "ResourceSnapshotJobIdentifier": "job-0123456789abc",
    ]
    private let start = Timestamp(milliseconds: 1_700_000_000_600)

    /// What an answer means when `before` was the answer at the start.
    private func news(_ answer: JSONValue, before: JSONValue = [:]) throws -> News? {
        let poll = try #require(SnapshotJob.follow.poll)
        return poll.judge(answer, poll.baseline(before, start))
    }

    @Test("followers of one job in one catalog ask the same question")
    func question() throws {
        let follow = SnapshotJob.follow
        #expect(follow.key(input, [:]) == "partnercentral/Sandbox/job-0123456789abc")
        #expect(follow.key([:], [:]) == nil)
        #expect(follow.poll?.input(input) == input)
        #expect(follow.poll?.call == "partnercentral:GetResourceSnapshotJob")
    }

    @Test(
        "an execution at or after the start is success",
        arguments: [
            (#""2023-11-14T22:13:20Z""#, true), (#""2023-11-14T22:13:20.600Z""#, true),
            (#""2023-11-14T22:13:19.999Z""#, false), (#""2023-11-14T23:13:20+01:00""#, true),
            ("1700000000", true), ("1700000000.7", true), ("1699999999.9", false),
            (#""yesterday""#, false), ("true", false), ("null", false), ("1e300", false),
        ])
    func executed(text: String, isNews: Bool) throws {
        let date = try JSONValue(parsing: text)
        let answer: JSONValue = [
            "Status": "Running", "LastSuccessfulExecutionDate": date, "Secret": "no",
        ]
        let news = try news(answer)
        #expect((news != nil) == isNews)
        guard isNews else { return }
        #expect(
            news
                == .succeeded(
                    result: ["Status": "Running", "LastSuccessfulExecutionDate": date]))
    }

    @Test("another failure than before is a failure, and a success counts more")
    func failed() throws {
        let failure: JSONValue = ["LastFailure": "no role"]
        #expect(
            try news(failure)
                == .failed(
                    .reportedFailed,
                    message: "Partner Central reports a failed execution: no role",
                    report: failure))
        #expect(try news(failure, before: failure) == nil)
        #expect(try news(failure, before: ["LastFailure": "another"]) != nil)
        #expect(try news([:], before: failure) == nil)
        #expect(try news(["LastFailure": nil]) == nil)
        let both: JSONValue = [
            "LastFailure": "no role", "LastSuccessfulExecutionDate": "2023-11-14T22:14:00Z",
        ]
        guard case .succeeded = try news(both) else {
            Issue.record("a snapshot was made")
            return
        }
    }
}
