import Events
import JSON
import Lifecycle
import TestSupport

@testable import Journal

// What the journal's model knows of following, coalescing and waiting.

extension JournalModel {
    mutating func start(_ id: String, now: Timestamp) {
        let sequence = (deliveries.map(\.sequence).max() ?? 0) + 1
        deliveries.append(Delivery(id: id, sequence: sequence, dueAt: now, firstDueAt: now))
    }

    mutating func keep(_ item: EventNews, now: Timestamp) {
        if news[item.key] == nil { news[item.key] = item.news }
        tell(item.key, now: now) { _ in item.news }
    }

    /// Gives news to those who wait for the key, as far as there are any for them.
    mutating func tell(_ key: String, now: Timestamp, _ news: (Delivery) -> News?) {
        for index in deliveries.indices {
            guard let followed = deliveries[index].followed, followed.key == key,
                followed.news == nil, let told = news(deliveries[index])
            else { continue }
            deliveries[index].followed = FollowedStep(
                key: key, deadline: followed.deadline, news: told, result: followed.result)
            deliveries[index].dueAt = now
        }
        stopAsking()
    }

    func waiting(for key: String) -> [Delivery] {
        deliveries.filter { $0.followed?.key == key && $0.followed?.news == nil }
    }

    private mutating func stopAsking() {
        asked = asked.filter { key, _ in !waiting(for: key).isEmpty }
    }

    mutating func record(_ record: StepRecord, now: Timestamp) {
        guard
            let index = deliveries.firstIndex(where: { $0.sequence == record.deliverySequence })
        else { return }
        let (sequence, position) = (deliveries[index].sequence, deliveries[index].position)
        leased.remove(sequence)
        deliveries[index].attempts[position] = record.attempt.number
        deliveries[index].isInDoubt = false
        deliveries[index].followed = nil
        if let shared = record.shared {
            for (call, claim) in claims where claim.isUnderWay(of: sequence, position) {
                claims[call]?.outcome = shared
                claims[call]?.startedAt = record.attempt.startedAt
                wakeAll(call, now: now)
            }
        }
        defer { stopWaiting(sequence, now: now) }
        switch record.transition {
        case .wait(let until): deliveries[index].dueAt = until
        case .follow(let following, let result, let deadline, let pollAt):
            let known = news[following.key]
            deliveries[index].followed = FollowedStep(
                key: following.key, deadline: deadline, news: known, result: result)
            deliveries[index].dueAt = known == nil ? deadline : now
            if known == nil, following.poll != nil {
                asked[following.key] = Asked(at: min(asked[following.key]?.at ?? pollAt, pollAt))
            }
        case .move(_, _, let next):
            deliveries[index].position = next
            deliveries[index].dueAt = now
            deliveries[index].firstDueAt = now
            giveUp(sequence, position, now: now)
        case .end:
            deliveries[index].dueAt = nil
            giveUp(sequence, position, now: now)
        }
        stopAsking()
    }

    mutating func giveUp(_ delivery: Int, _ position: Int, now: Timestamp) {
        for (call, claim) in claims where claim.isUnderWay(of: delivery, position) {
            claims[call] = nil
            wakeNext(call, now: now)
        }
    }

    private mutating func stopWaiting(_ sequence: Int, now: Timestamp) {
        guard let index = deliveries.firstIndex(where: { $0.sequence == sequence }),
            let call = deliveries[index].waitsFor
        else { return }
        deliveries[index].waitsFor = nil
        wakeNext(call, now: now)
    }

    private mutating func wakeNext(_ call: String, now: Timestamp) {
        guard claims[call] == nil,
            let index = deliveries.firstIndex(where: { $0.waitsFor == call })
        else { return }
        deliveries[index].dueAt = now
    }

    private mutating func wakeAll(_ call: String, now: Timestamp) {
        for index in deliveries.indices where deliveries[index].waitsFor == call {
            deliveries[index].waitsFor = nil
            deliveries[index].dueAt = now
        }
    }

    mutating func postpone(_ step: DueStep, until: Timestamp) {
        leased.remove(Int(step.deliverySequence))
        change(step) { delivery in
            delivery.dueAt = until
            if step.attempts == 0 { delivery.firstDueAt = until }
        }
        stopWaiting(Int(step.deliverySequence), now: step.firstDueAt)
    }

