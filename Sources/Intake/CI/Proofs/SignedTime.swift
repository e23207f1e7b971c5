import Lifecycle

/// The Unix time in whole seconds that a signature covers.
struct SignedTime {
    private let time: Timestamp

    /// How far a signed time may be from now, either way: five minutes, as the libraries of
    /// Standard Webhooks have it
    /// (https://docs.svix.com/receiving/verifying-payloads/how-manual).
    static let timestampToleranceMilliseconds: Int64 = 300_000
    /// Digits of a time; ten last until the year 2286.
    static let timestampDigitsMax = 12

    /// Nil for anything but some digits.
    init?(_ text: String) {
        guard (1...Self.timestampDigitsMax).contains(text.utf8.count),
            text.utf8.allSatisfy(\.isASCIIDigit), let seconds = Int64(text)
        else { return nil }
        time = Timestamp(milliseconds: seconds * 1_000)
    }

    /// As a sender writes it.
    static func text(_ now: Timestamp) -> String { "\(now.milliseconds / 1_000)" }

    /// Throws `badCredentials` for a time too far from now.
    func check(at now: Timestamp) throws(Refusal) {
        let tolerance = Self.timestampToleranceMilliseconds
        guard time.adding(milliseconds: tolerance) >= now else {
            throw Self.stale(now.milliseconds - time.milliseconds, "old")
        }
        guard time <= now.adding(milliseconds: tolerance) else {
            throw Self.stale(time.milliseconds - now.milliseconds, "ahead")
        }
    }

    private static func stale(_ milliseconds: Int64, _ direction: String) -> Refusal {
        .unproven(
            "The signed timestamp is more than \(timestampToleranceMilliseconds / 1_000) s "
                + "from now.",
            "The timestamp is \((milliseconds + 999) / 1_000) s \(direction).")
    }
}
