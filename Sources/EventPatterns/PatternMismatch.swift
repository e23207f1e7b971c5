package import JSON

/// A field for which an event does not match a pattern.
package struct PatternMismatch: Sendable, Hashable {
    /// The field's path with dots, as `detail.state`; empty if the event is no object.
    package let path: String
    /// The alternatives, as the pattern writes them.
    package let wanted: String
    /// What the event has there, as JSON, shortened; "nothing" if it has nothing.
    package let got: String
    /// What the event has instead, when that is likely to have been meant.
    package let hint: String?
}

extension EventPattern {
    /// Empty if the event matches.
    ///
    /// Otherwise the fields that fail whatever the others find, the deepest path first and then
    /// in the order in which they are written. Of several alternatives it is the one with the
    /// fewest. If each field alone has what it wants, but not all of them in one element of an
    /// array, it is the field that has it elsewhere.
    package func mismatches(_ event: JSONValue) -> [PatternMismatch] {
        guard event.objectValue != nil else {
            return [
                PatternMismatch(path: "", wanted: "an object", got: event.kindName, hint: nil)
            ]
        }
        var nearest: (fields: [Field], isElsewhere: Bool)?
        for fields in alternatives {
            var search = FieldSearch(fields, in: event)
            if search.run() { return [] }
            let hopeless = search.hopelessFields.map { fields[$0] }
            let failing = hopeless.isEmpty ? [fields[search.furthest]] : hopeless
            let found = (fields: failing, isElsewhere: hopeless.isEmpty)
            if nearest.map({ Self.isNearer(found, than: $0) }) != false { nearest = found }
        }
        guard let nearest else { return [] }
        return nearest.fields.sorted(by: Self.comesFirst).map {
            Self.mismatch($0, in: event, isElsewhere: nearest.isElsewhere)
        }
    }

    /// Fields that are all there, if apart, are nearer than one that is not.
    private static func isNearer(
        _ one: (fields: [Field], isElsewhere: Bool),
        than other: (fields: [Field], isElsewhere: Bool)
    ) -> Bool {
        one.isElsewhere != other.isElsewhere
            ? one.isElsewhere : one.fields.count < other.fields.count
    }

    private static func comesFirst(_ one: Field, _ other: Field) -> Bool {
        one.path.count != other.path.count
            ? one.path.count > other.path.count : one.writtenIndex < other.writtenIndex
    }

    private static func mismatch(
        _ field: Field, in event: JSONValue, isElsewhere: Bool
    ) -> PatternMismatch {
        let found = EventPlace(field.path, in: event)
        return PatternMismatch(
            path: field.name, wanted: field.list.serialized(),
            got: found.text + (isElsewhere ? ", not in one array element with the rest" : ""),
            hint: isElsewhere ? nil : found.hint)
    }
}
