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
        let layout: @Sendable () -> QueueLayout
        let ids: IDSource
        let surroundings: Surroundings
        let logger: Logger
        /// Told the `intake.id` of an event of which something is in the journal that whoever waits
        /// for its outcome wants to know: a delivery has ended, or no rule wants the event.
        let settled: @Sendable (String) -> Void
        /// Told of each attempt that has ended and is recorded.
        let attempted: @Sendable (AttemptEnd) -> Void
        let underWay = CallsUnderWay()
        let limits: Limits
        let destinations: CallDestinations
        /// Told that there is something to ask for news.
        let polling: AsyncStream<Void>.Continuation
        let polls: AsyncStream<Void>

        package init(
            journal: any EventJournal, directions: @escaping @Sendable () -> Directions,
            layout: @escaping @Sendable () -> QueueLayout,
            ids: IDSource, surroundings: Surroundings = .system, limits: Limits = Limits(),
            logger: Logger,
            settled: @escaping @Sendable (String) -> Void = { _ in },
            attempted: @escaping @Sendable (AttemptEnd) -> Void = { _ in }
        ) {
            self.journal = journal
            self.directions = directions
            self.layout = layout
            self.ids = ids
            self.surroundings = surroundings
            self.limits = limits
            destinations = CallDestinations(attemptsMax: limits.attemptsPerPlaceMax)
            self.logger = logger
            self.settled = settled
            self.attempted = attempted
            (polls, polling) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        }
    }

    /// How much is under way at once.
    package struct Limits: Sendable {
        /// Attempts. Each costs one connection at most and no thread.
        let inFlightMax: Int
        /// What the events of leased steps take of memory, but for one lease; bytes.
        let leasedBytesMax: Int

        /// - Parameter inFlightMax: at least 1, and no more than there are connections.
        package init(inFlightMax: Int = 4_096, leasedBytesMax: Int = 64 << 20) {
            self.inFlightMax = inFlightMax
            self.leasedBytesMax = leasedBytesMax
        }

        /// As many as there are connections to one server.
        var attemptsPerPlaceMax: Int { max(inFlightMax / 4, 1) }
    }

    private let parts: Parts
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation
    private var inFlight = 0
    /// What the events of the steps in flight take of memory.
    private var leasedBytes = 0
    private var isStopped = false
    /// Whether those who wait for a turn wait for one that these directions would give.
    private var isLaidOut = false
    private var timer: Task<Void, Never>?
    private var watch: ClockWatch
    /// By how many milliseconds deadlines are still to be moved, because the clock was set.
    private var unmovedMilliseconds: Int64 = 0
    /// Steps that are due later than this after now are still to be recalled, in milliseconds: the
    /// clock may have been set back since; nil when there are none.
    private var recalledBeyond: Int64? = DeliveryEngine.pauseMillisecondsMax
    /// The following of the clock that is under way.
    private var following: Task<Result<Void, JournalError>, Never>?

    /// Steps handed out at once: intake waits for the journal as long as it reads them.
    private static let leasedMax = 256
    /// No pause of a step is longer, but for one that waits for a rate: that one asks anew.
    private static let pauseMillisecondsMax: Int64 = 3_600_000
    /// Events planned in one commit.
    private static let plannedEventsMax = 256
    /// How long to leave a journal alone that refuses to work.
    private static let journalPauseMilliseconds: Int64 = 1_000
    /// Due times are told by the wall clock, which may be set while the engine sleeps.
    static let sleepMillisecondsMax: Int64 = 60_000

    package init(_ parts: Parts) {
        self.parts = parts
        watch = ClockWatch(parts.surroundings.clock.now(), elapsed: parts.surroundings.elapsed())
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

    /// Has a look at other directions before the next step begins.
    package func directionsChanged() {
        isLaidOut = false
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
        var ends: [Int64] = []
        var planned: Int?
        do throws(JournalError) {
            planned = try await planNewEvents()
            // There may be more.
            if planned != nil { wakeup.yield() }
        } catch {
            ends.append(endOfPause(after: error))
        }
        do throws(JournalError) {
            // Before the look at the clock: what passes from here on is part of the pause.
            let elapsed = parts.surroundings.elapsed()
            // The clock may be set at any time: what is due is due by the time that was looked at.
            let now = try await followClock()
            try await layOut(now)
            let leasedMax = Self.leasedMax(beside: planned)
            if let pause = try await startDueSteps(at: now, upTo: leasedMax, in: &group) {
                ends.append(elapsed + pause)
            }
        } catch {
            ends.append(endOfPause(after: error))
        }
        if let nearest = ends.min() { wake(at: nearest) }
    }

    private func endOfPause(after error: JournalError) -> Int64 {
        parts.logger.error("the journal cannot be used", ["reason": .string("\(error)")])
        return parts.surroundings.elapsed() + Self.journalPauseMilliseconds
    }

    /// Steps handed out after a look for new events that has found so many deliveries; nil where it
    /// has found no event.
    ///
    /// While events come in, little is done of a backlog: what its attempts read and write would
    /// hold up the acknowledgements of the next ones. The steps of new deliveries shall not become
    /// a backlog themselves.
    static func leasedMax(beside planned: Int?) -> Int {
        min(planned.map { 4 + 4 * $0 } ?? leasedMax, leasedMax)
    }

    /// Lets those who wait for a turn ask for it again when it is worth nothing under these
    /// directions; those of before a start are as good as any. Destinations that were gone are
    /// asked once more.
    private func layOut(_ now: Timestamp) async throws(JournalError) {
        guard !isLaidOut else { return }
        // Before anything is awaited: other directions may come meanwhile.
        isLaidOut = true
        let wanted = parts.layout()
        do throws(JournalError) {
            let known = try await parts.journal.layout()
            try await parts.journal.queueAnew(
                messages: known?.messages != wanted.messages, calls: known?.calls != wanted.calls,
                now: now)
            if known != wanted { try await parts.journal.setLayout(wanted) }
        } catch {
            isLaidOut = false
            throw error
        }
    }

    // MARK: The clock

    /// What waits for a time is moved when the clock was set: an hour stays an hour. Returns the
    /// time that it was moved to, after what somebody else is moving.
    @discardableResult
    private func followClock() async throws(JournalError) -> Timestamp {
        while let following { try await end(of: following).get() }
        let now = parts.surroundings.clock.now()
        let jump = watch.look(now, elapsed: parts.surroundings.elapsed())
        if jump != 0 {
            parts.logger.warning("the clock was set", ["milliseconds": .integer(Int(jump))])
            unmovedMilliseconds += jump
            if jump < 0 { recalledBeyond = 0 }
        }
        guard unmovedMilliseconds != 0 || recalledBeyond != nil else { return now }
        let task = Task { () async -> Result<Void, JournalError> in
            do throws(JournalError) { return .success(try await moveTimes(now)) } catch {
                return .failure(error)
            }
        }
        following = task
        try await end(of: task).get()
        return now
    }

    /// Whoever is first behind the end makes room: the others may not let go of the actor before.
    private func end(
        of task: Task<Result<Void, JournalError>, Never>
    ) async -> Result<Void, JournalError> {
        let result = await task.value
        if following == task { following = nil }
        return result
    }

    private func moveTimes(_ now: Timestamp) async throws(JournalError) {
        if unmovedMilliseconds != 0 {
            try await parts.journal.moveDeadlines(by: unmovedMilliseconds)
            unmovedMilliseconds = 0
        }
        guard let beyond = recalledBeyond else { return }
        let latest = now.adding(milliseconds: beyond)
        while try await parts.journal.recallParked(beyond: latest, now: now) > 0 {}
        // Whose queue waits for a time that was told by another clock.
        if beyond == 0 { try await parts.journal.queueAnew(messages: true, calls: false, now: now) }
        recalledBeyond = nil
    }

    // MARK: Rules

    /// Plans the next new events; returns how many deliveries they have, nil without any event.
    private func planNewEvents() async throws(JournalError) -> Int? {
        let events = try await parts.journal.unplanned(limit: Self.plannedEventsMax) {
            [parts] event in
            parts.logger.error("an event cannot be read", ["event": .string(event)])
            parts.settled(event)
        }
        guard let last = events.last else { return nil }
        let rules = parts.directions().rules
        var deliveries: [NewDelivery] = []
        var unwanted: [String] = []
        var news: [EventNews] = []
        var stories: [StoryBeginning] = []
        var snapshots: [SnapshotSighting] = []
        for stored in events {
            let plans = rules.plan(stored.event)
            if plans.isEmpty { unwanted.append(stored.event.intake.id) }
            if let snapshot = ActionCatalog.completedSnapshot(in: stored.event) {
                snapshots.append(snapshot)
            }
            let sighting = ActionCatalog.sighting(of: stored.event)
            if let told = EventNews(stored, sighting) { news.append(told) }
            // Of what nobody will hear of, nothing begins.
            if sighting != nil || !plans.isEmpty, let begun = StoryBeginning(stored) {
                stories.append(begun)
            }
            deliveries += plans.map { plan in
                NewDelivery(id: parts.ids.next(), eventSequence: stored.sequence, plan: plan)
            }
        }
        try await parts.journal.recordPlans(
            through: last.sequence, deliveries, news: news, stories: stories,
            snapshots: snapshots, now: parts.surroundings.clock.now())
        for id in unwanted { parts.settled(id) }
        return deliveries.count
    }

    // MARK: Actions

    /// Starts what is due; returns how many milliseconds later there may be something to do, when
    /// no wake-up tells.
    private func startDueSteps(
        at now: Timestamp, upTo leasedMax: Int, in group: inout DiscardingTaskGroup
    ) async throws(JournalError) -> Int64? {
        guard hasRoom, !isStopped else { return nil }
        let actions = parts.directions().actions
        let due = try await parts.journal.lease(
            now: now, limit: min(parts.limits.inFlightMax - inFlight, leasedMax),
            gate: parts.destinations.gate(at: now, actions.place(ofCall:))
        ) { [parts, wakeup] event in
            parts.logger.error("a delivery cannot be read", ["event": .string(event)])
            parts.settled(event)
            // Whoever waited behind it may be due now.
            wakeup.yield()
        }
        if due.mayHaveMore { wakeup.yield() }
        // Whether such a call was made, and what it has brought about, its end will tell.
        for step in due.steps where step.isInDoubt {
            parts.underWay.add(step, at: Timestamp(milliseconds: .min))
        }
        for step in due.steps {
            // The journal took its time; whoever asked for the end meanwhile gets it.
            guard !isStopped, !Task.isCancelled else {
                await parts.journal.release(step)
                continue
            }
            inFlight += 1
            leasedBytes += step.byteCount
            let place = step.followed == nil ? actions.place(ofCall: step.step) : nil
            if let place { parts.destinations.enter(place, step, at: now) }
            group.addTask {
                await Attempt(step, with: self.parts) { () throws(JournalError) in
                    try await self.followClock()
                }.carryOut()
                self.parts.underWay.remove(step)
                if let place { self.parts.destinations.leave(place, step) }
                await self.attemptEnded(step)
            }
        }
        // With a free place and nothing due, the next thing to happen has a time.
        guard hasRoom, let next = try await parts.journal.nextDue(after: now) else { return nil }
        return min(max(next.milliseconds - now.milliseconds, 1), Self.sleepMillisecondsMax)
    }

    /// One step goes however large its event is.
    private var hasRoom: Bool {
        inFlight < parts.limits.inFlightMax
            && (inFlight == 0 || leasedBytes < parts.limits.leasedBytesMax)
    }

    private func attemptEnded(_ step: DueStep) {
        inFlight -= 1
        leasedBytes -= step.byteCount
        wakeup.yield()
    }

    /// By the clock that nobody sets: the other may be set back before the sleep begins.
    private func wake(at elapsed: Int64) {
        timer?.cancel()
        timer = Task { [wakeup, surroundings = parts.surroundings] in
            await surroundings.sleepUntil(elapsed)
            // A timer that was put aside wakes nobody.
            if !Task.isCancelled { wakeup.yield() }
        }
    }
}

