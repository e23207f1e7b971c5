import Events
import JSON
import Journal
import Lifecycle
import Testing

@testable import Deliveries

@Suite("Destination health")
struct DestinationHealthTests {
    private static let gone = Outcome.rejected(.destinationDead, message: "no_service")
    private static let perhaps = Outcome.retry(.destinationDead, message: "404")
    private static let ill = Outcome.retry(.unavailable, message: "503")
    private static let said = Outcome.succeeded(result: .null)
    private static let refused = Outcome.rejected(.refused, message: "invalid_blocks")

    private func at(_ seconds: Int64) -> Timestamp {
        ManualTime.start.adding(milliseconds: seconds * 1_000)
    }

    /// What is known after answers at seconds.
    private func state(_ answers: (Int64, Outcome)...) -> DestinationState {
        answers.reduce(DestinationState()) { state, answer in
            let time = at(answer.0)
            return state.after(state.judged(answer.1, at: time), at: time)
        }
    }

    @Test("failures in a row are counted, whatever message they befall, and a success ends the row")
    func failuresAreCounted() {
        let failing = state((0, Self.ill), (1, Self.ill), (5, Self.ill))
        #expect(failing.failures == 3)
        #expect(failing.failingSince == at(0))
        #expect(failing.deadSince == nil)
        #expect(state((0, Self.ill), (1, Self.said)) == DestinationState())
        #expect(state((0, Self.ill), (1, Self.refused)) == DestinationState())
    }

    @Test("a hosted destination that says it is gone is gone at once, and since then")
    func goneAtOnce() {
        let dead = state((0, Self.ill), (7, Self.gone), (4_000, Self.gone))
        #expect(dead.deadSince == at(7))
        #expect(dead.deadMessage == "no_service")
        #expect(dead.askedAt == at(4_000))
        #expect(dead.failures == 0)
    }

    @Test("one that is gone is asked once an hour")
    func askedOnceAnHour() {
        let dead = state((0, Self.gone))
        #expect(dead.isGone(at: at(0)))
        #expect(dead.isGone(at: at(3_599)))
        #expect(!dead.isGone(at: at(3_600)))
        #expect(!state((0, Self.gone), (3_600, Self.said)).isGone(at: at(3_601)))
        let still = state((0, Self.gone), (3_600, Self.gone))
        #expect(still.isGone(at: at(7_199)) && !still.isGone(at: at(7_200)))
    }

    @Test("a clock that goes back does not make it gone for longer")
    func aClockThatGoesBack() {
        #expect(!state((0, Self.gone)).isGone(at: at(-1)))
        #expect(!DestinationState().isGone(at: at(0)))
    }

    @Test("one that is gone and does not answer stays gone, for its first reason")
    func goneAndSilent() {
        let dead = state((0, Self.gone))
        #expect(
            dead.judged(Self.ill, at: at(3_600)) == .rejected(.destinationDead, message: "503"))
        for answer in [Self.ill, Self.perhaps, Self.refused] {
            let still = state((0, Self.gone), (3_600, answer))
            #expect(still.deadSince == at(0))
            #expect(still.deadMessage == "no_service")
            #expect(still.askedAt == at(3_600))
        }
    }

    @Test(
        "a self-hosted one is gone after three such answers over ten minutes, and since the first")
    func goneAfterAWhile() {
        let known = state((0, Self.perhaps), (300, Self.perhaps))
        #expect(known.deadSince == nil)
        #expect(known.failures == 2)
        #expect(known.judged(Self.perhaps, at: at(599)) == Self.perhaps)
        #expect(
            known.judged(Self.perhaps, at: at(600))
                == .rejected(.destinationDead, message: "404"))
        let dead = state((0, Self.perhaps), (300, Self.perhaps), (600, Self.perhaps))
        #expect(dead.deadSince == at(0))
        #expect(dead.deadMessage == "404")
        #expect(dead.isGone(at: at(600)))
        let two = state((0, Self.perhaps), (900, Self.perhaps))
        #expect(two.deadSince == nil)
    }

    @Test("any other answer between them begins the count anew, and not the time to give up")
    func notInARow() {
        let mixed = state(
            (0, Self.perhaps), (300, Self.perhaps), (400, Self.ill), (650, Self.perhaps),
            (700, Self.perhaps))
        #expect(mixed.deadSince == nil)
        #expect(mixed.failures == 2)
        #expect(mixed.failingSince == at(0))
        let later = state(
            (0, Self.ill), (100, Self.ill), (200, Self.ill), (700, Self.perhaps))
        #expect(later.deadSince == nil)
        #expect(later.failures == 1)
    }
}
