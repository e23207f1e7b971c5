import Foundation
import Lifecycle
import Telemetry
import Testing

@testable import AWS

@Suite("Credentials of a program")
struct ProcessCredentialsTests {
    /// A script below a path with a blank.
    private final class Script {
        private let files: SharedFiles
        let path: String

        init(_ text: String) throws {
            files = try SharedFiles()
            let folder = files.home + "/my tools"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            path = folder + "/credentials.sh"
            try "#!/bin/sh\n\(text)\n".write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: path)
        }

        func source(_ rest: String = "", milliseconds: Int = 20_000) -> ProcessCredentials {
            ProcessCredentials(
                command: "\"\(path)\" \(rest)", place: "profile ops",
                timeoutMilliseconds: milliseconds)
        }
    }

    private static func failure(_ text: String, milliseconds: Int = 20_000) async throws -> String {
        let script = try Script(text)
        let error = await SecretAnswer.failure(script.source(milliseconds: milliseconds))
        #expect(error?.place == "profile ops")
        return error.map { "\($0.code.rawValue) \($0.message)" } ?? ""
    }

    private static let minimal = #"{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "hush"}"#

    @Test("all it may print, its arguments kept apart")
    func all() async throws {
        let script = try Script(
            """
            [ "$#" = 3 ] && [ "$1" = --name ] && [ "$2" = "b c" ] && [ "$3" = '$HOME' ] || exit 9
            echo hush >&2
            cat <<'END'
            {"Version": 1, "AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "hush/secret+=",
             "SessionToken": "hush//token==", "Expiration": "2030-01-01T01:00:00+01:00",
             "AccountId": "123456789012"}
            END
            """)
        SecretAnswer.expect(
            try await script.source("--name 'b c' \\$HOME").credentials(at: CredentialsTests.now))
    }

    @Test("the least it may print lasts")
    func least() async throws {
        let script = try Script("echo '\(Self.minimal)'")
        let found = try await script.source().credentials(at: CredentialsTests.now)
        #expect(found.accessKeyId == "A")
        #expect(found.secretAccessKey.reveal() == "hush")
        #expect(found.sessionToken == nil)
        #expect(found.expiration == nil)
    }

    @Test("what lasts is used a quarter of an hour before the program is asked again")
    func held() async throws {
        let script = try Script(
            """
            echo run >> "$0.runs"
            printf '{"Version": 1, "AccessKeyId": "A%d", "SecretAccessKey": "hush"}' \\
              "$(wc -l < "$0.runs")"
            """)
        let source = script.source()
        let start = CredentialsTests.now
        for (milliseconds, key) in [
            (0, "A1"), (1, "A1"), (899_999, "A1"), (900_000, "A2"), (1_799_999, "A2"),
            // A clock that was set back.
            (899_999, "A3"),
        ] as [(Int64, String)] {
            #expect(await source.key(at: start.adding(milliseconds: milliseconds)) == key)
        }
        #expect(ProcessCredentials.heldMilliseconds == 900_000)
    }

    @Test(
        "each way to fail has its sentence",
        arguments: [
            ("echo hush; echo hush >&2; exit 2", "unavailable", "ended with exit status 2"),
            ("echo hush; kill -9 $$", "unavailable", "was killed by signal 9"),
            ("echo hush", "malformed", "no JSON object"), ("", "malformed", "no JSON object"),
            ("echo '[\"hush\"]'", "malformed", "no JSON object"),
            ("head -c 65537 /dev/zero", "malformed", "printed more than 65536 bytes"),
            ("echo '{}'", "malformed", "another Version than 1"),
            ("echo '{\"Version\": 2, \"a\": \"hush\"}'", "malformed", "another Version than 1"),
            ("echo '{\"Version\": \"1\"}'", "malformed", "another Version than 1"),
            ("echo '{\"Version\": null}'", "malformed", "another Version than 1"),
            ("echo '{\"Version\": 1}'", "malformed", "has no AccessKeyId"),
            (
                "echo '{\"Version\": 1, \"AccessKeyId\": \"hush\"}'", "malformed",
                "has no SecretAccessKey"
            ),
            (
                "echo '{\"Version\": 1, \"AccessKeyId\": 7, \"SecretAccessKey\": \"hush\"}'",
                "malformed", "has no AccessKeyId"
            ),
            (
                "echo '\(minimal)' | sed 's/}/, \"Expiration\": \"hush\"}/'", "malformed",
                "Expiration is no ISO 8601 time"
            ),
            (
                "echo '\(minimal)' | sed 's/}/, \"Expiration\": \"2020-01-01T00:00:00Z\"}/'",
                "expired", "have expired"
            ),
            ("echo '\(minimal)' | sed 's/hush/hush \\\\u00e9/'", "malformed", "characters"),
        ])
    func failures(text: String, code: String, sentence: String) async throws {
        let message = try await Self.failure(text)
        #expect(message.hasPrefix(code))
        #expect(message.contains(sentence))
    }

    @Test("one that does not end is killed")
    func timeout() async throws {
        let message = try await Self.failure("echo hush; sleep 1000", milliseconds: 200)
        #expect(message == "unavailable credential_process took more than 200 ms and was killed.")
        #expect(ProcessCredentials.timeoutMilliseconds == 30_000)
    }

    @Test("cancelling the call kills it")
    func cancellation() async throws {
        let script = try Script("sleep 1000")
        let source = script.source()
        let asking = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return await SecretAnswer.failure(source)
        }
        #expect(await asking.value?.message == "credential_process was cancelled.")
    }

    @Test(
        "what cannot be run",
        arguments: [
            ("", "empty"), ("  ", "empty"), ("\"hush", "partner"), ("'hush", "partner"),
            ("hush\\", "partner"), ("/no/such/program hush", "No such file"),
            ("hookferry-no-such-program hush", "No such file"), ("/etc hush", "Permission denied"),
            ("'' hush", "No such file"),
        ])
    func notRun(command: String, sentence: String) async {
        let error = await SecretAnswer.failure(
            ProcessCredentials(command: command, place: "profile ops"))
        #expect(error?.code == .malformed)
        #expect(error?.message.contains(sentence) == true)
    }
}
