import Events
package import Lifecycle
import SQLite

// MARK: Looking for events

extension JournalReader {
    /// Events that are looked at in one snapshot: a long one keeps the journal's log from being
    /// brought into the file.
    static let sliceMax: Int64 = 20_000
    /// Events on one page.
    static let pageMax = 10_000
    /// Events that are looked at for one page.
    static let lookedAtMax: Int64 = 200_000

    /// The newest events that the filter wants, up to `limit` and 10,000; with `before` only those
    /// accepted before that event. Throws `unknownPlace` when there is no such event.
    package func events(
        matching filter: EventFilter, limit: Int, before id: String? = nil
    ) async throws(JournalError) -> EventPage {
        let limit = min(limit, Self.pageMax)
        var page = EventPage()
        let found = try snapshot { () throws(SQLiteError) in try bounds(filter, before: id) }
        guard var rest = found else { throw Self.unknownPlace }
        guard limit > 0 else { return page }
        let end = rest.upper
        while !rest.isEmpty {
            var slice = rest
            slice.lower =
                filter.isBounded ? rest.lower : max(rest.lower, rest.upper - Self.sliceMax)
            // One more than wanted tells whether the list goes on.
            let wanted = limit + 1 - page.events.count
            page.events += try snapshot { () throws(SQLiteError) in
                try search.newest(filter, slice, limit: wanted)
            }
            if page.events.count > limit {
                page.events.removeLast()
                page.next = page.events.last?.id
                return page
            }
            rest.upper = slice.lower
            guard end - rest.upper >= Self.lookedAtMax, !rest.isEmpty else {
                await Task.yield()
                continue
            }
            // Nothing was there to look at where it is nil.
            let lookedAt = EventSearch.Bounds(lower: rest.upper, upper: end)
            page.next = try snapshot { () throws(SQLiteError) in try search.first(lookedAt) }
            if page.next != nil { return page }
        }
        return page
    }

    static let unknownPlace = JournalError(
        .unknownPlace, "the journal has nothing of this id to go on behind; it may be removed")

    /// Nil when there is no event `before`.
    func bounds(
        _ filter: EventFilter, before id: String?
    ) throws(SQLiteError) -> EventSearch.Bounds? {
        var bounds = try search.bounds(filter)
        guard let id else { return bounds }
        guard let sequence = try search.sequence(of: id) else { return nil }
        bounds.upper = min(bounds.upper, sequence)
        return bounds
    }

    /// Whether there is such an event.
    package func contains(_ id: String) throws(JournalError) -> Bool {
        try snapshot { () throws(SQLiteError) in try search.sequence(of: id) != nil }
    }

    /// Whether the rules have looked at an event; nil when there is no such event.
    package func isPlanned(_ id: String) throws(JournalError) -> Bool? {
        try snapshot { () throws(SQLiteError) in
            let planned = try search.planned()
            return try search.sequence(of: id).map { $0 <= planned }
        }
    }

    /// Where `newEvents` begins: before the first event that is not older than the filter's
    /// `since`, else before what comes from now on.
    package func place(of filter: EventFilter) throws(JournalError) -> Int64 {
        try snapshot { () throws(SQLiteError) in
            let planned = try search.planned()
            let bounds = try search.bounds(filter)
            return filter.since == nil || bounds.isEmpty ? planned : bounds.lower - 1
        }
    }

    /// Events that the filter wants, after a place in the order of acceptance; only those that the
    /// rules have looked at, so that each is told with its deliveries, and only once.
    package func newEvents(
        matching filter: EventFilter, after sequence: Int64, limit: Int
    ) throws(JournalError) -> NewEvents {
        try snapshot { () throws(SQLiteError) in
            let planned = try search.planned()
            let slice = EventSearch.Bounds(
                lower: sequence + 1, upper: min(planned, sequence + Self.sliceMax) + 1)
            guard !slice.isEmpty, limit > 0 else { return NewEvents(through: sequence) }
            let found = try search.oldest(filter, slice, limit: limit)
            let isWhole = found.count < limit
            return NewEvents(
                events: found.map(\.summary),
                through: isWhole ? slice.upper - 1 : found.last?.sequence ?? sequence)
        }
    }
}

extension EventFilter {
    /// Whether what is wanted is found without looking at everything else.
    fileprivate var isBounded: Bool {
        wantsAll || isIndexed && source == nil && rule == nil && text == nil
    }
}

// MARK: Dead letters

extension JournalReader {
    /// Deliveries that ended as dead or uncertain, in the order in which they were planned.
    ///
    /// - Parameters:
    ///   - rule: of this rule only.
    ///   - since: of events received then or later.
    ///   - event: of the event with this id only.
    ///   - id: only those behind this delivery, which need not be dead any more. Throws
    ///     `unknownPlace` when it is not there.
    package func dead(
        rule: String? = nil, since: Timestamp? = nil, event: String? = nil, limit: Int,
        after id: String? = nil
    ) throws(JournalError) -> [DeadLetter] {
        let found = try snapshot { () throws(SQLiteError) -> [DeadLetter]? in
            let place = try id.map { (id) throws(SQLiteError) in
                try search.sequence(ofDelivery: id)
            }
            if case .some(.none) = place { return nil }
            return try search.deadLetters(
                rule: rule, since: since, event: event, limit: max(limit, 0),
                after: place.flatMap { $0 } ?? 0)
        }
        guard let found else { throw Self.unknownPlace }
        return found
    }
}
