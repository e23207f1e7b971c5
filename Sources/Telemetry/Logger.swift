/// How grave a log line is; lines below the logger's threshold are dropped.
package enum LogLevel: String, Sendable, Comparable, CaseIterable {
    case debug, info, warning, error

    package static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }
}

/// A field of a log line.
package enum LogField: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral
{
    case string(String)
    case integer(Int)
    case boolean(Bool)

    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
}

/// How log lines look: one JSON object a line for machines, plain words for people.
package enum LogFormat: String, Sendable, CaseIterable {
    case json, text
}

/// What counts as one trouble, of which only so many warnings or errors are written.
package enum LogThrottling: Sendable, Hashable {
    /// All lines of the message.
    case message
    /// Of the message, the lines with this key; there must be few keys.
    case each(String)
    /// Every line is written.
    case none
}

/// Writes log lines: a constant message, and everything variable in fields.
package struct Logger: Sendable {
    private let format: LogFormat
    private let threshold: LogLevel
    private let time: @Sendable () -> String
    private let write: @Sendable (String) -> Void
    private let throttle: LogThrottle?

    /// `time` gives the ISO 8601 time of a line; `write` takes a line with its newline. A
    /// `throttle` bounds what repeats itself among warnings and errors.
    package init(
        format: LogFormat = .json, threshold: LogLevel = .info,
        time: @escaping @Sendable () -> String,
        throttle: LogThrottle? = nil, write: @escaping @Sendable (String) -> Void
    ) {
        self.format = format
        self.threshold = threshold
        self.time = time
        self.throttle = throttle
        self.write = write
    }

    /// Drops every line.
    package static let silent = Logger(time: { "" }, write: { _ in })

    /// What only somebody who looks for a fault wants to see.
    package func debug(_ message: StaticString, _ fields: KeyValuePairs<String, LogField> = [:]) {
        log(.debug, message, fields)
    }

    /// What happens in the ordinary course of things.
    package func info(_ message: StaticString, _ fields: KeyValuePairs<String, LogField> = [:]) {
        log(.info, message, fields)
    }

    /// What went wrong on the other side, or may become a fault.
    package func warning(
        _ message: StaticString, _ fields: KeyValuePairs<String, LogField> = [:],
        throttle: LogThrottling = .message
    ) {
        log(.warning, message, fields, throttle)
    }

    /// What went wrong here.
    package func error(_ message: StaticString, _ fields: KeyValuePairs<String, LogField> = [:]) {
        log(.error, message, fields)
    }

    /// Tells at the end what was left out of windows that are not over yet.
    package func tellLeftOut() { tell(throttle?.leftOut(atEnd: true) ?? []) }

    private func log(
        _ level: LogLevel, _ message: StaticString, _ fields: KeyValuePairs<String, LogField>,
        _ throttling: LogThrottling = .message
    ) {
        guard level >= threshold else { return }
        if let throttle {
            tell(throttle.leftOut())
            guard level < .warning || throttle.admits("\(message)", throttling) else { return }
        }
        writeLine(level, "\(message)", fields)
    }

    private func tell(_ leftOut: [LogThrottle.LeftOut]) {
        guard threshold <= .warning else { return }
        for (message, key, lines) in leftOut {
            let told: KeyValuePairs<String, LogField> =
                key.isEmpty
                ? ["of": .string(message), "lines": .integer(lines)]
                : ["of": .string(message), "key": .string(key), "lines": .integer(lines)]
            writeLine(.warning, "log lines were left out", told)
        }
    }

    private func writeLine(
        _ level: LogLevel, _ message: String, _ fields: KeyValuePairs<String, LogField>
    ) {
        let line = LogLine(time: time(), level: level, message: message, fields: fields)
        write(format == .json ? line.json : line.text)
    }
}
