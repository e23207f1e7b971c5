import Lifecycle

/// The story of the demo, one line an event, printed as it happens.
final class Timeline: Sendable {
    private let clock: WallClock
    private let startedAt: Timestamp
    private let write: @Sendable (String) -> Void
    private let usesColor: Bool

    init(clock: WallClock, usesColor: Bool, write: @escaping @Sendable (String) -> Void) {
        self.clock = clock
        self.write = write
        self.usesColor = usesColor
        startedAt = clock.now()
    }

    /// Milliseconds since the story began.
    var elapsedMilliseconds: Int64 { clock.now().milliseconds - startedAt.milliseconds }

    /// `  0.214 s  SNS → bridge      Notification … → 202 accepted`
    func tell(_ who: String, _ what: String) {
        let elapsed = elapsedMilliseconds
        let fraction = String(elapsed % 1000)
        let padded = String(repeating: "0", count: 3 - fraction.count) + fraction
        let time = "\(elapsed / 1000).\(padded) s"
        let place = who + String(repeating: " ", count: max(1, 17 - who.count))
        let line =
            usesColor
            ? "\u{1b}[2m\(time)\u{1b}[0m  \u{1b}[1m\(place)\u{1b}[0m" : "\(time)  \(place)"
        write("  \(line)\(what)\n")
    }

    /// A line of its own, outside of the story.
    func say(_ text: String) { write(text + "\n") }
}
