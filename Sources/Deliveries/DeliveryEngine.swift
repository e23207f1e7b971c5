import Actions
package import Events
package import Journal
package import Lifecycle
import Rules
package import Telemetry

/// The engine: new events are planned, due steps are attempted, outcomes are recorded. It holds no
/// state that matters: everything it would need after a crash is in the journal.
package actor DeliveryEngine {
    /// What the engine works with.
    package struct Parts: Sendable {
        let journal: any EventJournal
        let directions: @Sendable () -> Directions
        let ids: IDSource
        let surroundings: Surroundings
        let logger: Logger
        /// Told the `intake.id` of an event of which something is in the journal that whoever waits
        /// for its outcome wants to know: a delivery has ended, or no rule wants the event.
        let settled: @Sendable (String) -> Void
        /// Told of each attempt that has ended and is recorded.
        let attempted: @Sendable (AttemptEnd) -> Void
        let underWay = CallsUnderWay()
        /// Told that there is something to ask for news.
        let polling: AsyncStream<Void>.Continuation
        let polls: AsyncStream<Void>

        package init(
            journal: any EventJournal, directions: @escaping @Sendable () -> Directions,
            ids: IDSource, surroundings: Surroundings = .system, logger: Logger,
            settled: @escaping @Sendable (String) -> Void = { _ in },
            attempted: @escaping @Sendable (AttemptEnd) -> Void = { _ in }
        ) {
            self.journal = journal
            self.directions = directions
            self.ids = ids
            self.surroundings = surroundings
            self.logger = logger
            self.settled = settled
            self.attempted = attempted
            (polls, polling) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        }
    }

    private let parts: Parts
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation
    private var inFlight = 0
    private var isStopped = false
    private var timer: Task<Void, Never>?

    /// Attempts under way at once. Each costs one connection at most and no thread.
    static let inFlightMax = 256
    /// Events planned in one commit.
    private static let plannedEventsMax = 256
    /// How long to leave a journal alone that refuses to work.
    private static let journalPauseMilliseconds: Int64 = 1_000
    /// Due times are told by the wall clock, which may be set while the engine sleeps.
    static let sleepMillisecondsMax: Int64 = 60_000

    package init(_ parts: Parts) {
        self.parts = parts
        (wakeups, wakeup) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Works until `stop`, then waits for the attempts under way. Cancelling the calling task cuts
    /// those short; their steps stay due.
    package func run() async {
        let watch = Task { [wakeup, journal = parts.journal] in
            for await _ in journal.wakeups { wakeup.yield() }
        }
        defer { watch.cancel() }
        let news = NewsService(parts: parts, wakeups: parts.polls) { [wakeup] in wakeup.yield() }
        let asking = Task { await news.run() }
        await queueAnew()
        wakeup.yield()
        await withDiscardingTaskGroup { group in
            for await _ in wakeups {
                if isStopped { break }
                await turn(in: &group)
            }
            timer?.cancel()
            asking.cancel()
        }
        await asking.value
    }

    /// Lets everybody who waits for a turn ask for it again: there are no turns from before a
    /// start, and those of another rate are worth nothing. Destinations that were gone are asked
    /// once more.
    package func queueAnew(messages: Bool = true, calls: Bool = true) async {
        do throws(JournalError) {
            try await parts.journal.queueAnew(
                messages: messages, calls: calls, now: parts.surroundings.clock.now())
        } catch {
            _ = pause(after: error)
        }
        wakeup.yield()
    }

    /// Asks `run` to begin nothing new and to return.
    package func stop() {
        isStopped = true
        wakeup.yield()
    }

    /// Plans and starts what can be. Neither half stands in the way of the other: events that
    /// cannot be read must not hold up due steps, nor a flood of new ones.
    private func turn(in group: inout DiscardingTaskGroup) async {
        let now = parts.surroundings.clock.now()
        var pauses: [Int64] = []
        do throws(JournalError) {
            if try await planNewEvents() { wakeup.yield() }
        } catch {
            pauses.append(pause(after: error))
        }
        do throws(JournalError) {
            if let pause = try await startDueSteps(in: &group) { pauses.append(pause) }
        } catch {
            pauses.append(pause(after: error))
        }
        if let nearest = pauses.min() { wake(at: now.adding(milliseconds: nearest)) }
    }

    private func pause(after error: JournalError) -> Int64 {
        parts.logger.error("the journal cannot be used", ["reason": .string("\(error)")])
        return Self.journalPauseMilliseconds
    }

    // MARK: Rules

    /// Plans the next new events; true when there may be more.
    private func planNewEvents() async throws(JournalError) -> Bool {
        let events = try await parts.journal.unplanned(limit: Self.plannedEventsMax) {
            [parts] event in
            parts.logger.error("an event cannot be read", ["event": .string(event)])
            parts.settled(event)
        }
        guard let last = events.last else { return false }
        let rules = parts.directions().rules
        var deliveries: [NewDelivery] = []
        var unwanted: [String] = []
        var news: [EventNews] = []
        var stories: [StoryBeginning] = []
        let snapshots = events.compactMap { ActionCatalog.completedSnapshot(in: $0.event) }
        for stored in events {
            let plans = rules.plan(stored.event)
            if plans.isEmpty { unwanted.append(stored.event.intake.id) }
            if let told = EventNews(stored) { news.append(told) }
            if let begun = StoryBeginning(stored, isWanted: !plans.isEmpty) {
                stories.append(begun)
            }
            deliveries += plans.map { plan in
                NewDelivery(id: parts.ids.next(), eventSequence: stored.sequence, plan: plan)
            }
        }
        // Before the events count as planned: after a crash they are told of again.
        if !snapshots.isEmpty { try await parts.journal.keep(snapshots) }
        try await parts.journal.recordPlans(
            through: last.sequence, deliveries, news: news, stories: stories,
            now: parts.surroundings.clock.now())
        for id in unwanted { parts.settled(id) }
        return true
    }

    // MARK: Actions

    /// Starts what is due; returns how many milliseconds later there may be something to do, when
    /// no wake-up tells.
    private func startDueSteps(
        in group: inout DiscardingTaskGroup
    ) async throws(JournalError) -> Int64? {
        guard inFlight < Self.inFlightMax, !isStopped else { return nil }
        let now = parts.surroundings.clock.now()
        let due = try await parts.journal.lease(now: now, limit: Self.inFlightMax - inFlight) {
            [parts, wakeup] event in
            parts.logger.error("a delivery cannot be read", ["event": .string(event)])
            parts.settled(event)
            // Whoever waited behind it may be due now.
            wakeup.yield()
        }
        // Whether such a call was made, and what it has brought about, its end will tell.
        for step in due where step.isInDoubt {
            parts.underWay.add(step, at: Timestamp(milliseconds: .min))
        }
        for step in due {
            // The journal took its time; whoever asked for the end meanwhile gets it.
            guard !isStopped, !Task.isCancelled else {
                await parts.journal.release(step)
                continue
            }
            inFlight += 1
            group.addTask {
                await Attempt(step, with: self.parts).carryOut()
                self.parts.underWay.remove(step)
                await self.attemptEnded()
            }
        }
        // With a free place and nothing due, the next thing to happen has a time.
        guard inFlight < Self.inFlightMax,
            let next = try await parts.journal.nextDue(after: now)
        else { return nil }
        return min(max(next.milliseconds - now.milliseconds, 1), Self.sleepMillisecondsMax)
    }

    private func attemptEnded() {
        inFlight -= 1
        wakeup.yield()
    }

    private func wake(at time: Timestamp) {
        timer?.cancel()
        timer = Task { [wakeup, surroundings = parts.surroundings] in
            await surroundings.sleep(until: time)
            // A timer that was put aside wakes nobody.
            if !Task.isCancelled { wakeup.yield() }
        }
    }
}

extension EventNews {
    /// Nil for an event that tells no end of anything.
    fileprivate init?(_ stored: StoredEvent) {
        guard let sighting = ActionCatalog.sighting(of: stored.event), let news = sighting.news
        else { return nil }
        self.init(eventSequence: stored.sequence, key: sighting.key, news: news)
    }
}

extension StoryBeginning {
    /// Nil for an event that begins nothing, and for one that nobody will hear of.
    fileprivate init?(_ stored: StoredEvent, isWanted: Bool) {
        guard let story = ActionCatalog.story(of: stored.event),
            isWanted || ActionCatalog.sighting(of: stored.event) != nil
        else { return nil }
        self.init(key: story.key, at: story.at)
    }
}

/// What a test puts in the place of time and chance.
package struct Surroundings: Sendable {
    package let clock: WallClock
    /// Returns after that many milliseconds, or at once when the task is cancelled.
    package let sleep: @Sendable (Int64) async -> Void
    /// From 0 up to 1.
    package let random: @Sendable () -> Double

    package init(
        clock: WallClock, sleep: @escaping @Sendable (Int64) async -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.clock = clock
        self.sleep = sleep
        self.random = random
    }

    /// Returns at that time, or at once when it has passed or the task is cancelled.
    func sleep(until time: Timestamp) async {
        let milliseconds = time.milliseconds - clock.now().milliseconds
        if milliseconds > 0 { await sleep(milliseconds) }
    }

    package static let system = Surroundings(
        clock: .system, sleep: { try? await Task.sleep(for: .milliseconds($0)) },
        random: { Double.random(in: 0..<1) })
}
