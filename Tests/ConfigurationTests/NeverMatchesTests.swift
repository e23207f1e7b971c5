import Testing
import YAML

@testable import Configuration

@Suite("Rules that never match")
struct NeverMatchesTests {
    /// The warnings with their places, without hints.
    private func warnings(_ pattern: String, hints: Bool = false) throws -> [String] {
        let bytes = Array(pattern.utf8)
        let session = LoadSession(environment: [:], purpose: .check)
        let node = Node(
            file: SourceFile(path: "", bytes: bytes), session: session,
            yaml: try YAMLParser.parse(bytes))
        NeverMatches(EventShape(sources: ["topic", "deploys"])).report(node)
        return session.diagnostics.map { found in
            "\(found.line):\(found.column) \(found.message)\(hints ? " | \(found.hint ?? "")" : "")"
        }
    }

    @Test(
        "are not found where an event may come",
        arguments: [
            "{source: [ci], detail: {a: [1, null, true, {exists: true}]}, account: ['1']}",
            "{pipeline: {status: [succeeded, failed], attempt: [1], provider: [github]}}",
            "{pipeline.status: [{prefix: suc}], pipeline.name: [{exists: false}]}",
            "{intake: {source: [topic], type: [sns], subject: [{exists: false}]}}",
            "{intake.source: [{anything-but: topic}], intake.type: [{exists: true}]}",
            "{region: [{exists: false}], version: [{exists: false}]}",
            "{version: {a: [{exists: false}], $or: [{b: [1]}, {c: [{exists: false}]}]}}",
            "{$or: [{source: [a]}, {detail: {x: [1]}}], time: [{prefix: '2026'}]}",
            "{resources: [{wildcard: 'arn:*'}], source: [{equals-ignore-case: CI}]}",
            "{id: [{exists: true}], source: [{suffix: i}, {anything-but: [ci]}]}",
            // Refused by the compiler, in its own words.
            "{source: ci}", "[]", "{detail: 5, id: [[1]], pipeline: {status: [{a: 1, b: 2}]}}",
            "{pipeline.status: [{prefx: a}], $or: [1, 2]}",
        ])
    func possible(pattern: String) throws {
        #expect(try warnings(pattern) == [])
    }

    @Test(
        "are found at the field",
        arguments: [
            ("{details: [a]}", "1:2", "events have no `details`"),
            ("{details.x: [a]}", "1:2", "events have no `details`"),
            ("{source: [ci], details: {x: [1]}}", "1:16", "events have no `details`"),
            ("{pipeline: {state: [a]}}", "1:13", "`pipeline` has no key `state`"),
            ("{pipeline.state: [a]}", "1:2", "`pipeline` has no key `state`"),
            ("{source.name: [a]}", "1:2", "`source` is a string without keys"),
            ("{resources: {arn: [a]}}", "1:14", "`resources` is a string without keys"),
            (
                "{account: [123456789012]}", "1:2",
                "`account` is a string, never the number 123456789012"
            ),
            ("{resources: [1, 2]}", "1:2", "`resources` is a string, never the number 1"),
            ("{source: [false]}", "1:2", "`source` is a string, never false"),
            ("{source: [null]}", "1:2", "`source` is a string, never null"),
            (
                "{time: [{numeric: ['>', 5]}]}", "1:2",
                "`time` is a string, never a number, as `numeric` wants it"
            ),
            ("{id: [{exists: false}]}", "1:2", "every event has `id`"),
            (
                "{intake: {deliveryId: [{exists: false}]}}", "1:11",
                "every event has `intake.deliveryId`"
            ),
            ("{intake.verified: [{exists: false}]}", "1:2", "every event has `intake.verified`"),
            ("{pipeline.status: [success]}", "1:2", "`success` is no pipeline status"),
            ("{pipeline.status: [{prefix: Suc}]}", "1:2", "no pipeline status is like this"),
            ("{pipeline.status: [1]}", "1:2", "`pipeline.status` is a string, never the number 1"),
            ("{intake.source: [topik]}", "1:2", "`topik` is no configured source"),
            ("{intake.type: [sqs]}", "1:2", "`sqs` is no source type"),
            ("{pipeline: [github]}", "1:2", "`pipeline` has keys, no value of its own"),
        ])
    func impossible(pattern: String, place: String, reason: String) throws {
        #expect(try warnings(pattern) == ["\(place) this rule never matches: \(reason)"])
    }

    @Test("of which one alternative is left are told of the others")
    func alternatives() throws {
        #expect(
            try warnings("{pipeline.status: [success, failed], account: ['1', 2]}") == [
                "1:20 this alternative never matches: `success` is no pipeline status",
                "1:53 this alternative never matches: `account` is a string, never the number 2",
            ])
    }

    @Test("by one branch only are told so; by all branches it is the rule")
    func branches() throws {
        #expect(
            try warnings("{$or: [{source: [ci]}, {details: [a]}]}") == [
                "1:25 this branch never matches: events have no `details`"
            ])
        #expect(
            try warnings("{detail: {a: [1], $or: [{b: [1]}, {c: [2]}]}, $or: [{x: [1]}, {y: [2]}]}")
                == [
                    "1:54 this rule never matches: events have no `x`",
                    "1:64 this rule never matches: events have no `y`",
                ])
        #expect(
            try warnings("{$or: [{source: [ci]}, {$or: [{x: [1]}, {id: ['1']}]}]}") == [
                "1:32 this branch never matches: events have no `x`"
            ])
        #expect(
            try warnings("{pipeline: {$or: [{name: [a]}, {state: [a]}]}}") == [
                "1:33 this branch never matches: `pipeline` has no key `state`"
            ])
    }

    @Test("`exists: false` beside a value is explained, and `exists` of what has keys")
    func absence() throws {
        #expect(
            try warnings("{detail: {x: [a, {exists: false}]}}") == [
                "1:18 this is one alternative of several: events without `detail.x` match, "
                    + "and events with one of the other values"
            ])
        #expect(try warnings("{detail: {x: [{exists: true}, {exists: false}]}}") == [])
        #expect(
            try warnings("{detail: [{exists: true}], pipeline: [{exists: false}]}") == [
                "1:11 `exists` asks for a single value, and `detail` has keys: this is never so",
                "1:39 `exists` asks for a single value, and `pipeline` has keys: this is always so",
            ])
    }

    @Test(
        "come with a hint",
        arguments: [
            ("{detials: [a]}", "did you mean `detail`?"),
            ("{account: [1]}", "put it in quotes: \"1\""),
            ("{pipeline: {status: [Success]}}", "did you mean `succeeded`?"),
            ("{pipeline.status: [cancelled]}", "did you mean `canceled`?"),
            ("{pipeline.status: [faild]}", "did you mean `failed`?"),
            ("{intake.source: [xyz]}", "known: `topic`, `deploys`"),
            ("{region: [null]}", "ask for its absence with { exists: false }"),
        ])
    func hints(pattern: String, hint: String) throws {
        #expect(try warnings(pattern, hints: true).first?.hasSuffix(" | \(hint)") == true)
    }
}
