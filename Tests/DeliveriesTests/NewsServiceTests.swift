import Events
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Deliveries
@testable import Journal

@Suite("Asking for news", .timeLimit(.minutes(3)))
struct NewsServiceTests {
    private static let start = Step(
        id: "job", action: .call("partnercentral:StartResourceSnapshotJob"),
        template: [
            "Catalog": "Sandbox", "ResourceSnapshotJobIdentifier": "job-0123456789abc",
        ], followMilliseconds: Fixtures.followMilliseconds)
    private let plan = PlannedDelivery(
        rule: "r",
        steps: [start, Fixtures.tell("ops", "{{ steps.job.ResourceArn }}")],
        onFailure: [Fixtures.tell("team", "{{ failure.reason }}: {{ failure.message }}")])

    /// Partner Central: what a read finds is the test's, one after the other, the last for ever.
    private final class PartnerCentral: Sendable {
        let reads: Locked<[HTTPResponse]>
        let asked = Locked<[String]>([])

        init(_ reads: [HTTPResponse]) { self.reads = Locked(reads) }

        func respond(_ request: HTTPRequest) -> HTTPResponse {
            let target = request.headers["X-Amz-Target"] ?? ""
            asked.withLock { $0.append(String(target.split(separator: ".").last ?? "")) }
            guard target == "AWSPartnerCentralSelling.GetResourceSnapshotJob" else {
                return NewsServiceTests.answer(200, [:])
            }
            return reads.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        }

        var reading: Int { asked.withLock { $0.count { $0 == "GetResourceSnapshotJob" } } }
        var starting: Int { asked.withLock { $0.count { $0 == "StartResourceSnapshotJob" } } }
    }

    private static func answer(_ status: Int, _ body: JSONValue) -> HTTPResponse {
        HTTPResponse(status: status, body: body.serializedBytes())
    }

    private static let running = answer(
        200, ["Catalog": "Sandbox", "Status": "Running", "LastFailure": "an old one"])
    private static let done = answer(
        200,
        [
            "Catalog": "Sandbox", "Status": "Running", "ResourceArn": "arn:aws:x",
            // The start is told by the clock of AWS, whose stand-in has the system's.
            "LastSuccessfulExecutionDate": .string(
                WallClock.system.now().adding(milliseconds: 60_000).iso8601),
        ])
    private static let failed = answer(
        200, ["Catalog": "Sandbox", "Status": "Running", "LastFailure": "a new one"])

    @Test(
        "pauses grow by half to a minute",
        arguments: [(0, 5_000), (1, 7_500), (2, 11_250), (6, 56_953), (7, 60_000), (1_000, 60_000)])
    func pauses(polls: Int, milliseconds: Int64) {
        #expect(abs(NewsService.pauseMilliseconds(after: polls, unit: 1) - milliseconds) <= 1)
        #expect(
            abs(NewsService.pauseMilliseconds(after: polls, unit: 0) - milliseconds * 9 / 10) <= 1)
    }

    @Test("a job is asked for until it has been executed after its start")
    func executed() async throws {
        let central = PartnerCentral([Self.running, Self.running, Self.done])
        let plant = try Plant(aws: { central.respond($0) })
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.ends(1).first?.hasPrefix("followed until") == true)
            #expect(central.reading == 1)
            await plant.time.slept(4_750)
            plant.time.advance(4_750)
            await plant.time.slept(7_125)
            #expect(central.reading == 2)
            plant.time.advance(7_125)
            #expect(await plant.ends(2) == ["step 2", "delivery succeeded"])
        }
        #expect(central.starting == 1)
        #expect(central.reading == 3)
        #expect(plant.told == ["arn:aws:x"])
    }

    @Test("one question serves all who follow a job")
    func shared() async throws {
        let central = PartnerCentral([Self.running, Self.running, Self.done])
        let plant = try Plant(aws: { central.respond($0) })
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            _ = try await plant.journal.append(Fixtures.event("E2"))
            #expect(await plant.ends(1).first?.hasPrefix("followed until") == true)
            // Starts go out one in a second.
            await plant.time.slept(1_000)
            plant.time.advance(1_000)
            #expect(await plant.ends(1).first?.hasPrefix("followed until") == true)
            try await plant.isFollowing("E1")
            try await plant.isFollowing("E2")
            // Each has looked once before its own start.
            #expect(central.reading == 2)
            await plant.time.slept(3_750)
            plant.time.advance(3_750)
            #expect(await plant.ends(4).count { $0 == "delivery succeeded" } == 2)
        }
        #expect(central.starting == 2)
        #expect(central.reading == 3)
        #expect(plant.told.count == 2)
    }

    @Test("a new failure of the job is the step's failure")
    func newFailure() async throws {
        let central = PartnerCentral([Self.running, Self.failed])
        let plant = try Plant(aws: { central.respond($0) })
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            await plant.time.slept(4_750)
            plant.time.advance(4_750)
            #expect(await plant.ends(3).last == "delivery dead")
        }
        #expect(
            plant.told == [
                "*reported_failed: Partner Central reports a failed execution: a new one*"
            ])
    }

    @Test("a read that is refused for good ends the following with its reason")
    func refused() async throws {
        let central = PartnerCentral([
            Self.running, Self.answer(400, ["__type": "AccessDeniedException", "message": "no"]),
        ])
        let plant = try Plant(aws: { central.respond($0) })
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            await plant.time.slept(4_750)
            plant.time.advance(4_750)
            #expect(await plant.ends(3).last == "delivery dead")
        }
        #expect(plant.told == ["*access_denied: AccessDeniedException: no*"])
    }

    @Test("no news is overdue, and nothing is asked any more")
    func overdue() async throws {
        let central = PartnerCentral([Self.running])
        let plant = try Plant(aws: { central.respond($0) })
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            try await plant.isFollowing()
            plant.time.advance(Fixtures.followMilliseconds)
            #expect(await plant.ends(3).suffix(2) == ["step 3", "delivery dead"])
            #expect(try await plant.journal.nextPoll() == nil)
        }
        #expect(plant.told.first?.hasPrefix("*overdue: ") == true)
    }

    @Test("a job that cannot be read before its start is not started")
    func noBaseline() async throws {
        let central = PartnerCentral([
            Self.answer(400, ["__type": "ResourceNotFoundException", "message": "no job"])
        ])
        let plant = try Plant(aws: { central.respond($0) })
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.ends(2) == ["step 3", "delivery dead"])
        }
        #expect(central.starting == 0)
        #expect(plant.told == ["*not_found: ResourceNotFoundException: no job*"])
    }
}
