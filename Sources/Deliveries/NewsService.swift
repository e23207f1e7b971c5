import Actions
import Events
import JSON
import Journal
import Lifecycle
import Telemetry

/// Asks what has become of what is followed, where nobody tells by himself. One question serves all
/// who follow the same, a few are under way at a time, and none holds up another account's.
struct NewsService {
    let parts: DeliveryEngine.Parts
    /// Yields when something new is to be asked.
    let wakeups: AsyncStream<Void>
    /// Called when there is news.
    let arrived: @Sendable () -> Void
    /// The questions under way: keys with the account that is asked.
    private let open = Locked<[String: String]>([:])

    init(
        parts: DeliveryEngine.Parts, wakeups: AsyncStream<Void>,
        arrived: @escaping @Sendable () -> Void
    ) {
        self.parts = parts
        self.wakeups = wakeups
        self.arrived = arrived
    }

    /// Questions under way at once.
    static let inFlightMax = 8
    /// Of one account, whose endpoint may hang.
    static let inFlightOfAccountMax = 4
    /// How long a question waits that finds its account busy.
    private static let accountPauseMilliseconds: Int64 = 10_000
    /// The first question comes this long after the call.
    static let firstPauseMilliseconds: Int64 = 5_000
    /// The longest pause between two questions, unless too many are asked.
    static let pauseMillisecondsMax: Int64 = 60_000
    private static let journalPauseMilliseconds: Int64 = 1_000

    /// 5 s, 7.5 s, 11 s … 60 s, of which the last tenth is left to chance.
    static func pauseMilliseconds(after polls: Int, unit: Double) -> Int64 {
        var pause = Double(firstPauseMilliseconds)
        for _ in 0..<min(max(polls, 0), 10) { pause *= 1.5 }
        return Int64(min(pause, Double(pauseMillisecondsMax)) * (0.9 + 0.1 * unit))
    }

    /// Works until the task is cancelled.
    func run() async {
        var arrivals = wakeups.makeAsyncIterator()
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                // Before the look at the clock: what passes from here on is part of the pause.
                let elapsed = parts.surroundings.elapsed()
                let pause = await askAround(in: &group)
                let timer = Task { [parts] in
                    guard let pause else { return }
                    // By the clock that nobody sets: the other may be set back before the sleep
                    // begins.
                    await parts.surroundings.sleepUntil(elapsed + pause)
                    // A timer that was put aside wakes nobody.
                    if !Task.isCancelled { parts.polling.yield() }
                }
                _ = await arrivals.next()
                timer.cancel()
            }
        }
    }

    /// Starts to ask what is due; returns in how many milliseconds there may be more to ask, nil
    /// when somebody will tell.
    private func askAround(in group: inout DiscardingTaskGroup) async -> Int64? {
        let now = parts.surroundings.clock.now()
        do throws(JournalError) {
            let busy = open.withLock { Set($0.keys) }
            let due = try await parts.journal.duePolls(
                now: now, limit: Self.inFlightMax - busy.count, except: busy
            ) { [parts, arrived] key in
                parts.logger.error("a question for news cannot be read", ["key": .string(key)])
                arrived()
            }
            for poll in due {
                guard take(poll) else {
                    // Out of the way of others, who are looked for at once.
                    await put(poll, off: now.adding(milliseconds: Self.accountPauseMilliseconds))
                    parts.polling.yield()
                    continue
                }
                group.addTask {
                    await ask(poll)
                    open.withLock { $0[poll.key] = nil }
                    parts.polling.yield()
                }
            }
            guard open.withLock({ $0.count }) < Self.inFlightMax,
                let next = try await parts.journal.nextPoll()
            else { return nil }
            // What is being asked stays due until there is an answer.
            let least: Int64 = open.withLock { $0.isEmpty } && due.isEmpty ? 1 : 1_000
            let pause = max(next.milliseconds - now.milliseconds, least)
            return min(pause, DeliveryEngine.sleepMillisecondsMax)
        } catch {
            complain(error)
            return Self.journalPauseMilliseconds
        }
    }

    /// False when enough questions to the same account are under way.
    private func take(_ poll: DuePoll) -> Bool {
        let account = poll.poll["account"]?.stringValue ?? ""
        return open.withLock { open in
            guard open.values.count(where: { $0 == account }) < Self.inFlightOfAccountMax else {
                return false
            }
            open[poll.key] = account
            return true
        }
    }

    private func ask(_ poll: DuePoll) async {
        let start = parts.surroundings.clock.now()
        let answer = await parts.directions().actions.poll(
            poll.poll, ticket: poll.key, now: start)
        // A question that our own end has cut short is asked again.
        guard !Task.isCancelled else { return }
        let pause = Self.pauseMilliseconds(
            after: poll.polls + 1, unit: parts.surroundings.random())
        let now = parts.surroundings.clock.now()
        switch answer {
        case .answered(let judge):
            var news: [Int64: News] = [:]
            for follower in poll.followers {
                news[follower.deliverySequence] = judge(follower.baseline)
            }
            await record(poll, news, next: now.adding(milliseconds: pause), at: now)
            if !news.isEmpty { arrived() }
        case .tooEarly(let turn):
            await put(poll, off: turn)
        case .failed(let message, let asked):
            parts.logger.warning(
                "no answer to a question for news",
                ["key": .string(poll.key), "reason": .string(message)])
            await record(
                poll, [:], next: now.adding(milliseconds: max(pause, asked ?? 0)), at: now)
        }
    }

    private func record(
        _ poll: DuePoll, _ news: [Int64: News], next: Timestamp, at now: Timestamp
    ) async {
        do throws(JournalError) {
            try await parts.journal.recordPoll(poll, news: news, next: next, now: now)
        } catch {
            complain(error)
            await parts.surroundings.sleep(Self.journalPauseMilliseconds)
        }
    }

    private func put(_ poll: DuePoll, off time: Timestamp) async {
        do throws(JournalError) {
            try await parts.journal.putOff(poll, until: time)
        } catch {
            complain(error)
            await parts.surroundings.sleep(Self.journalPauseMilliseconds)
        }
    }

    private func complain(_ error: JournalError) {
        parts.logger.error("news cannot be looked for", ["reason": .string("\(error)")])
    }
}
