import HookferryApp
import Lifecycle
import Telemetry

/// The words behind a verb, sorted: `--name value`, `--name=value`, `--flag`, operands.
struct Arguments {
    private(set) var values: [String: String] = [:]
    private(set) var flags: Set<String> = []
    private(set) var operands: [String] = []
    let environment: [String: String]

    init(
        _ words: [String], of verb: any Verb.Type, environment: [String: String]
    ) throws(UsageError) {
        self.environment = environment
        var rest = words[...]
        var takesOptions = true
        while let word = rest.popFirst() {
            if takesOptions, word == "--" {
                takesOptions = false
            } else if takesOptions, word == "-h" {
                flags.insert("help")
            } else if takesOptions, word.hasPrefix("--") {
                try takeOption(word.dropFirst(2), of: verb, &rest)
            } else {
                operands.append(word)
            }
        }
        guard operands.count <= verb.operandsMax else {
            let word = Program.printable(operands[verb.operandsMax])
            throw UsageError(message: "`\(word)` is one word too many")
        }
    }

    private mutating func takeOption(
        _ word: Substring, of verb: any Verb.Type, _ rest: inout ArraySlice<String>
    ) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        if parts.count == 1, verb.flags.contains(name) || name == "help" {
            flags.insert(name)
            return
        }
        guard verb.options.contains(name) else {
            let isFlag = verb.flags.contains(name)
            let reason = isFlag ? "takes no value" : "is not an option of this verb"
            throw UsageError(message: "`--\(Program.printable(name))` \(reason)")
        }
        guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
            throw UsageError(message: "`--\(name)` needs a value")
        }
        values[name] = value
    }

    var asksForHelp: Bool { flags.contains("help") }

    var isJSON: Bool { flags.contains("json") }

    /// Whether output may be coloured: on a terminal that has colours and whose user wants them
    /// (https://no-color.org).
    var usesColor: Bool {
        StandardStreams.outputIsTerminal && environment["NO_COLOR"] == nil
            && environment["TERM"] != "dumb"
    }

    /// `--config`, else `$HOOKFERRY_CONFIG`, else `hookferry.yaml`.
    var configurationPath: String {
        values["config"] ?? environment["HOOKFERRY_CONFIG"] ?? "hookferry.yaml"
    }

    /// The logger that `--log-format` and `--log-level` ask for.
    func logger() throws(UsageError) -> Logger {
        let format = try choice("log-format", among: LogFormat.self, standard: .json)
        let threshold = try choice("log-level", among: LogLevel.self, standard: .info)
        return Logger(
            format: format, threshold: threshold, time: { WallClock.system.now().iso8601 },
            throttle: LogThrottle(), write: StandardStreams.writeError)
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, among: Choice.Type, standard: Choice
    ) throws(UsageError) -> Choice where Choice.RawValue == String {
        guard let word = values[name] else { return standard }
        guard let choice = Choice(rawValue: word) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError(
                message: "`--\(name)` is one of \(known), not `\(Program.printable(word))`")
        }
        return choice
    }
}
