import Configuration
import HookferryApp
import Journal
import Lifecycle

/// `hookferry redrive`
enum RedriveVerb: Verb {
    static let name = "redrive"
    static let summary = "puts dead letters back at the step that failed"
    static let options = ["config", "rule", "since"]
    static let flags = ["all", "json"]
    static let operandsMax = 1
    static let help = """
        Usage: hookferry redrive ID [--json] [--config FILE]
               hookferry redrive --all [--rule NAME] [--since TIME] [--json] [--config FILE]

        Puts deliveries that ended as dead or uncertain back at the step that failed, with what that
        step was to send; it is tried at once and, where that fails, for as long as its `retry` says
        anew. Steps of onFailure run again if it fails again. ID is a delivery's, or an event's for
        every dead delivery of it.

        A running bridge is asked at its admin listener; without one the journal itself is changed,
        and the bridge goes on from there when it starts. Until that is done the journal is taken: a
        bridge that is started meanwhile refuses to start.

          --all          every dead letter of the journal
          --rule NAME    of this rule only
          --since TIME   of events received then or later: 2h (two hours ago), 2026-11-21,
                         2026-11-21T08:00:00Z
          --config FILE  the configuration (default $HOOKFERRY_CONFIG, then hookferry.yaml)
          --json         one JSON object a line

        Exit code 0 when everything was put back, also when --all finds nothing to do; 1 when
        something was not, or is not dead.

        """

    static func run(_ arguments: Arguments) async -> Int32 {
        do throws(VerbFailure) {
            let since = try arguments.time("since", now: WallClock.system.now())
            let isAll = arguments.flags.contains("all")
            guard isAll == arguments.operands.isEmpty else {
                throw VerbFailure(ExitCode.usage, "name an event or a delivery, or say --all")
            }
            if !isAll, let stray = ["rule", "since"].first(where: { arguments.values[$0] != nil }) {
                throw VerbFailure(ExitCode.usage, "`--\(stray)` goes with --all only")
            }
            let settings = try arguments.settings()
            var letters = LetterQueue(try VerbFailure.reader(of: settings))
            letters.since = since
            letters.rule = arguments.values["rule"]
            letters.id = arguments.operands.first
            var report = RedriveReport(isJSON: arguments.isJSON, isAll: isAll)
            try await redrive(&letters, settings, &report)
            return report.exitCode
        } catch {
            StandardStreams.writeError("hookferry redrive: \(error.message)\n")
            return error.exitCode
        }
    }

    /// Nobody is asked and nothing is opened where there is nothing to do.
    private static func redrive(
        _ letters: inout LetterQueue, _ settings: Settings, _ report: inout RedriveReport
    ) async throws(VerbFailure) {
        var batch = try await letters.next()
        guard !batch.isEmpty else { return report.end() }
        let redriver: Redriver
        do throws(RedriveError) { redriver = try await Redriver(settings) } catch {
            throw VerbFailure(error)
        }
        var failure: VerbFailure?
        do throws(VerbFailure) {
            while !batch.isEmpty {
                for letter in batch {
                    do throws(RedriveError) {
                        report.add(letter, try await redriver.redrive(letter.id))
                    } catch {
                        throw VerbFailure(error)
                    }
                }
                batch = try await letters.next()
            }
        } catch {
            failure = error
        }
        await redriver.close()
        report.end()
        if let failure { throw failure }
    }
}
