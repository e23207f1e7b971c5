import Events
import JSON
import SQLite

// MARK: Events to be planned

extension JournalTables {
    /// Never beyond what was accepted, and never back.
    func setPlanned(through sequence: Int64) throws(JournalError) {
        let planned = max(marks.plannedThrough, min(sequence, marks.lastSequence))
        try journaled { () throws(SQLiteError) in try events.setPlanned(through: planned) }
        marks.plannedThrough = planned
        recent.forget(through: planned)
    }

    /// With `buried` the oldest that cannot be read are passed over for good, and nobody plans past
    /// one that has not been told of; without, they are only left out.
    func unplanned(
        limit: Int, buried: ((String) -> Void)? = nil
    ) throws(JournalError) -> [StoredEvent] {
        var after = marks.plannedThrough
        while after < marks.lastSequence {
            let remembered = recent.from(after + 1, limit: limit)
            if !remembered.isEmpty { return remembered }
            let rows = try rows(after: after, limit: limit)
            let isToBeTold = buried != nil
            let readable = (isToBeTold ? Array(rows.prefix { $0.event != nil }) : rows)
                .compactMap(\.stored)
            guard readable.isEmpty else { return readable }
            let unreadable = rows.prefix { $0.event == nil }
            guard let last = unreadable.last else { return [] }
            if let buried { try passOver(unreadable.map(\.sequence), buried) }
            after = last.sequence
        }
        return []
    }

    /// A transaction of its own, as reading is none.
    private func passOver(
        _ sequences: [Int64], _ buried: (String) -> Void
    ) throws(JournalError) {
        try transaction { (tables: JournalTables) throws(JournalError) in
            try tables.setPlanned(through: sequences.last ?? 0)
        }
        for sequence in sequences {
            buried((try? events.id(sequence)).flatMap { $0 } ?? "number \(sequence)")
        }
    }

    /// When SQLite finds the file damaged on its way from row to row, each row on its own: those
    /// on other pages are still there.
    private func rows(after sequence: Int64, limit: Int) throws(JournalError) -> [UnplannedRow] {
        do throws(JournalError) {
            return try journaled { () throws(SQLiteError) in
                try events.after(sequence, limit: limit)
            }.map { UnplannedRow(sequence: $0, document: $1) }
        } catch {
            guard error.code == .damaged else { throw error }
        }
        let last = min(marks.lastSequence, sequence + Int64(limit))
        guard sequence < last else { return [] }
        return try (sequence + 1...last).map { (sequence) throws(JournalError) in
            UnplannedRow(sequence: sequence, document: try readableDocument(sequence))
        }
    }

    private func readableDocument(_ sequence: Int64) throws(JournalError) -> String? {
        do throws(JournalError) {
            return try journaled { () throws(SQLiteError) in try events.document(sequence) }
        } catch {
            guard error.code == .damaged else { throw error }
            return nil
        }
    }
}

/// An event that is to be planned, if it can be read.
private struct UnplannedRow {
    let sequence: Int64
    let event: Event?

    init(sequence: Int64, document: String?) {
        self.sequence = sequence
        event = document.flatMap { try? Event(kept: $0, sequence) }
    }

    var stored: StoredEvent? { event.map { StoredEvent(sequence: sequence, event: $0) } }
}

extension Event {
    /// Reads back the event number `sequence`.
    init(kept document: String, _ sequence: Int64) throws(JournalError) {
        let json = try JSONDocument(kept: document, as: "event \(sequence)")
        guard let event = Event(json: json) else {
            throw JournalError(.damaged, "event \(sequence) of the journal is not an event")
        }
        self = event
    }
}
