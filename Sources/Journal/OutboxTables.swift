import Events
import JSON
import Lifecycle
import SQLite

// MARK: Messages that queue for their destination

extension JournalTables {
    @discardableResult
    func enqueue(
        _ step: DueStep, _ message: QueuedMessage, input: String, goingOn: Bool = false,
        now: Timestamp
    ) throws(JournalError) -> MessageTurn? {
        let (delivery, position) = (step.deliverySequence, step.position)
        try moveDelivery(
            delivery, from: position, .pending, to: position, dueAt: OutboxTable.notBeforeItsTurn)
        try journaled { () throws(SQLiteError) in
            try deliveries.setStep(
                delivery: delivery, position: position, status: .pending, result: nil)
            try deliveries.setMissingInput(delivery: delivery, position: position, input)
            try outbox.insert(delivery, message, queuedAt: step.firstDueAt)
            // It may have been told by another one between its recall and now.
            if queued[delivery] != nil, try outbox.row(delivery)?.digestedBy != nil {
                try deliveries.setDue(delivery, at: position, now)
            }
        }
        releaseAtCommit(delivery)
        try settle([queued[delivery], message.destination], now: now)
        unqueued.remove(delivery)
        guard goingOn, let turn = try immediateTurn(of: delivery, now: now) else { return nil }
        keepLease()
        return turn
    }

    /// The turn of a delivery that has just been queued; nil unless it is due, and while an attempt
    /// of an earlier one may be about to queue before it.
    private func immediateTurn(
        of delivery: Int64, now: Timestamp
    ) throws(JournalError) -> MessageTurn? {
        guard !unqueued.contains(where: { $0 < delivery }), let turn = try turn(of: delivery) else {
            return nil
        }
        let next = try journaled { () throws(SQLiteError) in
            try outbox.letGo(of: turn.destination)
        }
        guard let next, next.delivery == delivery, next.dueAt <= now else { return nil }
        return turn
    }

    /// Lets the next message of each destination go, one at a time. While an attempt is under way,
    /// none: its record will do this.
    func settle(_ destinations: [String?], now: Timestamp) throws(JournalError) {
        try journaled { () throws(SQLiteError) in
            for name in Set(destinations.compactMap { $0 }) { try settle(name, now: now) }
        }
    }

    private func settle(_ destination: String, now: Timestamp) throws(SQLiteError) {
        let before = try outbox.letGo(of: destination)
        if let before, isLeased(before.delivery) { return }
        try outbox.free(destination, now: now)
        guard let head = try outbox.head(of: destination) else { return }
        let earliest = [try self.destinations.nextAt(destination, now: now), head.heldUntil]
            .compactMap { $0 }.max()
        // Due for as long as it has waited, it goes before what is not even queued yet.
        let dueAt = earliest.flatMap { $0 > now ? $0 : nil } ?? min(head.queuedAt, now)
        if let before {
            // Who is due keeps the time since which it is.
            let isDueInTime = before.dueAt == dueAt || max(before.dueAt, dueAt) <= now
            if before.delivery == head.delivery, isDueInTime { return }
            try outbox.putBack(before.delivery)
        }
        try outbox.letGo(head.delivery, dueAt: dueAt)
    }

    /// Takes the message of a delivery out of its queue that has ended.
    func leaveQueue(_ delivery: Int64, now: Timestamp) throws(JournalError) {
        let destination = try journaled { () throws(SQLiteError) in try outbox.delete(delivery) }
        try settle([destination], now: now)
    }

    /// What a leased delivery's turn is like; nil when it is in no queue, or has been called back.
    func turn(of delivery: Int64) throws(JournalError) -> MessageTurn? {
        let row = try journaled { () throws(SQLiteError) in try outbox.row(delivery) }
        queued[delivery] = row?.destination
        guard let row, row.isQueued || row.digestedBy != nil else { return nil }
        return MessageTurn(
            destination: row.destination, queuedAt: row.message.queuedAt, digestedBy: row.digestedBy
        )
    }

    /// What the end of an attempt means for its destination and for those who queue there. What has
    /// nothing to do with a queue costs nothing.
    func settleMessage(of record: StepRecord, now: Timestamp) throws(JournalError) {
        let delivery = record.deliverySequence
        guard record.message != nil || queued[delivery] != nil else { return }
        try journaled { () throws(SQLiteError) in
            if let message = record.message { try keep(message, of: delivery, now: now) }
            guard let destination = queued[delivery] else { return }
            guard case .wait(let until) = record.transition else {
                _ = try outbox.delete(delivery)
                return
            }
            // A pause of its own, longer than its destination's: the others do not wait for it.
            let next = try self.destinations.nextAt(destination, now: now)
            if next.map({ $0 < until }) ?? true { try outbox.hold(delivery, until: until) }
        }
        try settle([queued[delivery], record.message?.destination], now: now)
    }

