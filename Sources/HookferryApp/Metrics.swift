import Intake
import Lifecycle
import Telemetry

/// What `/metrics` tells. Its label values are names of sources and words of closed lists.
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
    }

    private let families = Locked(Families())

    func count(_ record: RefusalRecord) {
        families.withLock { $0.refused.increment([record.source ?? "", record.code.rawValue]) }
    }

    func count(_ record: AcceptanceRecord) {
        families.withLock { $0.accepted.increment([record.source, record.status.rawValue]) }
    }

    /// In Prometheus' text format.
    var text: String {
        let families = families.withLock { $0 }
        return families.refused.text + families.accepted.text
    }
}
