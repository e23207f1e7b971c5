import Actions
import Configuration
import HookferryApp
import JSON
import Lifecycle

/// `hookferry check --send-test RECEIVER`
enum SendTest {
    /// The exit code.
    static func run(_ arguments: Arguments, to name: String) async -> Int32 {
        do throws(VerbFailure) {
            let receiver = try receiver(name, arguments)
            let answer: TestMessageAnswer
            do throws(BridgeError) {
                answer = try await ReceiverTrial.run(receiver, named: name)
            } catch {
                throw VerbFailure(ExitCode.failed, error.message)
            }
            StandardStreams.writeOutput(
                arguments.isJSON
                    ? answer.json(of: name).prettyPrinted()
                    : "\(name): \(EventStory.printable(answer.message))\n")
            return answer.isDelivered ? ExitCode.fine : ExitCode.failed
        } catch {
            StandardStreams.writeError("hookferry check: \(error.message)\n")
            return error.exitCode
        }
    }

    private static func receiver(
        _ name: String, _ arguments: Arguments
    ) throws(VerbFailure) -> Receiver {
        // Secrets of other receivers and of sources need not be set where a test is sent.
        let loaded = ConfigurationLoader.load(
            path: arguments.configurationPath, environment: arguments.environment, purpose: .check)
        let lines = loaded.diagnostics.map { "\n\($0)" }.joined()
        guard let settings = loaded.settings else {
            throw VerbFailure(
                ExitCode.failed, "the configuration has mistakes; nothing was sent" + lines)
        }
        guard let receiver = settings.receivers[name] else {
            throw VerbFailure(
                ExitCode.usage, unknown(name, among: settings.receivers.keys.sorted()))
        }
        guard !settings.unsetReceivers.contains(name) else {
            throw VerbFailure(
                ExitCode.failed,
                "a secret of the receiver `\(name)` is not set here; nothing was sent" + lines)
        }
        return receiver
    }

    private static func unknown(_ name: String, among known: [String]) -> String {
        let hint =
            known.isEmpty ? "the configuration has none" : "known: \(known.joined(separator: ", "))"
        return "there is no receiver `\(Program.printable(name))`; \(hint)"
    }
}

extension TestMessageAnswer {
    fileprivate func json(of receiver: String) -> JSONValue {
        var object: JSONObject = [
            "receiver": .string(receiver), "delivered": .bool(isDelivered),
        ]
        object["status"] = status.map { .number(JSONNumber($0)) }
        object["message"] = .string(message)
        return .object(object)
    }
}
