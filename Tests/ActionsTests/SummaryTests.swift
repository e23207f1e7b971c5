import Events
import JSON
import Lifecycle
import Testing

@testable import Actions

@Suite("Summary")
struct SummaryTests {
    static let event: JSONValue = [
        "id": "01J", "source": "aws.config", "rule": "r", "time": "2026-11-20T00:00:00Z",
        "detailType": "Config Configuration Snapshot Delivery Status",
        "account": "123456789012", "region": "us-east-2",
        "messageType": "ConfigurationSnapshotDeliveryCompleted", "configSnapshotId": "s-1",
    ]

    private func summary(_ message: JSONValue, failure: JSONValue? = nil) -> Summary {
        var message = message.objectValue ?? [:]
        var event = Self.event.objectValue ?? [:]
        event["failure"] = failure
        message["event"] = .object(event)
        return Summary(.object(message))
    }

    @Test("a rule that says nothing gives a line that says what happened and where")
    func builtIn() {
        let summary = summary([:])
        #expect(
            summary.headline
                == "AWS Config snapshot delivery completed — 123456789012 · us-east-2")
        #expect(summary.severity == .success)
        #expect(summary.facts == [Summary.Fact("Snapshot", "s-1")])
        #expect(
            summary.link
                == "https://console.aws.amazon.com/config/home?region=us-east-2#/dashboard")
        #expect(summary.linkLabel == "Open AWS Config")
        #expect(summary.state == .resolved)
        #expect(summary.kind == "aws.config.snapshot_delivery_completed")
        #expect(summary.groupKey == "aws.config/snapshot-delivery/123456789012/us-east-2")
        #expect(summary.storyKey == "config/s-1")
        #expect(summary.source == "aws.config")
        #expect(summary.time?.iso8601 == "2026-11-20T00:00:00.000Z")
        #expect(summary.text == nil)
        #expect(summary.isBrief)
        #expect(summary.eventID == "01J")
    }

    @Test(
        "words that cannot be seen are no words",
        arguments: ["", " \n\t", "\u{200B}\u{2060}", "\u{FEFF}\u{00AD}"])
    func invisible(words: String) {
        for key in ["title", "text"] {
            let summary = summary([key: .string(words)])
            #expect(summary.headline == self.summary([:]).headline, "\(key)")
            #expect(summary.text == nil)
        }
    }

    @Test("of a title and a text, the title is the headline")
    func titleAndText() {
        let summary = summary(["title": "T\nU", "text": "a\nb", "severity": "Warning"])
        #expect(summary.headline == "T U")
        #expect(summary.text == "a\nb")
        #expect(summary.severity == .warning)
        #expect(summary.facts.isEmpty)
        #expect(!summary.isBrief)
    }

    @Test("a text alone gives its first line as headline and the rest as text")
    func textOnly() {
        #expect(summary(["text": "one line"]).headline == "one line")
        #expect(summary(["text": "one line"]).text == nil)
        #expect(summary(["text": "one line"]).isBrief)
        let two = summary(["text": "\nfirst\n\nsecond\nthird\n"])
        #expect(two.headline == "first")
        #expect(two.text == "second\nthird")
        #expect(summary(["title": "same", "text": "same"]).text == nil)
    }

    @Test("what does not fit the headline is told in full below it")
    func longHeadline() {
        let long = String(repeating: "x", count: 121)
        let messages: [JSONValue] = [
            ["title": .string(long)], ["text": .string(long + "\nrest")],
        ]
        for message in messages {
            let summary = summary(message)
            #expect(summary.headline == String(repeating: "x", count: 119) + "…")
            #expect(summary.text?.hasPrefix(long) == true)
        }
        #expect(summary(["title": .string(long), "text": "why"]).text == "why")
    }

    @Test("a failure is told with its rule, its step and its reason")
    func failure() {
        let failure: JSONValue = [
            "step": "snapshot", "reason": "not_found", "message": "No such\u{202E} channel",
            "attempts": 3,
        ]
        let built = summary([:], failure: failure)
        #expect(built.headline == "Rule r failed: snapshot — 123456789012 · us-east-2")
        #expect(built.severity == .error)
        #expect(built.text == "No such channel")
        #expect(built.facts.map(\.label) == ["Reason", "Attempts", "Rule", "Event"])
        #expect(built.facts.map(\.value).prefix(3) == ["not found", "3", "r"])
        #expect(!built.isBrief)
        let titled = summary(["title": "T", "severity": "info"], failure: failure)
        #expect(titled.text == "No such channel")
        #expect(titled.severity == .info)
        #expect(titled.facts.isEmpty)
    }

    @Test("numbers, nulls and structures in place of strings are printed or left out")
    func odd() {
        let summary = summary([
            "title": 42, "text": nil, "severity": ["x"], "link": 7,
            "fields": ["A": nil, "B": true, "C": ["k": "\u{202E}v"], "": "no label", "E": " "],
        ])
        #expect(summary.headline == "42")
        #expect(summary.severity == .info)
        #expect(summary.link == nil)
        #expect(summary.facts.map(\.label) == ["B", "C", ""])
        #expect(summary.facts.map(\.value) == ["true", "{\"k\":\"v\"}", "no label"])
    }

    @Test(
        "nothing at all is still a message",
        arguments: [nil, [], "text", [:], ["event": 1]] as [JSONValue])
    func nothing(input: JSONValue) {
        #expect(Summary(input).headline == "Event")
        #expect(Summary(input).severity == .info)
        #expect(Summary(input).eventID == "")
    }

    @Test("a rule's own link, title and severity stand in the place of ours")
    func own() {
        let summary = summary([
            "title": "Mine", "link": "https://example.com/", "severity": "error",
        ])
        #expect(summary.link == "https://example.com/")
        #expect(summary.linkLabel == "Open")
        #expect(summary.headline == "Mine")
        #expect(summary.kind == "aws.config.snapshot_delivery_completed")
        #expect(!summary.isBrief)
    }

    @Test("a failure in a rule's own words stays one, unless the rule says what it is")
    func ownFailure() {
        func summary(_ type: String, _ message: JSONValue) -> Summary {
            let event = Parts.event(["messageType": .string(type)])
            return Summary(message, MessageContext(event: event))
        }
        let failed = "ConfigurationSnapshotDeliveryFailed"
        for words in [["title": "Oh"], ["text": "Oh"]] as [JSONValue] {
            #expect(summary(failed, words).manner == "error firing")
            #expect(!summary(failed, words).isBrief)
            #expect(
                summary("ConfigurationSnapshotDeliveryCompleted", words).manner == "info resolved")
        }
        #expect(summary(failed, ["text": "Oh", "severity": "info"]).severity == .info)
    }

    @Test("a quiet line has a few facts, a card all of them")
    func fewFacts() {
        let pipeline: JSONValue = [
            "provider": "github", "name": "ci", "status": "succeeded", "runId": "1", "ref": "main",
            "commit": "abc", "actor": "octo", "environment": "prod", "repository": "o/r",
            "attempt": 2,
            "startedAt": "2026-11-20T10:00:00Z", "finishedAt": "2026-11-20T10:07:00Z",
        ]
        func summary(_ severity: JSONValue) -> Summary {
            let event = Parts.event([:], source: "github", type: "x", pipeline: pipeline)
            return Summary(["severity": severity], MessageContext(event: event))
        }
        #expect(summary(nil).isBrief)
        #expect(summary(nil).facts.map(\.label) == ["Took", "Commit", "By", "Attempt"])
        #expect(summary("warning").facts.count == 5)
    }

    @Test("at most eight facts, each within its limits and on one line")
    func facts() {
        var fields = JSONObject()
        for number in 0..<12 {
            fields["label \(number) \(String(repeating: "l", count: 60))"] =
                .string("line\n" + String(repeating: "v", count: 300))
        }
        let facts = summary(["fields": .object(fields)]).facts
        #expect(facts.count == Summary.factsMax)
        #expect(facts.allSatisfy { $0.label.utf16.count == Summary.factLabelUnitsMax })
        #expect(facts.allSatisfy { $0.value.utf16.count == Summary.factValueUnitsMax })
        #expect(facts.first?.value.hasPrefix("line vv") == true)
    }

    @Test(
        "only links a person can judge stand in a message",
        arguments: [
            ("https://example.com/a?b=c&d=e#f", "https://example.com/a?b=c&d=e#f"),
            ("HTTP://example.com", "http://example.com"),
            ("https://example.com/ü|x>", "https://example.com/%C3%BC%7Cx%3E"),
            ("javascript:alert(1)", nil), ("data:text/html,x", nil), ("example.com", nil),
            ("//example.com/x", nil), ("https://", nil), ("https:///x", nil), ("", nil),
            ("https://slack.com@evil.example/", nil), ("https://:pw@evil.example/", nil),
            ("https://\u{202E}moc.elpmaxe", nil), ("https://exämple.com", nil),
            ("https://good.example\\@evil.example/", nil), ("https://a b/", nil),
        ] as [(String, String?)])
    func links(text: String, link: String?) {
        #expect(Summary.link(text) == link)
    }

    @Test("a link has at most 2,000 bytes")
    func longLink() {
        let start = "https://example.com/"
        let fitting = start + String(repeating: "a", count: Summary.linkBytesMax - start.count)
        #expect(Summary.link(fitting) == fitting)
        #expect(Summary.link(fitting + "a") == nil)
    }
}