extension EventNews {
    /// Nil for an event that tells no end of anything.
    fileprivate init?(_ stored: StoredEvent, _ sighting: Sighting?) {
        guard let sighting, let news = sighting.news else { return nil }
        self.init(eventSequence: stored.sequence, key: sighting.key, news: news)
    }
}

extension StoryBeginning {
    /// Nil for an event that begins nothing.
    fileprivate init?(_ stored: StoredEvent) {
        guard let story = ActionCatalog.story(of: stored.event) else { return nil }
        self.init(key: story.key, at: story.at)
    }
}

/// What a test puts in the place of time and chance.
package struct Surroundings: Sendable {
    package let clock: WallClock
    /// Returns after that many milliseconds, or at once when the task is cancelled.
    package let sleep: @Sendable (Int64) async -> Void
    /// Returns when `elapsed` shows that, or at once when the task is cancelled.
    package let sleepUntil: @Sendable (Int64) async -> Void
    /// From 0 up to 1.
    package let random: @Sendable () -> Double
    /// Milliseconds by a clock that nobody sets, from any beginning.
    package let elapsed: @Sendable () -> Int64

    /// - Parameters:
    ///   - sleepUntil: nil for what `sleep` makes of it.
    ///   - elapsed: nil for a `clock` that nobody sets.
    package init(
        clock: WallClock, sleep: @escaping @Sendable (Int64) async -> Void,
        sleepUntil: (@Sendable (Int64) async -> Void)? = nil,
        random: @escaping @Sendable () -> Double, elapsed: (@Sendable () -> Int64)? = nil
    ) {
        let elapsed = elapsed ?? { clock.now().milliseconds }
        self.clock = clock
        self.elapsed = elapsed
        self.sleep = sleep
        self.sleepUntil = sleepUntil ?? { await sleep(max($0 - elapsed(), 0)) }
        self.random = random
    }

    package static let system = Surroundings(
        clock: .system, sleep: { try? await Task.sleep(for: .milliseconds($0)) },
        random: { Double.random(in: 0..<1) },
        elapsed: { Int64((ContinuousClock.now - start) / .milliseconds(1)) })

    private static let start = ContinuousClock.now
}