    mutating func claim(
        _ step: DueStep, _ call: String, since: Timestamp, now: Timestamp
    ) -> ClaimAnswer {
        let (sequence, position) = (Int(step.deliverySequence), step.position)
        if let claim = claims[call], (claim.delivery, claim.position) != (sequence, position),
            let holder = deliveries.first(where: { $0.sequence == claim.delivery })
        {
            if let outcome = claim.outcome, claim.startedAt >= since {
                giveUp(sequence, position, now: now)
                stopWaiting(sequence, now: now)
                return .made(outcome: outcome, by: holder.id)
            }
            if claim.outcome == nil, holder.dueAt != nil, holder.position == claim.position {
                giveUp(sequence, position, now: now)
                stopWaiting(sequence, now: now)
                leased.remove(sequence)
                change(step) { delivery in
                    delivery.dueAt = now.adding(milliseconds: 900_000)
                    delivery.waitsFor = call
                }
                return .underWay
            }
        }
        if claims[call]?.isUnderWay(of: sequence, position) != true {
            giveUp(sequence, position, now: now)
            claims[call] = Claim(delivery: sequence, position: position, startedAt: now)
            stopWaiting(sequence, now: now)
        }
        return .granted
    }

    mutating func drop(_ step: DueStep) {
        giveUp(Int(step.deliverySequence), step.position, now: step.firstDueAt)
        stopWaiting(Int(step.deliverySequence), now: step.firstDueAt)
        leased.remove(Int(step.deliverySequence))
        deliveries.removeAll { $0.id == step.deliveryID }
        claims = claims.filter { $0.value.delivery != step.deliverySequence }
    }
}

extension JournalModel.Claim {
    func isUnderWay(of delivery: Int, _ position: Int) -> Bool {
        outcome == nil && self.delivery == delivery && self.position == position
    }
}

extension History {
    mutating func claim() async throws -> Bool {
        let free = held.indices.filter {
            held[$0].followed == nil && !begun.contains(held[$0].deliveryID)
        }
        guard let index = free.randomElement(using: &random) else { return true }
        let step = held[index]
        let call = "call \(Int.random(in: 0..<3, using: &random))"
        let since = now.adding(milliseconds: -Int64.random(in: 0...2_000, using: &random))
        last = "claim \(call) for \(step.deliveryID) since \(since)"
        let expected = model.claim(step, call, since: since, now: now)
        let found = try await journal.claim(step, call: call, since: since, now: now)
        switch found {
        case .granted: seen.insert("granted")
        case .made: seen.insert("made")
        case .underWay:
            seen.insert("underWay")
            held.remove(at: index)
        }
        return found == expected
    }

    mutating func postpone() async throws -> Bool {
        guard let step = take() else { return true }
        let later = now.adding(milliseconds: Int64.random(in: 0...50, using: &random))
        last = "postpone \(step.deliveryID) until \(later)"
        begun.remove(step.deliveryID)
        model.postpone(step, until: later)
        try await journal.postpone(step, until: later)
        return true
    }

    mutating func drop() async throws -> Bool {
        guard let step = take() else { return true }
        last = "drop \(step.deliveryID)"
        let isTried = model.deliveries.contains { $0.id == step.deliveryID && !$0.attempts.isEmpty }
        guard isTried else {
            model.drop(step)
            try await journal.drop(step)
            return true
        }
        held.append(step)
        return await failure { [journal] in try await journal.drop(step) }?.code == .damaged
    }

    mutating func poll() async throws -> Bool {
        last = "poll"
        let due = model.asked.filter { $0.value.at <= now }
            .sorted { ($0.value.at, $0.key) < ($1.value.at, $1.key) }
        let polls = try await journal.duePolls(now: now, limit: 99)
        guard try await journal.nextPoll() == model.asked.values.map(\.at).min(),
            polls.map(\.key) == due.map(\.key), polls.map(\.polls) == due.map(\.value.polls),
            polls.allSatisfy({ poll in
                poll.followers.map { Int($0.deliverySequence) }
                    == model.waiting(for: poll.key).map(\.sequence)
            })
        else { return false }
        guard let poll = polls.randomElement(using: &random) else { return true }
        var news: [Int64: News] = [:]
        for follower in poll.followers where Bool.random(using: &random) {
            news[follower.deliverySequence] = bad
        }
        let next = now.adding(milliseconds: Int64.random(in: 0...50, using: &random))
        model.asked[poll.key]?.at = next
        model.asked[poll.key]?.polls += 1
        model.tell(poll.key, now: now) { news[Int64($0.sequence)] }
        try await journal.recordPoll(poll, news: news, next: next, now: now)
        return true
    }
}
