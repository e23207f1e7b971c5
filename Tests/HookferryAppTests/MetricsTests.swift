import Events
import Intake
import JSON
import Lifecycle
import Testing

@testable import Deliveries
@testable import HookferryApp
@testable import Journal

@Suite("Metrics")
struct MetricsTests {
    private let now = AdminScene.now

    private func lines(_ metrics: Metrics, _ readings: JournalReadings? = nil) -> [String] {
        metrics.text(readings, now: now).split(separator: "\n").map(String.init)
    }

    private func end(
        _ outcome: AttemptOutcome = .succeeded, _ reason: FailureReason? = nil,
        to destination: String = "hooks.slack.com#1", isMade: Bool = true,
        delivery: AttemptEnd.DeliveryEnd? = nil
    ) -> AttemptEnd {
        AttemptEnd(
            rule: "tell", destination: destination, outcome: outcome, reason: reason,
            durationMilliseconds: 30, isMade: isMade, delivery: delivery)
    }

    @Test("attempts are counted by destination, outcome and reason, and timed")
    func attempts() {
        let metrics = Metrics(startedAt: now)
        metrics.count(end())
        metrics.count(end(.retry, .throttled))
        metrics.count(end(.retry, .throttled))
        let lines = lines(metrics)
        let start = #"hookferry_attempts_total{destination="hooks.slack.com#1",outcome="#
        #expect(lines.contains(start + #""succeeded",reason=""} 1"#))
        #expect(lines.contains(start + #""retry",reason="throttled"} 2"#))
        let duration = "hookferry_attempt_duration_seconds"
        let place = #"destination="hooks.slack.com#1""#
        #expect(lines.contains(#"\#(duration)_bucket{\#(place),le="0.025"} 0"#))
        #expect(lines.contains(#"\#(duration)_bucket{\#(place),le="0.05"} 3"#))
        #expect(lines.contains("\(duration)_count{\(place)} 3"))
    }

    @Test("what was not sent is no attempt at its destination, unless something is wrong with it")
    func unsent() {
        let metrics = Metrics(startedAt: now)
        metrics.count(end(to: "a", isMade: false))
        metrics.count(end(.rejected, .invalidInput, to: "b", isMade: false))
        let lines = lines(metrics)
        let start = "hookferry_attempts_total{destination="
        #expect(lines.filter { $0.hasPrefix(start) }.count == 1)
        #expect(lines.contains(start + #""b",outcome="rejected",reason="invalid_input"} 1"#))
        #expect(!lines.contains { $0.hasPrefix("hookferry_attempt_duration_seconds_count") })
    }

    @Test("deliveries are counted once they have ended, with the time since their event came")
    func deliveries() {
        let metrics = Metrics(startedAt: now)
        metrics.count(end())
        for status in [DeliveryStatus.succeeded, .dead] {
            metrics.count(
                end(
                    delivery: AttemptEnd.DeliveryEnd(
                        status: status, millisecondsSinceReceived: 90_000)))
        }
        let lines = lines(metrics)
        let total = "hookferry_deliveries_total{rule=\"tell\",outcome="
        #expect(lines.contains(total + "\"succeeded\"} 1"))
        #expect(lines.contains(total + "\"dead\"} 1"))
        let done = "hookferry_accepted_to_done_seconds"
        #expect(lines.contains(#"\#(done)_bucket{rule="tell",le="60"} 0"#))
        #expect(lines.contains(#"\#(done)_bucket{rule="tell",le="300"} 2"#))
        #expect(lines.contains(#"\#(done)_sum{rule="tell"} 180"#))
    }

    @Test("names that come without end are one")
    func names() {
        let metrics = Metrics(startedAt: now)
        for number in 0..<1_200 { metrics.count(end(to: "place \(number)")) }
        let counts = lines(metrics).filter { $0.hasPrefix("hookferry_attempts_total{") }
        #expect(counts.count == 1_001)
        #expect(counts.contains { $0.contains("destination=\"other\"") && $0.hasSuffix(" 200") })
    }

    @Test("the time from the request to the event on disk is told by source")
    func acknowledged() {
        let metrics = Metrics(startedAt: now)
        metrics.acknowledged("topic", after: .milliseconds(4))
        let lines = lines(metrics)
        let name = "hookferry_acknowledge_duration_seconds"
        #expect(lines.contains(#"\#(name)_bucket{source="topic",le="0.0025"} 0"#))
        #expect(lines.contains(#"\#(name)_bucket{source="topic",le="0.005"} 1"#))
        #expect(lines.contains(#"\#(name)_sum{source="topic"} 0.004"#))
    }

    @Test("gauges tell what the journal holds; without it they are left out")
    func gauges() {
        let metrics = Metrics(startedAt: now.adding(milliseconds: -500))
        var readings = JournalReadings()
        readings.unplannedEvents = 1
        readings.dueSteps = 2
        readings.openDeliveries = 3
        readings.deadLetters = 4
        readings.oldestDueAt = now.adding(milliseconds: -1_500)
        readings.waitingMessages = ["hooks.slack.com#1": 5]
        readings.databaseBytes = 4_096
        readings.logBytes = 32
        readings.snapshots = [
            SnapshotSighting(
                account: "123456789012", region: "us-east-2",
                deliveredAt: now.adding(milliseconds: -86_400_000)),
            // Told by a clock that is ahead of ours.
            SnapshotSighting(
                account: "123456789012", region: "eu-west-1",
                deliveredAt: now.adding(milliseconds: 1)),
        ]
        let expected = [
            "hookferry_unplanned_events 1", "hookferry_due_steps 2",
            "hookferry_open_deliveries 3", "hookferry_dead_letters 4",
            "hookferry_oldest_due_step_age_seconds 1.5",
            #"hookferry_waiting_messages{destination="hooks.slack.com#1"} 5"#,
            #"hookferry_journal_bytes{file="database"} 4096"#,
            #"hookferry_journal_bytes{file="log"} 32"#,
            #"hookferry_snapshot_age_seconds{account="123456789012",region="us-east-2"} 86400"#,
            #"hookferry_snapshot_age_seconds{account="123456789012",region="eu-west-1"} 0"#,
        ]
        let all = lines(metrics, readings)
        for line in expected { #expect(all.contains(line), "\(line)") }
        let process = [
            #"hookferry_build_info{version="\#(Version.text)"} 1"#,
            "hookferry_start_time_seconds 1795269599.5",
        ]
        for line in process { #expect(all.contains(line) && lines(metrics).contains(line)) }
        #expect(!lines(metrics).contains { $0.contains("hookferry_due_steps") })
        #expect(
            lines(metrics, JournalReadings()).contains("hookferry_oldest_due_step_age_seconds 0"))
    }
}
