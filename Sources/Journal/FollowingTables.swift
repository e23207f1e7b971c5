import Events
import JSON
import Lifecycle
import SQLite

// MARK: Following

extension JournalTables {
    /// Followers read for one question. The answer to it may be another one for each of them; those
    /// beyond are served by the next question, which is due at once.
    static let followersMax = 1_000

    func follow(
        _ delivery: Int64, _ following: Following, news: String?, deadline: Timestamp,
        pollAt: Timestamp
    ) throws(JournalError) {
        try journaled { () throws(SQLiteError) in
            try follows.insert(delivery, following, deadline: deadline, news: news)
            guard news == nil, let poll = following.poll else { return }
            try follows.ask(following.key, poll.serialized(), at: pollAt)
        }
    }

    /// What a following step waits for.
    func followed(_ delivery: Int64, result: String?) throws(JournalError) -> FollowedStep {
        let follower = try journaled { () throws(SQLiteError) in try follows.follower(delivery) }
        guard let follower else {
            throw JournalError(.damaged, "delivery \(delivery) follows nothing")
        }
        let told = try JSONValue?(kept: follower.news, as: "news")
        let news = told.flatMap(News.init(json:))
        guard (news == nil) == (told == nil) else {
            throw JournalError(.damaged, "news for delivery \(delivery) is no news")
        }
        return FollowedStep(
            key: follower.key, deadline: follower.deadline, news: news,
            result: try JSONValue?(kept: result, as: "a result") ?? .null)
    }

    func keep(_ item: EventNews, now: Timestamp) throws(JournalError) {
        try journaled { () throws(SQLiteError) in
            try follows.keep(
                item.news.json.serialized(), of: item.key, fromEvent: item.eventSequence, now: now)
        }
    }
}

// MARK: Causes

extension JournalTables {
    func hasCaused(_ key: String, rule: String) throws(JournalError) -> Bool {
        try journaled { () throws(SQLiteError) in try follows.hasCaused(key, rule: rule) }
    }
}

extension JournalTables {
    func adopt(
        _ key: String, rule: String, marks: ClosedRange<String>
    ) throws(JournalError) -> Bool {
        try journaled { () throws(SQLiteError) in
            try follows.adopt(key, rule: rule, marks: marks, on: connection)
        }
    }
}

// MARK: Asking for news

extension JournalTables {
    /// Those of `open` cost nothing but their row.
    func duePolls(
        now: Timestamp, limit: Int, except open: Set<String>, buried: (String) -> Void = { _ in }
    ) throws(JournalError) -> [DuePoll] {
        let rows = try journaled { () throws(SQLiteError) in
            try follows.polls(at: now, limit: open.count + limit)
        }
        var polls: [DuePoll] = []
        for row in rows.filter({ !open.contains($0.key) }).prefix(limit) {
            guard let poll = try? JSONValue(kept: row.poll, as: "a poll") else {
                try tell { (follows) throws(SQLiteError) in
                    try follows.tellAll(Self.unreadable, of: row.key, now: now)
                }
                buried(row.key)
                continue
            }
            let followers = try followers(of: row, now: now, buried: buried)
            guard !followers.isEmpty else { continue }
            polls.append(
                DuePoll(
                    key: row.key, poll: poll, polls: row.polls, followers: followers,
                    joinedAt: row.joinedAt))
        }
        return polls
    }

    /// What those are told whose row cannot be read, so that their steps end.
    private static var unreadable: String {
        News.failed(.invalidInput, message: "the journal's row cannot be read", report: [:])
            .json.serialized()
    }

    /// The next part of those who wait. Who cannot be read waits no more, and somebody else takes
    /// the place.
    private func followers(
        of row: PollRow, now: Timestamp, buried: (String) -> Void
    ) throws(JournalError) -> [DuePoll.Follower] {
        while true {
            var followers: [DuePoll.Follower] = []
            var damaged: [Int64] = []
            for follower in try waiting(for: row.key, after: row.served) {
                if let baseline = try? JSONValue(kept: follower.baseline, as: "a baseline") {
                    followers.append(
                        DuePoll.Follower(
                            deliverySequence: follower.delivery, baseline: baseline))
                } else {
                    damaged.append(follower.delivery)
                }
            }
            if damaged.isEmpty { return followers }
            try tell { (follows) throws(SQLiteError) in
                for delivery in damaged {
                    try follows.tell(
                        delivery, Self.unreadable, of: row.key, now: now, on: connection)
                }
                try follows.stopAsking(row.key)
            }
            buried(row.key)
        }
    }

    /// A transaction of its own, as reading is none.
    private func tell(
        _ body: (FollowTable) throws(SQLiteError) -> Void
    ) throws(JournalError) {
        try transaction { (tables: JournalTables) throws(JournalError) in
            try journaled { () throws(SQLiteError) in try body(tables.follows) }
        }
    }

    /// The next part of those who wait; when that part has gone meanwhile, from the first on.
    private func waiting(
        for key: String, after served: Int64
    ) throws(JournalError) -> [(delivery: Int64, baseline: String)] {
        try journaled { () throws(SQLiteError) in
            let rest = try follows.waiting(for: key, after: served, limit: Self.followersMax)
            guard rest.isEmpty else { return rest }
            return try follows.waiting(for: key, after: 0, limit: Self.followersMax)
        }
    }

