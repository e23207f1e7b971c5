import Events
import JSON
import Lifecycle

/// A run or deployment of any CI, by its `pipeline` (design.md section 3).
enum RunWording {
    /// Nil for an event that is about none.
    static func words(_ event: EventFields, _ context: MessageContext) -> EventWords? {
        guard let run = event.value("pipeline"), run.kind == .object,
            let status = run["status"]?.line
        else { return nil }
        let name = run["name"]?.line
        var words = EventWords(
            subject: name ?? provider(run),
            predicate: " \(what(run)) \(status.uppercased().cut(to: 24))",
            kind: "ci.pipeline_\(KindText.word(status))")
        words.place = [run["repository"]?.line, run["ref"]?.line].compactMap { $0 }
        let standing = standings[status] ?? .other
        words.set(standing)
        words.facts = [
            ("Took", standing.isEnd ? span(run, event, context) : nil),
            ("Branch", run["ref"]?.line),
            ("Commit", run["commit"]?.line.map { String($0.prefix(commitCharactersMax)) }),
            ("By", run["actor"]?.line), ("Environment", run["environment"]?.line),
            ("Attempt", run["attempt"]?.line.flatMap { $0 == "1" ? nil : $0 }),
            ("Repository", run["repository"]?.line), ("Run", run["runId"]?.line),
        ]
        words.headlineLabels = ["Branch", "Environment", "Repository"]
        words.groupKey = groupKey(run)
        words.link = run["url"]?.url
        words.linkLabel = "Open the run"
        return words
    }

    /// What people tell commits apart by.
    private static let commitCharactersMax = 12

    private static let standings: [String: Standing] = [
        "queued": .begun, "running": .begun, "succeeded": .succeeded, "failed": .failed,
        "canceled": .stopped,
    ]

    private static let titles = [
        "github": "GitHub", "gitlab": "GitLab", "bitbucket": "Bitbucket", "circleci": "CircleCI",
        "buildkite": "Buildkite", "azure-devops": "Azure DevOps", "jenkins": "Jenkins",
        "hcp-terraform": "HCP Terraform",
    ]

    private static func provider(_ run: JSONCursor) -> String {
        guard let provider = run["provider"]?.line else { return "CI" }
        return titles[provider] ?? provider.cut(to: 24)
    }

    private static func what(_ run: JSONCursor) -> String {
        run["environment"]?.line.map { "deployment to \($0.cut(to: 24))" } ?? "pipeline"
    }

    private static func span(
        _ run: JSONCursor, _ event: EventFields, _ context: MessageContext
    ) -> String? {
        guard let began = event.time("pipeline", "startedAt"),
            let end = event.time("pipeline", "finishedAt")
        else { return context.span(to: event) }
        return DurationText.words(from: began, to: end)
    }

    /// By provider, repository, name, ref and environment; those that are not there are empty.
    /// Nil when nothing says which run it is of.
    private static func groupKey(_ run: JSONCursor) -> String? {
        let parts = ["repository", "name", "ref", "environment"].map { key in
            run[key].flatMap { KeyText.joined("", $0) }
        }
        guard parts[0] != nil || parts[1] != nil else { return nil }
        let provider = KeyText.part(run["provider"]?.line ?? "")
        let named = parts.prefix(3).map { $0 ?? "/" } + [parts[3] ?? ""]
        return KeyText.bounded("ci/\(provider)\(named.joined())")
    }
}
