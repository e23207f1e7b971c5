import Configuration
import Foundation

/// The files beside this one, and loads of them.
enum Fixtures {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures").path(percentEncoded: false)

    static let token = "a-token-that-nobody-sees"

    static let signingSecret = "whsec_aGlkZGVuLWhpZGRlbi1oaWRkZW4taGlkZGVu"

    /// What the files may refer to; `HOME` keeps the developer's own AWS profiles out.
    static let environment = [
        "SET_TOKEN": token, "SET_SIGNING_SECRET": signingSecret,
        "SLACK_URL": "https://hooks.slack.com/services/T000/B000/hidden-part-of-url",
        "LOCAL_URL": "http://127.0.0.1:8099/services/hidden-part-of-url",
        "FRAGMENT_URL": "https://hidden.example.com/hidden-part-of-url#hidden",
        "TEAMS_URL": "https://hidden.environment.api.powerplatform.com:443/powerautomate"
            + "/automations/direct/workflows/hidden/triggers/manual/paths/invoke?api-version=1"
            + "&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=hidden-part-of-url",
        "DISCORD_URL": "https://discord.com/api/webhooks/1234567890/hidden-part-of-url",
        "GOOGLE_CHAT_URL": "https://chat.googleapis.com/v1/spaces/AAAA/messages"
            + "?key=hidden-key&token=hidden-part-of-url",
        "MATTERMOST_URL": "https://chat.example.com/hooks/abcdefghijklmnopqrstuvwxyz",
        "ROCKET_CHAT_URL": "https://chat.example.com/hooks/abcdefghijklmnopq/hidden-part-of-url",
        "WEBHOOK_URL": "https://hooks.example.com/hidden-part-of-url",
        "SET_BOT_TOKEN": "123456789:AAHhidden-part-of-token_0123456789a",
        "SET_ROUTING_KEY": "0123456789abcdef0123456789abcdef",
        "HOME": "/nonexistent",
    ]

    /// The files of a folder whose names start so, as paths from `directory`.
    static func files(in folder: String, _ prefix: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(folder)")
        return (names ?? []).filter { $0.hasPrefix(prefix) }.sorted().map { "\(folder)/\($0)" }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(directory)/\(path)", encoding: .utf8)
    }

    static func load(_ path: String, _ purpose: LoadPurpose = .serve) -> LoadResult {
        ConfigurationLoader.load(
            path: "\(directory)/\(path)", environment: environment, purpose: purpose)
    }
}

/// A directory of its own that is gone with the value.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path(percentEncoded: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and gives its path; directories on the way are made.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path(percentEncoded: false)
    }

    /// Writes `a.yaml` and the configuration that names it.
    func writeRules(_ text: String) throws {
        try write(
            "hookferry.yaml",
            """
            sources: {}
            rules: [a.yaml]
            aws: { region: us-east-2 }
            receivers: { ops: { type: slack, url: { env: SLACK_URL } } }
            """)
        try write("a.yaml", text)
    }

    func load(
        _ purpose: LoadPurpose = .serve, file name: String = "hookferry.yaml",
        environment: [String: String] = Fixtures.environment
    ) -> LoadResult {
        ConfigurationLoader.load(
            path: "\(path)/\(name)", environment: environment, purpose: purpose)
    }
}

extension LoadResult {
    /// The diagnostics as printed, without the directories of their files.
    var lines: [String] {
        diagnostics.map { diagnostic in
            let name = diagnostic.file.split(separator: "/").last ?? ""
            let line = String(name + diagnostic.description.dropFirst(diagnostic.file.count))
            return line.replacingOccurrences(of: Fixtures.directory, with: "Fixtures")
        }
    }
}
