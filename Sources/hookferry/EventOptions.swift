import Configuration
import Events
import Journal
import Lifecycle

extension EventFilter {
    /// The options that say which events are wanted.
    static let options = ["rule", "since", "source", "status", "text", "until"]

    /// What the options say; `now` is what a duration counts back from.
    init(_ arguments: Arguments, now: Timestamp) throws(VerbFailure) {
        self.init(source: arguments.values["source"], rule: arguments.values["rule"])
        since = try arguments.time("since", now: now)
        until = try arguments.time("until", now: now)
        if let word = arguments.values["status"] {
            guard let status = Status(word: word) else {
                let known = Status.allCases.map(\.word).filter { $0 != "failed" }
                throw VerbFailure(
                    ExitCode.usage,
                    "`--status` is one of \(known.joined(separator: ", ")), not "
                        + "`\(Program.printable(word))`")
            }
            self.status = status
        }
        guard let text = arguments.values["text"] else { return }
        guard (1...Self.textBytesMax).contains(text.utf8.count) else {
            throw VerbFailure(
                ExitCode.usage, "`--text` has 1 to \(Self.textBytesMax) bytes")
        }
        self.text = text
    }
}

extension Arguments {
    /// A moment: a duration counts back from `now`, a day begins at midnight UTC.
    func time(_ name: String, now: Timestamp) throws(VerbFailure) -> Timestamp? {
        guard let text = values[name] else { return nil }
        if let span = TimeText.milliseconds(ofDuration: text) {
            return now.adding(milliseconds: -span)
        }
        let isDay = text.utf8.count == "2026-11-21".utf8.count
        guard let time = Timestamp(iso8601: isDay ? "\(text)T00:00:00Z" : text) else {
            throw VerbFailure(
                ExitCode.usage,
                "`--\(name)` is how long ago (30s, 5m, 2h, 14d), a day (2026-11-21) or a time "
                    + "(2026-11-21T08:00:00Z), not `\(Program.printable(text))`")
        }
        return time
    }
}