    private func keep(
        _ message: MessageRecord, of delivery: Int64, now: Timestamp
    ) throws(SQLiteError) {
        try destinations.set(message.destination, message.state, at: now)
        for (key, told) in message.told {
            try destinations.remember(told, by: message.destination, about: key)
        }
        // What the digest has told is known from now on, the newest last.
        for member in Set(message.digested + [delivery]).sorted() where !message.digested.isEmpty {
            guard let row = try outbox.row(member), row.destination == message.destination,
                row.digestedBy == nil, let (key, told) = row.condition(toldAt: now)
            else { continue }
            try destinations.remember(told, by: message.destination, about: key)
        }
        for other in message.digested where other != delivery {
            try outbox.digest(
                other, by: delivery, of: message.destination, now: now, on: connection)
        }
    }

    /// A message that is put off after all holds up nobody.
    func holdQueued(_ step: DueStep, until: Timestamp) throws(JournalError) {
        guard let destination = queued[step.deliverySequence] else { return }
        try journaled { () throws(SQLiteError) in
            try outbox.hold(step.deliverySequence, until: until)
        }
        try settle([destination], now: step.firstDueAt)
    }

    /// Takes a leased message out of its queue, which goes on without it.
    func putAside(_ step: DueStep, now: Timestamp) throws(JournalError) {
        try journaled { () throws(SQLiteError) in try outbox.putAside(step.deliverySequence) }
        try settle([queued[step.deliverySequence]], now: now)
    }
}

// MARK: Reading

extension JournalTables {
    func destination(_ name: String) throws(JournalError) -> DestinationState {
        try journaled { () throws(SQLiteError) in try destinations.state(name) }
            ?? DestinationState()
    }

    func destinationSummaries() throws(JournalError) -> [DestinationSummary] {
        try journaled { () throws(SQLiteError) in try destinations.summaries() }
    }

    /// What cannot be read was written by another version; nothing depends on it.
    func told(
        to destination: String, about keys: [String]
    ) throws(JournalError) -> [String: ToldMessage] {
        var messages: [String: ToldMessage] = [:]
        for key in keys {
            let text = try journaled { () throws(SQLiteError) in
                try destinations.told(to: destination, about: key)
            }
            guard let text, let json = try? JSONValue(kept: text, as: "a message") else { continue }
            messages[key] = ToldMessage(json: json)
        }
        return messages
    }

    func began(_ story: String) throws(JournalError) -> Timestamp? {
        try journaled { () throws(SQLiteError) in try destinations.began(story) }
    }

    func begin(_ stories: [StoryBeginning]) throws(JournalError) {
        try journaled { () throws(SQLiteError) in
            for story in stories { try destinations.begin(story) }
        }
    }

    func waiting(
        with step: DueStep, limit: Int, now: Timestamp
    ) throws(JournalError) -> WaitingGroup? {
        let delivery = step.deliverySequence
        return try journaled { () throws(SQLiteError) in
            guard let own = try outbox.row(delivery), own.isQueued else { return nil }
            let others = try outbox.waiting(
                own.destination, group: own.group, limit: limit, now: now
            ).filter { $0.delivery != delivery }
            return WaitingGroup([own.message] + others.prefix(max(0, limit - 1)))
        }
    }
}

extension DueStep {
    /// The last call before this step, in the same list, that has succeeded.
    func lastCall(of results: [StepResult]) throws(JournalError) -> JSONValue? {
        let first = isOnFailure ? plan.steps.count : 0
        for result in results.sorted(by: { $0.position > $1.position })
        where result.isSucceeded && (first..<position).contains(result.position) {
            let steps = plan.steps + plan.onFailure
            guard case .call(let name) = steps[result.position].action else { continue }
            return [
                "name": .string(name), "result": try JSONValue(kept: result.text, as: "a result"),
            ]
        }
        return nil
    }
}

extension WaitingGroup {
    /// Headlines that a digest shows.
    private static let headlinesMax = 8
    /// The gravest first; what has another name comes last.
    private static let severities = ["critical", "error", "warning", "success", "info"]

    init?(_ messages: [WaitingRow]) {
        guard let since = messages.map(\.queuedAt).min() else { return nil }
        let rows = messages.sorted { $0.delivery < $1.delivery }
        func weight(_ row: WaitingRow) -> Int {
            Self.severities.firstIndex(of: row.severity) ?? Self.severities.count
        }
        let shown = rows.sorted {
            (weight($0), $0.queuedAt, $0.delivery) < (weight($1), $1.queuedAt, $1.delivery)
        }
        self.init(
            messages: WaitingMessages(
                count: rows.count, since: since,
                severities: rows.reduce(into: [:]) { $0[$1.severity, default: 0] += 1 },
                headlines: shown.prefix(Self.headlinesMax).map(\.headline)),
            deliveries: rows.map(\.delivery))
    }
}
