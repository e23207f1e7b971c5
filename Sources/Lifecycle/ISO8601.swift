/// Moments as ISO 8601 writes them (RFC 3339), in the years 0000 to 9999.
enum ISO8601 {
    private static let shape = Array("0000-00-00T00:00:00".utf8)
    /// Nanoseconds: nobody sends more.
    static let fractionDigitsMax = 9

    /// The zone is `Z`, `+02:00` or `+0200`; a fraction is rounded to milliseconds.
    static func milliseconds(of text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count > shape.count,
            zip(bytes, shape).allSatisfy({ byte, wanted in
                wanted == UInt8(ascii: "0") ? isDigit(byte) : byte == wanted
            }), let seconds = seconds(of: bytes)
        else { return nil }
        let zone = bytes[shape.count...].drop { $0 == UInt8(ascii: ".") || isDigit($0) }
        guard let zoneSeconds = zoneSeconds(Array(zone)),
            let fraction = fractionMilliseconds(bytes[shape.count..<zone.startIndex])
        else { return nil }
        return (seconds - zoneSeconds) * 1_000 + fraction
    }

    /// `2016-09-27T18:39:40.062Z`; a year beyond 9999 has more digits, one before 0 a sign.
    static func text(of milliseconds: Int64) -> String {
        let (days, time) = milliseconds.dividedDown(by: 86_400_000)
        let date = CalendarDate(daysSince1970: days)
        let year = abs(date.year)
        var bytes: [UInt8] = date.year < 0 ? [UInt8(ascii: "-")] : []
        bytes.reserveCapacity("2016-09-27T18:39:40.062Z".utf8.count)
        append(year, digits: max(4, String(year).utf8.count), "-", to: &bytes)
        append(date.month, digits: 2, "-", to: &bytes)
        append(date.day, digits: 2, "T", to: &bytes)
        append(time / 3_600_000, digits: 2, ":", to: &bytes)
        append(time / 60_000 % 60, digits: 2, ":", to: &bytes)
        append(time / 1_000 % 60, digits: 2, ".", to: &bytes)
        append(time % 1_000, digits: 3, "Z", to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Reading

    /// Of a text that has the shape. A second 60 is refused: no clock that counts from 1970 has it.
    private static func seconds(of bytes: [UInt8]) -> Int64? {
        let date = CalendarDate(
            year: number(bytes[0..<4]), month: number(bytes[5..<7]), day: number(bytes[8..<10]))
        let hour = number(bytes[11..<13])
        let minute = number(bytes[14..<16])
        let second = number(bytes[17..<19])
        guard date.exists, hour < 24, minute < 60, second < 60 else { return nil }
        return ((date.daysSince1970 * 24 + hour) * 60 + minute) * 60 + second
    }

    /// Of nothing, or of a point and digits.
    private static func fractionMilliseconds(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard let point = bytes.first else { return 0 }
        let digits = bytes.dropFirst()
        guard point == UInt8(ascii: "."), (1...fractionDigitsMax).contains(digits.count),
            digits.allSatisfy(isDigit)
        else { return nil }
        let tenths = number(digits.prefix(4)) * [1, 1_000, 100, 10, 1][min(digits.count, 4)]
        return (tenths + 5) / 10
    }

    /// What the zone is ahead of UTC.
    private static func zoneSeconds(_ bytes: [UInt8]) -> Int64? {
        if bytes == [UInt8(ascii: "Z")] { return 0 }
        guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return nil
        }
        var digits = bytes.dropFirst()
        if digits.count == 5, digits[3] == UInt8(ascii: ":") { digits.remove(at: 3) }
        guard digits.count == 4, digits.allSatisfy(isDigit) else { return nil }
        let (hours, minutes) = (number(digits.prefix(2)), number(digits.suffix(2)))
        guard hours < 24, minutes < 60 else { return nil }
        return (hours * 60 + minutes) * 60 * (sign == UInt8(ascii: "+") ? 1 : -1)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64 {
        digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    // MARK: Printing

    private static func append(
        _ number: Int64, digits: Int, _ end: Unicode.Scalar, to bytes: inout [UInt8]
    ) {
        let start = bytes.count
        var rest = number
        for _ in 0..<digits {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        }
        bytes[start...].reverse()
        bytes.append(UInt8(ascii: end))
    }
}

/// A day of the Gregorian calendar, also before there was one. The arithmetic is Howard Hinnant's
/// (https://howardhinnant.github.io/date_algorithms.html): a year begins in March, so that the
/// leap day is its last, and 400 years have 146,097 days.
private struct CalendarDate: Equatable {
    let year: Int64
    let month: Int64
    let day: Int64

    private static let eraDays: Int64 = 146_097
    /// From the 1st of March of the year 0.
    private static let daysTo1970: Int64 = 719_468

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSince1970 days: Int64) {
        let (era, day) = (days + Self.daysTo1970).dividedDown(by: Self.eraDays)
        let year = (day - day / 1_460 + day / 36_524 - day / (Self.eraDays - 1)) / 365
        let dayOfYear = day - (year * 365 + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        self.month = month < 10 ? month + 3 : month - 9
        self.day = dayOfYear - (153 * month + 2) / 5 + 1
        self.year = era * 400 + year + (self.month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let (era, year) = (month <= 2 ? self.year - 1 : self.year).dividedDown(by: 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * Self.eraDays + year * 365 + year / 4 - year / 100 + dayOfYear
            - Self.daysTo1970
    }

    /// False for the 30th of February, which is the 1st or 2nd of March.
    var exists: Bool { self == CalendarDate(daysSince1970: daysSince1970) }
}

extension Int64 {
    /// The quotient rounded down, and what remains, which is never negative.
    fileprivate func dividedDown(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
