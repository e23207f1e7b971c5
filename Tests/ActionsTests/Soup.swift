import JSON
import TestSupport

@testable import Actions

/// Random inputs of what strangers might write.
enum Soup {
    private static let scraps = [
        "<!channel>", "<!here|x>", "<@U123>", "<https://evil.example|good>", "&", "&amp;", "<", ">",
        "@here", "#general", "*", "_", "~", "`", "```", "\"", "\\", "\\u0000", "{{ id }}", "\n",
        "\r\n", "\t", "\u{0}", "\u{7}", "\u{1B}[31m", "\u{85}", "\u{202E}", "\u{2066}", "\u{2028}",
        "\u{301}", "\u{200D}", "\u{FEFF}", "😀", "👩‍👩‍👧‍👦", "日本語", "שלום", "é", "word", " ", "x",
        ":aws:", ":100:", "arn:aws:sns:eu-west-1:1:t", "www.x.example", "evil.example", "@all",
        "s3://b/a.json", "tel:+123", "{{DATE(2026-01-01T00:00:00Z,SHORT)}}", "{{", "1.2.3",
        "null", "]]>", "|", "%3E", "https://example.com/", "\u{E0041}", "\u{1D11E}",
    ]

    static func text(_ random: inout SplitMix64) -> String {
        var text = ""
        let most = [0, 1, 3, 30, 300, 3_000].randomElement(using: &random) ?? 0
        let count = Int.random(in: 0...most, using: &random)
        let repeats = Bool.random(using: &random)
        let scrap = scraps.randomElement(using: &random) ?? ""
        for _ in 0..<count {
            text += repeats ? scrap : scraps.randomElement(using: &random) ?? ""
        }
        return text
    }

    private static func value(_ random: inout SplitMix64) -> JSONValue {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: nil
        case 1: 42
        case 2: [.string(text(&random))]
        case 3: .object(["k": .string(text(&random))])
        default: .string(text(&random))
        }
    }

    static func input(_ random: inout SplitMix64) -> JSONValue {
        var input = JSONObject()
        for key in ["title", "text", "link"] where Bool.random(using: &random) {
            input[key] = value(&random)
        }
        if Bool.random(using: &random) {
            input["link"] = .string("https://example.com/?q=\(text(&random))")
        }
        if Bool.random(using: &random) {
            let names = Severity.allCases.map(\.rawValue) + ["loud"]
            input["severity"] = .string(names.randomElement(using: &random) ?? "")
        }
        if Bool.random(using: &random) {
            var fields = JSONObject()
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                fields[text(&random)] = value(&random)
            }
            input["fields"] = .object(fields)
        }
        var event = JSONObject()
        let keys = [
            "id", "detailType", "account", "region", "rule", "configSnapshotId", "messageType",
        ]
        for key in keys where Bool.random(using: &random) { event[key] = value(&random) }
        if Bool.random(using: &random) {
            event["failure"] = [
                "step": value(&random), "message": value(&random), "reason": value(&random),
            ]
        }
        input["event"] = .object(event)
        return .object(input)
    }
}
