import Deliveries
import Events
import Intake
import Journal
import Lifecycle
import Telemetry

/// What `/metrics` tells. Its label values are names of the configuration, words of closed lists,
/// and verified accounts and regions; nothing that a sender writes.
final class Metrics: Sendable {
    private struct Families {
        var refused = CounterFamily(
            "hookferry_requests_refused_total",
            help: "Requests that were refused, by source (none: empty) and error code.",
            labels: ["source", "code"])
        var accepted = CounterFamily(
            "hookferry_requests_accepted_total",
            help: "Requests that were not refused, by source and status.",
            labels: ["source", "status"])
        var acknowledge = HistogramFamily(
            "hookferry_acknowledge_duration_seconds",
            help: "From the whole request to the event on disk, by source.",
            labels: ["source"], bounds: Metrics.acknowledgeBounds)
        var deliveries = CounterFamily(
            "hookferry_deliveries_total",
            help: "Deliveries that have ended, by rule and how.", labels: ["rule", "outcome"])
        var acceptedToDone = HistogramFamily(
            "hookferry_accepted_to_done_seconds",
            help: "From an event's acceptance to the end of its delivery, by rule.",
            labels: ["rule"], bounds: Metrics.deliveryBounds)
        var attempts = CounterFamily(
            "hookferry_attempts_total",
            help: "Attempts that have ended, by destination, how, and why (succeeded: empty).",
            labels: ["destination", "outcome", "reason"])
        var attemptDuration = HistogramFamily(
            "hookferry_attempt_duration_seconds",
            help: "How long attempts took that have sent something, by destination.",
            labels: ["destination"], bounds: Metrics.attemptBounds)
        var rules = LabelNames(limit: Metrics.namesMax)
        var destinations = LabelNames(limit: Metrics.namesMax)
    }

    private let families = Locked(Families())
    private let startedAt: Timestamp

    /// Rules, and destinations, that have a count of their own.
    private static let namesMax = 1_000
    /// In seconds: an fsync takes 0.1 ms to 30 ms.
    private static let acknowledgeBounds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// In seconds: an attempt may take 30 s unless a rule says otherwise.
    private static let attemptBounds = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
    ]
    /// In seconds: up to the 24 h for which is tried by default.
    private static let deliveryBounds = [
        0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400,
    ]

    init(startedAt: Timestamp) { self.startedAt = startedAt }

    func count(_ record: RefusalRecord) {
        families.withLock { $0.refused.increment([record.source ?? "", record.code.rawValue]) }
    }

    func count(_ record: AcceptanceRecord) {
        families.withLock { $0.accepted.increment([record.source, record.status.rawValue]) }
    }

    func acknowledged(_ source: String, after duration: Duration) {
        families.withLock { $0.acknowledge.observe(duration / .seconds(1), [source]) }
    }

    /// What nothing was sent for and nothing is wrong with, such as a message that another has
    /// told, is no attempt at its destination.
    func count(_ end: AttemptEnd) {
        families.withLock { families in
            let destination = families.destinations.bounded(end.destination)
            if end.isMade || end.reason != nil {
                families.attempts.increment([
                    destination, end.outcome.rawValue, end.reason?.rawValue ?? "",
                ])
            }
            if end.isMade {
                families.attemptDuration.observe(
                    Double(end.durationMilliseconds) / 1_000, [destination])
            }
            guard let delivery = end.delivery else { return }
            let rule = families.rules.bounded(end.rule)
            families.deliveries.increment([rule, delivery.status.rawValue])
            families.acceptedToDone.observe(
                Double(delivery.millisecondsSinceReceived) / 1_000, [rule])
        }
    }

    /// In Prometheus' text format.
    ///
    /// - Parameter readings: nil when the journal cannot be read; its gauges are left out then.
    func text(_ readings: JournalReadings?, now: Timestamp) -> String {
        let families = families.withLock { $0 }
        return [
            families.refused.text, families.accepted.text, families.acknowledge.text,
            families.deliveries.text, families.acceptedToDone.text, families.attempts.text,
            families.attemptDuration.text, process,
            readings.map { Self.text($0, now) } ?? "",
        ].joined()
    }

    private var process: String {
        var build = GaugeFamily(
            "hookferry_build_info", help: "1, with what runs as labels.", labels: ["version"])
        build.set(1, [Version.text])
        let start = GaugeFamily(
            "hookferry_start_time_seconds", help: "When the process started, in Unix time.",
            value: Double(startedAt.milliseconds) / 1_000)
        return build.text + start.text
    }

    // MARK: Gauges

    private static func text(_ readings: JournalReadings, _ now: Timestamp) -> String {
        let oldest = readings.oldestDueAt.map { seconds(from: $0, to: now) }
        let gauges = [
            GaugeFamily(
                "hookferry_unplanned_events", help: "Accepted events that no rule has looked at.",
                value: Double(readings.unplannedEvents)),
            GaugeFamily(
                "hookferry_open_deliveries", help: "Deliveries that have not ended.",
                value: Double(readings.openDeliveries)),
            GaugeFamily(
                "hookferry_due_steps",
                help:
                    "Steps whose time has come; not what a service that does not answer puts off.",
                value: Double(readings.dueSteps)),
            GaugeFamily(
                "hookferry_oldest_due_step_age_seconds",
                help: "For how long the oldest of hookferry_due_steps has been due; 0 without one.",
                value: oldest ?? 0),
            GaugeFamily(
                "hookferry_dead_letters", help: "Deliveries that have ended dead or uncertain.",
                value: Double(readings.deadLetters)),
            waiting(readings), bytes(readings), snapshots(readings, now),
        ]
        return gauges.map(\.text).joined()
    }

    private static func seconds(from time: Timestamp, to now: Timestamp) -> Double {
        Double(max(now.milliseconds - time.milliseconds, 0)) / 1_000
    }

    private static func waiting(_ readings: JournalReadings) -> GaugeFamily {
        var family = GaugeFamily(
            "hookferry_waiting_messages", help: "Messages in the queue of their destination.",
            labels: ["destination"])
        for (destination, count) in readings.waitingMessages {
            family.set(Double(count), [destination])
        }
        return family
    }

    private static func bytes(_ readings: JournalReadings) -> GaugeFamily {
        var family = GaugeFamily(
            "hookferry_journal_bytes", help: "The size of the journal, by file.", labels: ["file"])
        family.set(Double(readings.databaseBytes), ["database"])
        family.set(Double(readings.logBytes), ["log"])
        return family
    }

    private static func snapshots(_ readings: JournalReadings, _ now: Timestamp) -> GaugeFamily {
        var family = GaugeFamily(
            "hookferry_snapshot_age_seconds",
            help: "For how long no newer snapshot of AWS Config was delivered.",
            labels: ["account", "region"])
        for snapshot in readings.snapshots {
            family.set(
                seconds(from: snapshot.deliveredAt, to: now), [snapshot.account, snapshot.region])
        }
        return family
    }
}
