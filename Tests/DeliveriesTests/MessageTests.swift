import Events
import JSON
import Lifecycle
import Testing

@testable import Actions
@testable import Deliveries
@testable import Journal

@Suite("Message")
struct MessageTests {
    private let due: DueStep = {
        var due = Fixtures.due(PlannedDelivery(rule: "r", steps: [Fixtures.tell()]))
        due.turn = MessageTurn(
            destination: "place", queuedAt: ManualTime.start, digestedBy: nil)
        return due
    }()

    private func message(
        _ state: MessageState, isBelowSeverity: Bool = false, story: String? = "story",
        condition: String? = "condition", heldUntil: Timestamp? = nil,
        told: [String: ToldMessage] = [:]
    ) -> Message {
        Message(
            posting: Posting(
                destination: "place", spacingMilliseconds: 1_000, group: "ops r event", burst: 5,
                severity: .info, headline: "line", state: state, storyKey: story,
                conditionKey: condition, contentKey: "content",
                isBelowSeverity: isBelowSeverity, heldUntil: heldUntil),
            state: DestinationState(), told: told)
    }

    private func told(_ state: MessageState, _ reference: JSONValue = .null) -> ToldMessage {
        ToldMessage(
            reference: reference, headline: "line", state: state, toldAt: ManualTime.start)
    }

    /// What is kept of an attempt that went like this.
    private func record(
        _ message: Message, _ outcome: Outcome = .succeeded(result: .null), told: ToldMessage? = nil
    ) throws -> MessageRecord {
        let now = ManualTime.start
        let report = AttemptReport(outcome: outcome, request: .null, told: told)
        let machine = StepMachine(
            due: due, attempt: 1, now: now, unit: 0.5, spacingMilliseconds: 1_000,
            destination: message.state.after(outcome, at: now))
        return try #require(message.record(of: report, due, machine))
    }

    @Test("a message that was taken is remembered by its story, its condition and its words")
    func remembered() throws {
        let new = told(.firing, "ts-1")
        let record = try record(message(.firing), told: new)
        #expect(record.told["story"] == new)
        #expect(record.told["condition"] == new.queued(at: ManualTime.start))
        #expect(record.told["content"] == told(.firing, "D1"))
        #expect(record.told.count == 3)
        let plain = try self.record(message(.none, story: nil, condition: nil), told: new)
        #expect(Set(plain.told.keys) == ["content"])
    }

    @Test("what is firing stays so until a message says that it is over")
    func firingStays() throws {
        let before = ["condition": told(.firing)]
        for state in [MessageState.none, .progress] {
            let plain = try record(message(state, told: before), told: told(state))
            #expect(Set(plain.told.keys) == ["story", "content"])
        }
        let over = try record(message(.resolved, told: before), told: told(.resolved))
        #expect(over.told["condition"]?.state == .resolved)
        let again = try record(message(.firing, told: before), told: told(.firing, "ts-2"))
        #expect(again.told["condition"]?.reference == "ts-2")
    }

    @Test("neither a failure nor a message that tells of many is remembered")
    func notRemembered() throws {
        #expect(try record(message(.firing)).told.isEmpty)
        let failed = try record(
            message(.firing), .retry(.unavailable, message: "503"), told: told(.firing))
        #expect(failed.told.isEmpty)
        var digest = message(.firing)
        digest.digested = [7, 8]
        let many = try record(digest, told: told(.firing))
        #expect(many.told.isEmpty)
        #expect(many.digested == [7, 8])
        #expect(try record(digest, .rejected(.refused, message: "")).digested.isEmpty)
    }

    @Test(
        "the destination is left alone for its pace, or until the message may be tried again",
        arguments: [
            (Outcome.succeeded(result: .null), 1_000), (.rejected(.refused, message: ""), 1_000),
            (.rejected(.destinationDead, message: ""), 1_000),
            (.retry(.unavailable, message: ""), 1_000),
            (.retry(.throttled, message: "", afterMilliseconds: 30_000), 30_000),
        ] as [(Outcome, Int64)])
    func leftAlone(_ outcome: Outcome, _ pause: Int64) throws {
        let record = try record(message(.none), outcome)
        #expect(record.state.nextAt == ManualTime.start.adding(milliseconds: pause))
        #expect(record.destination == "place")
    }

    @Test("a recovery is wanted by whoever was told of the trouble, whatever its weight")
    func wanted() {
        let firing = ["condition": told(.firing)]
        #expect(message(.none).isWanted)
        #expect(message(.resolved, isBelowSeverity: true, told: firing).isWanted)
        #expect(!message(.resolved, isBelowSeverity: true).isWanted)
        let over = ["condition": told(.resolved)]
        #expect(!message(.resolved, isBelowSeverity: true, told: over).isWanted)
        for state in [MessageState.none, .progress, .firing] {
            #expect(!message(state, isBelowSeverity: true, told: firing).isWanted)
        }
    }

    @Test("a message answers the one whose trouble is over, else the latest of its story")
    func earlier() {
        let known = ["condition": told(.firing, "trouble"), "story": told(.progress, "latest")]
        #expect(message(.resolved, told: known).earlier?.reference == "trouble")
        #expect(message(.progress, told: known).earlier?.reference == "latest")
        #expect(message(.firing, told: known).earlier?.reference == "latest")
        #expect(message(.progress, told: known).earlier?.state == .progress)
        #expect(message(.resolved, story: nil, condition: nil, told: known).earlier == nil)
        #expect(message(.resolved).earlier == nil)
    }

    @Test("a job's success answers its run's message and recovers nothing of another job's")
    func anotherConditionOfTheStory() {
        let known = ["story": told(.firing, "ts-1"), "job-1": told(.firing, "ts-1")]
        let second = message(.resolved, condition: "job-2", told: known)
        #expect(second.earlier?.reference == "ts-1")
        #expect(second.earlier?.state == MessageState.none)
        let first = message(.resolved, condition: "job-1", told: known)
        #expect(first.earlier?.state == .firing)
    }

    @Test("quiet hours hold no end of a trouble that was told")
    func heldUntil() {
        let morning = ManualTime.start.adding(milliseconds: 1)
        let firing = ["condition": told(.firing)]
        #expect(message(.resolved, heldUntil: morning).heldUntil == morning)
        #expect(message(.firing, heldUntil: morning, told: firing).heldUntil == morning)
        #expect(message(.resolved, heldUntil: morning, told: firing).heldUntil == nil)
    }

    @Test("the end of a trouble that began anew since it was queued is overtaken, told when or not")
    func overtaken() {
        let queuedAt = ManualTime.start
        func known(_ milliseconds: Int64) -> [String: ToldMessage] {
            ["condition": told(.firing).queued(at: queuedAt.adding(milliseconds: milliseconds))]
        }
        #expect(message(.resolved, told: known(1)).isOvertaken(queuedAt: queuedAt))
        #expect(!message(.resolved, told: known(0)).isOvertaken(queuedAt: queuedAt))
        #expect(!message(.resolved, told: known(-1)).isOvertaken(queuedAt: queuedAt))
        #expect(!message(.firing, told: known(1)).isOvertaken(queuedAt: queuedAt))
    }

    @Test("the same words are another delivery's, never the step's own")
    func teller() {
        let known = message(.none, told: ["content": told(.none, "D7")])
        #expect(known.teller(apartFrom: "D1") == "D7")
        #expect(known.teller(apartFrom: "D7") == nil)
        #expect(message(.none).teller(apartFrom: "D1") == nil)
    }
}
