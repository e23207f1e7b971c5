import Events
import JSON
import Lifecycle
import Testing

@testable import Actions

@Suite("Digest of waiting messages")
struct SummaryDigestTests {
    private let now = Timestamp(milliseconds: 1_700_000_180_000)

    private func waiting(
        _ count: Int, _ severities: [String: Int], _ headlines: [String] = []
    ) -> WaitingMessages {
        WaitingMessages(
            count: count, since: Timestamp(milliseconds: 1_700_000_000_000),
            severities: severities, headlines: headlines)
    }

    private func summary(_ waiting: WaitingMessages, link: String? = nil) -> Summary {
        Summary(
            ["event": ["rule": "deploy"], "title": "Only mine", "severity": "info"],
            MessageContext(digest: waiting, adminURL: link), now: now)
    }

    @Test(
        "the counts by severity, the gravest first",
        arguments: [
            (["error": 2, "success": 10], "12 more in 3 min — 2 errors, 10 successes", .error),
            (
                ["info": 1, "warning": 1, "critical": 1, "error": 1, "success": 1],
                "12 more in 3 min — 1 critical, 1 error, 1 warning, 1 success, 1 info", .critical
            ),
            (["success": 12, "error": 0], "12 more in 3 min — 12 successes", .success),
            (["strange": 12], "12 more in 3 min", .info), ([:], "12 more in 3 min", .info),
        ] as [([String: Int], String, Severity)])
    func counts(severities: [String: Int], headline: String, severity: Severity) {
        let summary = summary(waiting(12, severities))
        #expect(summary.headline == headline)
        #expect(summary.severity == severity)
    }

    @Test("its few headlines, its rule and the way to all of them")
    func parts() {
        let summary = summary(
            waiting(9, ["error": 9], ["one\u{202E}", " ", "two", "3", "4", "5", "6"]),
            link: "https://bridge.example/admin")
        #expect(summary.text == "one\ntwo\n3\n4\nand 5 more")
        #expect(summary.factLines == ["Rule: deploy"])
        #expect(summary.link == "https://bridge.example/admin")
        #expect(summary.linkLabel == "Open Hookferry")
        #expect(summary.kind == "hookferry.digest")
        #expect(summary.groupKey == nil && summary.storyKey == nil && summary.state == .none)
        #expect(!summary.isBrief)
    }

    @Test("a link that may not stand in a message is left out; good news alone is one line")
    func quiet() {
        let summary = summary(waiting(6, ["success": 6]), link: "javascript:x")
        #expect(summary.link == nil)
        #expect(summary.isBrief)
        let limits = self.summary(
            waiting(.max, ["error": .max], [String(repeating: "x", count: 500)]))
        #expect(limits.headline.utf16.count <= Summary.headlineUnitsMax)
        let lines = limits.text?.split(separator: "\n") ?? []
        #expect(lines.map(\.utf16.count).first == Summary.headlineUnitsMax)
        #expect(lines.count == 2)
    }

    @Test("without the time it is told, no span is told either")
    func noTime() {
        let summary = Summary([:], MessageContext(digest: waiting(7, ["info": 7])))
        #expect(summary.headline == "7 more — 7 info")
        #expect(summary.facts.isEmpty)
    }
}
