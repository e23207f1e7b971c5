package import Lifecycle

/// A daily window in which only messages that cannot wait are sent.
package struct QuietHours: Sendable, Hashable {
    /// Minutes after midnight; a window that ends before it begins goes past midnight.
    package let begin: Int
    package let end: Int
    /// Minutes east of UTC; nil for the machine's own time zone.
    package let offsetMinutes: Int?

    package init(begin: Int, end: Int, offsetMinutes: Int?) {
        self.begin = begin
        self.end = end
        self.offsetMinutes = offsetMinutes
    }

    /// When the window ends that the time lies in; nil when it lies in none.
    ///
    /// - Parameter local: the machine's zone, for hours without an offset.
    package func end(after time: Timestamp, in local: LocalTime = .system) -> Timestamp? {
        let zone = offsetMinutes.map(LocalTime.fixed) ?? local
        let now = time.milliseconds + Self.offset(zone, time)
        let midnight = now - Self.timeOfDay(now)
        let (begin, end) = (Int64(begin) * 60_000, Int64(end) * 60_000)
        let isInside =
            begin < end
            ? (begin..<end).contains(now - midnight) : !(end..<begin).contains(now - midnight)
        guard isInside else { return nil }
        let isTomorrow = now - midnight >= end
        return Self.moment(of: midnight + end + (isTomorrow ? Self.dayMilliseconds : 0), time, zone)
    }

    private static let dayMilliseconds: Int64 = 86_400_000

    /// When the clocks of the zone show `shown` after `time`, in less than a day. A time that they
    /// skip has come when they skip it; of one that they show twice the first counts.
    private static func moment(of shown: Int64, _ time: Timestamp, _ zone: LocalTime) -> Timestamp {
        let before = offset(zone, time)
        let unchanged = Timestamp(milliseconds: shown - before)
        let after = offset(zone, unchanged)
        guard after != before else { return unchanged }
        // The clocks change in between, at the first moment that has the other offset.
        var (low, high) = (time.milliseconds, unchanged.milliseconds)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(zone, Timestamp(milliseconds: middle)) == before {
                low = middle
            } else {
                high = middle
            }
        }
        return Timestamp(milliseconds: max(high, shown - after))
    }

    private static func offset(_ zone: LocalTime, _ time: Timestamp) -> Int64 {
        Int64(zone.offsetSeconds(time)) * 1_000
    }

    private static func timeOfDay(_ milliseconds: Int64) -> Int64 {
        let rest = milliseconds % dayMilliseconds
        return rest < 0 ? rest + dayMilliseconds : rest
    }
}

// MARK: As they are written

extension QuietHours {
    /// What JSON Schema can say of them.
    package static let schemaPattern =
        "^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]"
        + "( UTC| [+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?$"

    private static let hint = "write 22:00-07:00, 22:00-07:00 UTC or 22:00-07:00 +02:00"

    /// Reads `22:00-07:00`, with ` UTC` or an offset such as ` +02:00` behind it or without.
    package init(parsing text: String) throws(InputProblem) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        let hours = (words.first ?? "").split(separator: "-", omittingEmptySubsequences: false)
            .map(Self.minutes)
        guard words.count <= 2, hours.count == 2, let begin = hours[0], let end = hours[1],
            begin < Self.dayMinutes, end < Self.dayMinutes
        else {
            throw InputProblem([], "`\(text)` are no quiet hours", hint: Self.hint)
        }
        guard begin != end else {
            throw InputProblem(
                [], "quiet hours that end when they begin have no length", hint: Self.hint)
        }
        let zone = words.count == 2 ? String(words[1]) : nil
        self.init(begin: begin, end: end, offsetMinutes: try zone.map(Self.offsetMinutes))
    }

    /// Clocks are at most 14 hours from UTC, in Kiribati.
    private static let offsetMinutesMax = 14 * 60
    private static let dayMinutes = 24 * 60

    private static func offsetMinutes(_ zone: String) throws(InputProblem) -> Int {
        if zone == "UTC" { return 0 }
        if let sign = zone.first, sign == "+" || sign == "-" {
            guard let minutes = minutes(zone.dropFirst()), minutes <= offsetMinutesMax else {
                throw InputProblem(
                    [], "`\(zone)` is no offset from UTC",
                    hint: "write one from -14:00 to +14:00")
            }
            return sign == "+" ? minutes : -minutes
        }
        throw InputProblem(
            [], "`\(zone)`: quiet hours take no name of a time zone",
            hint: "set TZ for the whole process and leave it out, or give an offset: +02:00")
    }

    /// `07:30`
    private static func minutes(_ text: Substring) -> Int? {
        let digits = text.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard digits.count == 4, text.utf8.count == 5, parts.count == 2, parts[0].utf8.count == 2,
            let hours = Int(parts[0]), let minutes = Int(parts[1]), minutes < 60
        else { return nil }
        return hours * 60 + minutes
    }
}
