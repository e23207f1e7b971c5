import Foundation
import Testing

@testable import Journal

@Suite("Conformance: a journal that breaks a promise is found out")
struct ConformanceTests {
    typealias Check = @Sendable (JournalEngine) async throws -> Void

    /// A test of these suites that must fail on such a journal.
    static let checks: [BrokenPromise: Check] = [
        .record: { try await StepsConformance().transitions(engine: $0) },
        .begin: {
            try await RestartConformance().restart(
                engine: $0, situation: RestartConformance.situations[2])
        },
        .duplicate: { try await IntakeConformance().aSecondDelivery(engine: $0) },
        .answerBeforeCommit: { try await IntakeConformance().acknowledgedIsInTheFiles(engine: $0) },
        .lease: { try await StepsConformance().lease(engine: $0) },
        .gate: { try await GateConformance().putOff(engine: $0) },
        .redrive: { try await GateConformance().redrive(engine: $0) },
        .claim: { try await CallsConformance().success(engine: $0) },
        .queue: { try await MessagesConformance().order(engine: $0) },
        .news: { try await FollowingConformance().newsAfter(engine: $0) },
        .purge: { try await RetentionConformance().purge(engine: $0) },
        .limit: { try await IntakeConformance().fullQueue(engine: $0) },
        .order: { try await ModelConformance().history(engine: $0, seed: 1) },
    ]

    /// Of its own, because the closing line of a run with known issues is no longer a plain pass.
    static let isWanted = ProcessInfo.processInfo.environment["HOOKFERRY_MUTANTS"] != nil

    @Test(
        "each broken promise fails a test",
        .enabled(if: isWanted, "make conformance runs it"), arguments: BrokenPromise.allCases)
    func found(promise: BrokenPromise) async throws {
        let check = try #require(Self.checks[promise])
        try await check(.sqlite)
        let engine = JournalEngine(
            testDescription: "\(promise)",
            opening: { place, queueMax in
                let queueMax = promise == .limit ? .max : queueMax
                return BrokenJournal(
                    try SQLiteJournal(path: place, queueMax: queueMax), promise)
            }, crash: JournalEngine.sqlite.crash, read: JournalEngine.sqlite.read)
        await withKnownIssue("\(promise) is broken") { try await check(engine) }
    }
}
