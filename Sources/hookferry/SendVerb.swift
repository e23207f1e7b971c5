import Configuration
import HookferryApp
import JSON
import Lifecycle

/// `hookferry send`
enum SendVerb: Verb {
    static let name = "send"
    static let summary = "signs and posts a file to the bridge as a source's sender would"
    static let options = [
        "config", "event", "id", "sns-key", "source", "subject", "topic", "url", "wait",
    ]
    static let flags = ["json", "new-sns-key"]
    static let operandsMax = 1
    static let help = """
        Usage: hookferry send --source NAME FILE [--url URL] [--event NAME] [--id ID] [--wait N]
                              [--json] [--config FILE]
               hookferry send --source NAME FILE [--topic ARN] [--subject TEXT] [--sns-key FILE] …
               hookferry send --new-sns-key [--json] [--config FILE]

        Posts a file to the running bridge, once, with the signature or the credentials of the
        source's own sender, and prints the answer. - is standard input; 2 MiB at most.

          --source NAME   the configured source; its first secret signs
          --url URL       the bridge's address, or the whole URL (default: where the configuration
                          listens, on this machine)
          --event NAME    the sender's name of the event (default: what the file looks like)
          --id ID         the delivery's id, to repeat one (default: a new one)
          --wait N        waits up to N seconds (300 at most) for the outcome: Prefer: wait=N
          --config FILE   the configuration (default $HOOKFERRY_CONFIG, then hookferry.yaml)
          --json          prints the answer's whole body

        Nobody but SNS has SNS's key. To try an sns source, make a key of your own, once, and pin
        its certificate in the source: certificates: sns-certificates. The file is then the body of
        an SNS message, which gets a new id, time and signature, or a bare message, such as AWS
        Config's JSON or any text.

          --new-sns-key   makes sns-key.pem and sns-certificates/ beside the configuration
          --topic ARN     the topic (default: the body's, else the source's first)
          --subject TEXT  the message's subject
          --sns-key FILE  another private key, in PEM

        A source that pins certificates fetches none: SNS's own must then be pinned as well.

        Exit code 0 when the bridge answers 2xx, 1 when it does not, 2 for wrong usage.

        """

    static func run(_ arguments: Arguments) async -> Int32 {
        do throws(SendFailure) {
            if arguments.flags.contains("new-sns-key") { return try makeKey(arguments) }
            return try await send(arguments)
        } catch {
            StandardStreams.writeError(
                "hookferry send: \(EventStory.printable(error.message))\n"
                    + error.details.map { "\($0)\n" }.joined())
            return error.exitCode
        }
    }

    // MARK: Sending

    private static func send(_ arguments: Arguments) async throws(SendFailure) -> Int32 {
        guard let source = arguments.values["source"], let path = arguments.operands.first else {
            throw SendFailure(usage: "name a source and a file: --source NAME FILE")
        }
        // Before the file: standard input may be a person who types.
        let wait = try waitSeconds(arguments)
        for name in ["event", "id", "subject"] { try checkLine(name, arguments) }
        let sender = StandInSender(try settings(arguments), keyFiles: keyFiles(arguments))
        let file: InputFile
        do throws(InputError) {
            file = try InputFile(path, bytesMax: SendOrder.fileBytesMax)
        } catch {
            throw SendFailure(error.message)
        }
        var order = SendOrder(source: source, file: file.bytes)
        order.waitSeconds = wait
        order.url = arguments.values["url"]
        order.event = arguments.values["event"]
        order.id = arguments.values["id"]
        order.topic = arguments.values["topic"]
        order.subject = arguments.values["subject"]
        order.keyPath = arguments.values["sns-key"]
        do throws(SendError) {
            return tell(try await sender.send(order), isJSON: arguments.isJSON)
        } catch {
            throw SendFailure(error)
        }
    }

    private static func tell(_ answer: SendAnswer, isJSON: Bool) -> Int32 {
        if isJSON, let json = answer.json {
            StandardStreams.writeOutput(TerminalJSON.text(json.prettyPrinted()))
        } else {
            StandardStreams.writeOutput(SendStory(answer).text)
        }
        return answer.isFine ? ExitCode.fine : ExitCode.failed
    }

    private static func waitSeconds(_ arguments: Arguments) throws(SendFailure) -> Int? {
        guard let text = arguments.values["wait"] else { return nil }
        guard let seconds = Int(text), (1...SendOrder.waitSecondsMax).contains(seconds) else {
            throw SendFailure(
                usage: "`--wait` is a number of seconds from 1 to \(SendOrder.waitSecondsMax)")
        }
        return seconds
    }

    /// What stands in a header field or in a signed line of SNS's.
    private static func checkLine(
        _ name: String, _ arguments: Arguments
    ) throws(SendFailure) {
        guard let text = arguments.values[name] else { return }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw SendFailure(usage: "`--\(name)` is a single line that is not empty")
        }
    }

    private static func settings(_ arguments: Arguments) throws(SendFailure) -> Settings {
        let loaded = ConfigurationLoader.load(
            path: arguments.configurationPath, environment: arguments.environment,
            purpose: .serve)
        guard let settings = loaded.settings else {
            throw SendFailure(
                "the configuration has mistakes; nothing was sent",
                details: loaded.diagnostics.filter { $0.severity == .error }.map { "\($0)" })
        }
        return settings
    }

    // MARK: A key in the place of SNS's

    private static func makeKey(_ arguments: Arguments) throws(SendFailure) -> Int32 {
        let others = arguments.values.keys.filter { $0 != "config" }.sorted()
        guard others.isEmpty, arguments.operands.isEmpty else {
            throw SendFailure(usage: "`--new-sns-key` sends nothing: it goes with --config only")
        }
        let made: SNSKeyFiles.Made
        do throws(SendError) {
            made = try keyFiles(arguments).make(now: WallClock.system.now())
        } catch {
            throw SendFailure(error)
        }
        StandardStreams.writeOutput(arguments.isJSON ? made.json : made.text)
        return ExitCode.fine
    }

    private static func keyFiles(_ arguments: Arguments) -> SNSKeyFiles {
        SNSKeyFiles(besideConfiguration: arguments.configurationPath)
    }
}

private struct SendFailure: Error {
    let exitCode: Int32
    let message: String
    /// Further lines.
    var details: [String] = []

    init(_ message: String, details: [String] = []) {
        exitCode = ExitCode.failed
        self.message = message
        self.details = details
    }

    init(usage message: String) {
        exitCode = ExitCode.usage
        self.message = message
    }

    init(_ error: SendError) {
        exitCode = error.isUsage ? ExitCode.usage : ExitCode.failed
        message = error.description
    }
}

extension SNSKeyFiles.Made {
    fileprivate var text: String {
        """
        made \(EventStory.printable(keyPath)), which signs in the place of SNS: keep it secret
        made \(EventStory.printable(certificatePath)), valid until \(notAfter.iso8601.prefix(10))

        Add this line to the sns source that is to take what it signs:

            certificates: \(SNSKeyFiles.directoryName)

        A source that pins certificates fetches none. To go on taking SNS's own messages it needs
        their certificate in the same directory; better try with a source of its own.

        """
    }

    fileprivate var json: String {
        let object: JSONValue = [
            "key": .string(keyPath), "certificate": .string(certificatePath),
            "certificates": .string(SNSKeyFiles.directoryName),
            "notAfter": .string(notAfter.iso8601),
        ]
        return object.prettyPrinted()
    }
}