    func nextPoll() throws(JournalError) -> Timestamp? {
        try journaled { () throws(SQLiteError) in try follows.nextPoll() }
    }

    func recordPoll(
        _ poll: DuePoll, news: [Int64: News], next: Timestamp, now: Timestamp
    ) throws(JournalError) {
        let key = poll.key
        try journaled { () throws(SQLiteError) in
            for (delivery, item) in news {
                try follows.tell(
                    delivery, item.json.serialized(), of: key, now: now, on: connection)
            }
            if let served = try servedPart(of: poll) {
                try follows.setServed(key, through: served)
            } else {
                try follows.setNextPoll(key, at: next, joined: poll.joinedAt)
            }
            try follows.stopAsking(key)
        }
    }

    func putOff(_ poll: DuePoll, until: Timestamp) throws(JournalError) {
        try journaled { () throws(SQLiteError) in try follows.putOff(poll.key, until: until) }
    }

    /// The last one served, when there are more than were read.
    private func servedPart(of poll: DuePoll) throws(SQLiteError) -> Int64? {
        guard poll.followers.count >= Self.followersMax,
            let last = poll.followers.last?.deliverySequence,
            try !follows.waiting(for: poll.key, after: last, limit: 1).isEmpty
        else { return nil }
        return last
    }
}

// MARK: Steps that wait

extension JournalTables {
    /// A call under way elsewhere is asked about again after this, 15 minutes, should its end go
    /// unheard.
    static let claimPauseMilliseconds: Int64 = 900_000

    func postpone(_ step: DueStep, until: Timestamp) throws(JournalError) {
        let delivery = step.deliverySequence
        try setDue(step, until)
        try journaled { () throws(SQLiteError) in
            if step.attempts == 0 {
                try deliveries.setFirstDue(delivery, at: step.position, until)
            }
            if step.coalesces { try calls.stopWaiting(delivery, now: step.firstDueAt) }
        }
        try holdQueued(step, until: until)
    }

    /// The step is due then, and its lease is given back.
    private func setDue(_ step: DueStep, _ time: Timestamp) throws(JournalError) {
        let delivery = step.deliverySequence
        try journaled { () throws(SQLiteError) in
            try deliveries.setDue(delivery, at: step.position, time)
        }
        guard connection.changes() == 1 else { throw Self.elsewhere(delivery, step.position) }
        releaseAtCommit(delivery)
    }

    func claim(
        _ step: DueStep, call key: [UInt8], since: Timestamp, now: Timestamp
    ) throws(JournalError) -> ClaimAnswer {
        let (delivery, position) = (step.deliverySequence, step.position)
        let holder = try journaled { () throws(SQLiteError) in try calls.holder(key) }
        let answer = try holder?.answer(to: step, since: since, now: now) ?? .granted
        if let holder, holder.isUnderWay, holder.isHeld(by: step) { return answer }
        try journaled { () throws(SQLiteError) in
            // What the step claimed before was another call, which it will not make now.
            try calls.giveUp(delivery: delivery, position: position, now: now)
            if answer == .granted {
                try calls.take(key, delivery: delivery, position: position, now: now)
            }
            try calls.stopWaiting(delivery, now: now)
            if answer == .underWay { try calls.wait(for: key, delivery: delivery) }
        }
        // Waiting for another's call is no turn of the step's own: its time to try goes on.
        if answer == .underWay {
            try setDue(step, now.adding(milliseconds: Self.claimPauseMilliseconds))
        }
        return answer
    }

    /// What the end of an attempt means for those who wait for the same call. A step that is tried
    /// again, or followed, still holds what it has claimed.
    func settleCall(of record: StepRecord, now: Timestamp) throws(SQLiteError) {
        let (delivery, position) = (record.deliverySequence, record.position)
        if let shared = record.shared {
            try calls.setOutcome(
                shared, delivery: delivery, position: position,
                startedAt: record.attempt.startedAt, now: now)
        }
        switch record.transition {
        case .wait, .follow: break
        case .move, .end: try calls.giveUp(delivery: delivery, position: position, now: now)
        }
        try calls.stopWaiting(delivery, now: now)
    }
}

extension CallTable.Holder {
    var isUnderWay: Bool { outcome == nil }

    func isHeld(by step: DueStep) -> Bool {
        delivery == step.deliverySequence && position == step.position
    }

    /// Its own call of an earlier time tells a step nothing: it has been asked to make it again.
    /// Nor does one of a later time: the clock was set back since, and it would last for as long.
    func answer(
        to step: DueStep, since: Timestamp, now: Timestamp
    ) throws(JournalError) -> ClaimAnswer {
        if isHeld(by: step) { return .granted }
        guard let outcome else { return isThere ? .underWay : .granted }
        let latest = now.adding(milliseconds: DestinationTable.clockStepMilliseconds)
        guard since <= startedAt, startedAt <= latest else { return .granted }
        return .made(outcome: try JSONValue(kept: outcome, as: "an outcome"), by: deliveryID)
    }
}
