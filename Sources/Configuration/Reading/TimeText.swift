/// Durations and rates as they are written.
package enum TimeText {
    static let durationHint = "write a whole number and a unit: 30s, 5m, 2h or 14d"
    static let rateHint = "write 10/s, 1/5s, 30/m or 100/h"

    /// 100 years: beyond it nobody means it, and sums with the time of day stay far from overflow.
    static let millisecondsMax: Int64 = 36_500 * 86_400_000

    /// `30s 5m 2h 14d` in milliseconds; nil for anything else, for none and for more than
    /// `millisecondsMax`.
    package static func milliseconds(ofDuration text: String) -> Int64? {
        guard let unit = text.last, let factor = millisecondsOfUnit[unit],
            let count = count(text.dropLast())
        else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow || product > millisecondsMax ? nil : product
    }

    /// The shortest way to write a duration of whole seconds: `5m`, `14d`, `90s`.
    package static func duration(ofMilliseconds milliseconds: Int64) -> String {
        let units = millisecondsOfUnit.sorted { $0.value > $1.value }
        let unit = units.first { milliseconds.isMultiple(of: $0.value) }
        return unit.map { "\(milliseconds / $0.value)\($0.key)" } ?? "\(milliseconds)ms"
    }

    /// `10/s`, `1/5s`, `30/m`, `100/h`.
    static func rate(_ text: String) -> (count: Int, periodMilliseconds: Int)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = count(parts[0]), let unit = parts[1].last,
            "smh".contains(unit)
        else { return nil }
        let period = parts[1].count == 1 ? "1\(unit)" : String(parts[1])
        guard let milliseconds = milliseconds(ofDuration: period) else { return nil }
        return (Int(count), Int(milliseconds))
    }

    private static let millisecondsOfUnit: [Character: Int64] = [
        "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
    ]

    private static func count(_ digits: Substring) -> Int64? {
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }),
            let count = Int64(digits), count > 0
        else { return nil }
        return count
    }
}
