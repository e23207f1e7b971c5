import Events
import JSON
import Lifecycle
import SQLite

/// The statements that look for events and for dead letters.
final class EventSearch {
    /// Events by their place in the order of acceptance.
    struct Bounds {
        var lower: Int64
        /// Not included.
        var upper: Int64

        var isEmpty: Bool { lower >= upper }
    }

    private let selectNewest: Statement
    private let selectOldest: Statement
    private let selectDead: Statement
    private let selectDeliveries: Statement
    private let selectBounds: Statement
    private let selectBoundsByTime: Statement
    private let selectSequence: Statement
    private let selectDeliverySequence: Statement
    private let selectFirst: Statement
    private let selectDeadLetters: Statement

    /// The dead letters between two events, from the last back, so that a page costs what it
    /// shows: deliveries are planned in the order of their events. An event stands at the last of
    /// its letters.
    static let deadEvents = """
        SELECT e.seq, e.id, e.source, e.received_at, e.detail_type, e.event_source, 1
        FROM deliveries d INDEXED BY deliveries_dead CROSS JOIN events e ON e.seq = d.event_seq
        WHERE d.status IN ('dead', 'uncertain') AND d.status = ?7
        AND d.seq >= (SELECT seq FROM deliveries WHERE event_seq >= ?1
            ORDER BY event_seq, seq LIMIT 1)
        AND d.seq < ifnull((SELECT seq FROM deliveries WHERE event_seq >= ?2
            ORDER BY event_seq, seq LIMIT 1), \(Int64.max))
        AND (?6 IS NULL OR d.rule = ?6) AND (?3 IS NULL OR e.source = ?3)
        AND e.received_at >= ?4 AND e.received_at < ?5 AND ?9 = 0 AND \(text)
        AND NOT EXISTS (
            SELECT 1 FROM deliveries WHERE event_seq = d.event_seq AND seq > d.seq
            AND status = ?7 AND (?6 IS NULL OR rule = ?6))
        ORDER BY d.seq DESC LIMIT ?10
        """

    /// `+received_at`: the order is that of the rows, not that of the index on the time.
    private static let events = """
        SELECT seq, id, source, received_at, detail_type, event_source,
        seq <= (SELECT value FROM progress WHERE name = 'planned_through')
        FROM events WHERE seq >= ?1 AND seq < ?2 AND (?3 IS NULL OR source = ?3)
        AND +received_at >= ?4 AND +received_at < ?5
        """
    private static let text = "(?8 IS NULL OR document LIKE ?8 ESCAPE '\\')"
    private static let ofDelivery = """
        AND (?6 IS NULL AND ?7 IS NULL OR EXISTS (
            SELECT 1 FROM deliveries WHERE event_seq = events.seq
            AND (?6 IS NULL OR rule = ?6) AND (?7 IS NULL OR status = ?7)))
        AND (?9 = 0 OR NOT EXISTS (SELECT 1 FROM deliveries WHERE event_seq = events.seq))
        AND \(text)
        """

    init(_ connection: borrowing Connection) throws(SQLiteError) {
        selectNewest = try Statement(
            "\(Self.events) \(Self.ofDelivery) ORDER BY seq DESC LIMIT ?10", on: connection)
        selectOldest = try Statement(
            "\(Self.events) \(Self.ofDelivery) ORDER BY seq LIMIT ?10", on: connection)
        selectDead = try Statement(Self.deadEvents, on: connection)
        selectDeliveries = try Statement(
            "SELECT id, rule, status FROM deliveries WHERE event_seq = ? ORDER BY seq",
            on: connection)
        selectBounds = try Statement(
            """
            SELECT (SELECT min(seq) FROM events), (SELECT max(seq) FROM events),
            (SELECT value FROM progress WHERE name = 'planned_through')
            """, on: connection)
        selectBoundsByTime = try Statement(
            """
            SELECT min(seq), max(seq) FROM events INDEXED BY events_received
            WHERE received_at >= ? AND received_at < ?
            """, on: connection)
        selectSequence = try Statement("SELECT seq FROM events WHERE id = ?", on: connection)
        selectDeliverySequence = try Statement(
            "SELECT seq FROM deliveries WHERE id = ?", on: connection)
        selectFirst = try Statement(
            "SELECT id FROM events WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT 1", on: connection)
        selectDeadLetters = try Statement(
            """
            SELECT d.id, d.rule, e.id, e.received_at, d.status, d.failure
            FROM deliveries d INDEXED BY deliveries_dead JOIN events e ON e.seq = d.event_seq
            WHERE d.status IN ('dead', 'uncertain')
            AND d.seq > ?1
            AND (?2 IS NULL OR d.rule = ?2) AND e.received_at >= ?3
            AND (?4 IS NULL OR d.event_seq = (SELECT seq FROM events WHERE id = ?4))
            ORDER BY d.seq LIMIT ?5
            """, on: connection)
    }

    // MARK: Where to look

    /// The last event that rules have looked at.
    func planned() throws(SQLiteError) -> Int64 { try selectBounds.first { $0.integer(2) } ?? 0 }

    /// Nil when there is no such event.
    func sequence(of id: String) throws(SQLiteError) -> Int64? {
        try selectSequence.first(.text(id)) { $0.integer(0) }
    }

    /// Nil when there is no such delivery.
    func sequence(ofDelivery id: String) throws(SQLiteError) -> Int64? {
        try selectDeliverySequence.first(.text(id)) { $0.integer(0) }
    }

