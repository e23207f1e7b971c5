import AWS
import Events
import JSON
import Lifecycle
import Testing

@testable import Deliveries

@Suite("Breaker")
struct BreakerTests {
    private static func at(_ seconds: Int64) -> Timestamp {
        ManualTime.start.adding(milliseconds: seconds * 1_000)
    }

    private static let silence = Breaker.Sign.silent(.timedOut, "no answer")

    /// Opened at the start: the fifth silence in a row.
    private static func open(unit: Double = 0) -> Breaker {
        var breaker = Breaker()
        for number in 1...Breaker.silencesMax {
            breaker.note(silence, of: Int64(number), at: at(0), unit: unit)
        }
        return breaker
    }

    @Test("it opens after five attempts in a row without an answer, and not after four")
    func opens() {
        var breaker = Breaker()
        for number in 1..<Int64(Breaker.silencesMax) {
            breaker.note(Self.silence, of: number, at: Self.at(number), unit: 0)
            #expect(!breaker.isOpen && breaker.admission(at: Self.at(number)) == .granted)
        }
        breaker.note(.nothing, of: 8, at: Self.at(8), unit: 0)
        breaker.note(Self.silence, of: 9, at: Self.at(9), unit: 0)
        #expect(breaker.isOpen && breaker.silentSince == Self.at(1))
        #expect(breaker.admission(at: Self.at(9)) == .refused(until: Self.at(14)))
    }

    @Test("an answer in between begins the count anew")
    func answersBetween() {
        var breaker = Breaker()
        for number in 1...20 as ClosedRange<Int64> {
            let sign = number % 5 == 0 ? Breaker.Sign.answered : Self.silence
            breaker.note(sign, of: number, at: Self.at(number), unit: 0)
            #expect(!breaker.isOpen)
        }
        #expect(breaker == Breaker())
    }

    @Test("one probes when its time has come, and the others wait for it")
    func oneProbes() {
        var breaker = Self.open()
        #expect(breaker.admission(at: Self.at(4)) == .refused(until: Self.at(5)))
        #expect(breaker.admission(at: Self.at(5)) == .probe)
        breaker.probe(by: 7)
        #expect(breaker.admission(at: Self.at(5)) == .refused(until: Self.at(6)))
        breaker.leave(8)
        #expect(breaker.admission(at: Self.at(6)) == .refused(until: Self.at(7)))
        // It has gone another way without a call.
        breaker.leave(7)
        #expect(breaker.admission(at: Self.at(6)) == .probe)
    }

    @Test("the pause doubles with every probe, from 5 s to 5 min, and never overflows")
    func pausesDouble() {
        var breaker = Self.open()
        var now = Self.at(5)
        var pauses: [Int64] = []
        for _ in 0..<100 {
            breaker.probe(by: 7)
            breaker.note(Self.silence, of: 7, at: now, unit: 0)
            breaker.leave(7)
            guard case .refused(let until) = breaker.admission(at: now) else { return }
            pauses.append((until.milliseconds - now.milliseconds) / 1_000)
            now = until
        }
        #expect(pauses.prefix(7) == [10, 20, 40, 80, 160, 300, 300])
        #expect(pauses.count == 100 && pauses.last == 300)
    }

    @Test("chance cuts a pause by up to a half")
    func chance() {
        #expect(Self.open(unit: 0.999_9).probeAt.map { $0 < Self.at(3) } == true)
        #expect(Self.open(unit: 0.5).probeAt == Self.at(0).adding(milliseconds: 3_750))
    }

    @Test("what was under way when it opened neither puts off the probe nor makes it rarer")
    func latecomers() {
        var breaker = Self.open()
        for number in 100...1_000 as ClosedRange<Int64> {
            breaker.note(Self.silence, of: number, at: Self.at(4), unit: 0)
        }
        #expect(breaker.admission(at: Self.at(5)) == .probe)
    }

    @Test("any answer closes it, whoever has got it")
    func answersClose() {
        var breaker = Self.open()
        breaker.note(.answered, of: 1_000, at: Self.at(1), unit: 0)
        #expect(breaker == Breaker())
    }

    @Test("a clock that was set back does not put off the probe")
    func setBack() {
        let breaker = Self.open()
        #expect(breaker.admission(at: Self.at(-1)) == .refused(until: Self.at(5)))
        #expect(breaker.admission(at: Self.at(-86_400)) == .probe)
        #expect(breaker.admission(at: Self.at(86_400)) == .probe)
    }

    @Test("it is silent since a time when it was asked after it")
    func silentSince() {
        var breaker = Self.open()
        #expect(breaker.isSilent(since: Self.at(-1)))
        #expect(!breaker.isSilent(since: Self.at(0)))
        #expect(breaker.last?.reason == .timedOut && breaker.last?.message == "no answer")
        breaker.note(.answered, of: 1, at: Self.at(1), unit: 0)
        #expect(!breaker.isSilent(since: Self.at(-1)))
    }

    private static func sign(
        _ outcome: Outcome, status: Int? = nil, code: String = "X"
    ) -> Breaker.Sign {
        var response: JSONObject = ["code": .string(code)]
        response["status"] = status.map { .number(JSONNumber($0)) }
        return Breaker.Sign(
            AttemptReport(outcome: outcome, request: .null, response: .object(response)))
    }

    @Test("what a report says of the destination")
    func signs() {
        for reason in [FailureReason.unavailable, .timedOut, .malformedAnswer] {
            #expect(Self.sign(.retry(reason, message: "x")) == .silent(reason, "x"))
        }
        #expect(Self.sign(.uncertain(message: "x")) == .silent(.unavailable, "x"))
        #expect(Self.sign(.retry(.throttled, message: "x")) == .answered)
        #expect(Self.sign(.succeeded(result: .null)) == .answered)
        let refusals = [
            FailureReason.accessDenied, .notFound, .invalidInput, .badCredentials, .refused,
        ]
        for reason in refusals {
            #expect(Self.sign(.rejected(reason, message: "x"), status: 400) == .answered)
            #expect(Self.sign(.rejected(reason, message: "x")) == .nothing)
        }
    }

    @Test("the want of a free connection says nothing of the destination")
    func noConnection() {
        let code = AWSError.noFreeConnection
        #expect(Self.sign(.retry(.timedOut, message: "x"), code: code) == .nothing)
    }
}