    /// Between which events those are that the filter may want.
    func bounds(_ filter: EventFilter) throws(SQLiteError) -> Bounds {
        var bounds = Bounds(lower: 0, upper: 0)
        let found = try selectBounds.first { ($0.integer(0), $0.integer(1), $0.integer(2)) }
        guard let (first, last, planned) = found else { return bounds }
        bounds = Bounds(lower: first, upper: last + 1)
        if filter.since != nil || filter.until != nil {
            let (since, until) = Self.span(filter)
            let found = try selectBoundsByTime.first(since, until) {
                ($0.optionalInteger(0), $0.integer(1))
            }
            guard case (let first?, let last)? = found else { return Bounds(lower: 0, upper: 0) }
            bounds = Bounds(lower: first, upper: last + 1)
        }
        switch filter.status {
        case .unplanned: bounds.lower = max(bounds.lower, planned + 1)
        case .noMatch: bounds.upper = min(bounds.upper, planned + 1)
        case .delivery, nil: break
        }
        return bounds
    }

    /// The id of the first event between these.
    func first(_ bounds: Bounds) throws(SQLiteError) -> String? {
        try selectFirst.first(.integer(bounds.lower), .integer(bounds.upper)) { $0.text(0) }
    }

    // MARK: Events

    /// The newest of those that the filter wants, newest first.
    func newest(
        _ filter: EventFilter, _ bounds: Bounds, limit: Int
    ) throws(SQLiteError) -> [EventSummary] {
        filter.isIndexed
            ? try events(selectDead, filter, bounds, limit: limit).map(\.summary)
            : try events(selectNewest, filter, bounds, limit: limit).map(\.summary)
    }

    /// The oldest of those that the filter wants, oldest first, with their places.
    func oldest(
        _ filter: EventFilter, _ bounds: Bounds, limit: Int
    ) throws(SQLiteError) -> [(sequence: Int64, summary: EventSummary)] {
        try events(selectOldest, filter, bounds, limit: limit)
    }

    private func events(
        _ statement: borrowing Statement, _ filter: EventFilter, _ bounds: Bounds, limit: Int
    ) throws(SQLiteError) -> [(sequence: Int64, summary: EventSummary)] {
        let (since, until) = Self.span(filter)
        var status: DeliveryStatus?
        if case .delivery(let wanted) = filter.status { status = wanted }
        let found = try statement.all(
            .integer(bounds.lower), .integer(bounds.upper), SQLiteValue(filter.source), since,
            until, SQLiteValue(filter.rule), SQLiteValue(status?.rawValue),
            SQLiteValue(filter.text.map(Self.pattern)), filter.status == .noMatch ? 1 : 0,
            SQLiteValue(limit)
        ) { row in
            (
                sequence: row.integer(0), id: row.text(1), source: row.text(2),
                receivedAt: Timestamp(milliseconds: row.integer(3)), detailType: row.text(4),
                eventSource: row.text(5), isPlanned: row.integer(6) == 1
            )
        }
        return try found.map { (row) throws(SQLiteError) in
            (
                row.sequence,
                EventSummary(
                    id: row.id, source: row.source, receivedAt: row.receivedAt,
                    detailType: row.detailType, eventSource: row.eventSource,
                    deliveries: try deliveries(ofEvent: row.sequence), isPlanned: row.isPlanned)
            )
        }
    }

    private func deliveries(ofEvent event: Int64) throws(SQLiteError) -> [DeliverySummary] {
        try selectDeliveries.all(.integer(event)) { row in
            DeliverySummary(
                id: row.text(0), rule: row.text(1),
                status: DeliveryStatus(rawValue: row.text(2)) ?? .dead)
        }
    }

    private static func span(_ filter: EventFilter) -> (since: SQLiteValue, until: SQLiteValue) {
        (
            .integer(filter.since?.milliseconds ?? .min),
            .integer(filter.until?.milliseconds ?? .max)
        )
    }

    /// For LIKE, which takes ASCII letters in capitals or not
    /// (https://sqlite.org/lang_expr.html#like).
    private static func pattern(_ text: String) -> String {
        var pattern = "%"
        for scalar in text.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { pattern += "\\" }
            pattern.unicodeScalars.append(scalar)
        }
        return pattern + "%"
    }

    // MARK: Dead letters

    func deadLetters(
        rule: String?, since: Timestamp?, event: String?, limit: Int, after sequence: Int64
    ) throws(SQLiteError) -> [DeadLetter] {
        try selectDeadLetters.all(
            .integer(sequence), SQLiteValue(rule), .integer(since?.milliseconds ?? .min),
            SQLiteValue(event), SQLiteValue(limit)
        ) { row in
            DeadLetter(
                id: row.text(0), rule: row.text(1), event: row.text(2),
                receivedAt: Timestamp(milliseconds: row.integer(3)),
                status: DeliveryStatus(rawValue: row.text(4)) ?? .dead,
                failure: row.optionalText(5).flatMap { try? JSONValue(kept: $0, as: "a failure") })
        }
    }
}

extension EventFilter {
    /// Whether an index knows the events that are wanted; for others, each has to be looked at.
    var isIndexed: Bool { status == .delivery(.dead) || status == .delivery(.uncertain) }

    /// Whether the first events that come are wanted.
    var wantsAll: Bool {
        source == nil && rule == nil && text == nil
            && (status == nil || status == .unplanned) && since == nil && until == nil
    }
}
