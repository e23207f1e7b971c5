import EventPatterns
package import Events
import JSON
import Lifecycle
import YAML

/// One entry of `tests:`, ready to run.
package struct RuleTest: Sendable {
    package let name: String
    package let event: Event
    /// By rule, the labels of its steps in order; none for a rule that must not fire.
    package let expected: [Expectation]
    /// The rules of the test's file: each that fires must be expected.
    let fileRules: Set<String>
    let place: Place

    /// What one rule must do.
    package struct Expectation: Sendable {
        package let rule: String
        package let labels: [String]
        let place: Place
    }

    /// Where a difference is told.
    struct Place: Sendable {
        let file: String
        let position: YAMLPosition
    }
}

/// Reads one entry of `tests:`.
struct RuleTestReader {
    let ruleNames: [String]

    /// An event is at most what the intake takes (design.md section 10).
    static let eventBytesMax = 2 << 20

    func test(_ node: Node) -> RuleTest? {
        guard let table = Table(node, .test) else { return nil }
        let name = table.required("name")?.name()
        let event = table.required("event").flatMap(Self.event)
        let expected = table.required("expect").flatMap(expectations)
        guard let name, let event, let expected, let place = table.keyPosition("expect") else {
            return nil
        }
        return RuleTest(
            name: name, event: event, expected: expected, fileRules: Set(ruleNames),
            place: RuleTest.Place(file: node.file.path, position: place))
    }

    private func expectations(_ node: Node) -> [RuleTest.Expectation]? {
        guard let members = node.members() else { return nil }
        return members.compactMap { member in
            guard ruleNames.contains(member.key) else {
                node.error(
                    "this file has no rule `\(member.key)`",
                    hint: Spelling.hint(for: member.key, among: ruleNames), at: member.keyPosition)
                return nil
            }
            guard let labels = node.with(member.value).elements() else { return nil }
            return RuleTest.Expectation(
                rule: member.key, labels: labels.compactMap { $0.string() },
                place: RuleTest.Place(file: node.file.path, position: member.keyPosition))
        }
    }

    // MARK: Events

    private static func event(_ node: Node) -> Event? {
        switch node.yaml.value {
        case .string: return node.path().flatMap { file($0, node) }
        case .mapping: return event(node.yaml.value.json)
        default:
            node.expected("an event", hint: "write it here or name a file")
            return nil
        }
    }

    private static func file(_ path: String, _ node: Node) -> Event? {
        do throws(TextFile.Failure) {
            let bytes = try TextFile.read(path, bytesMax: eventBytesMax)
            guard let document = document(bytes, path, node) else { return nil }
            guard let event = event(document), !event.source.isEmpty else {
                node.error(
                    "\(path) holds no event: it has no `source`",
                    hint: "put the payload into an event's `detail`")
                return nil
            }
            return event
        } catch {
            node.error("\(path) cannot be read: \(error.message)")
            return nil
        }
    }

    private static func document(_ bytes: [UInt8], _ path: String, _ node: Node) -> JSONValue? {
        if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
            do throws(YAMLError) {
                let limits = YAMLLimits(bytesMax: eventBytesMax)
                return try YAMLParser.parse(bytes, limits: limits).value.json
            } catch {
                let place = "line \(error.position.line), column \(error.position.column)"
                node.error("\(path), \(place): \(error.message)", hint: error.hint)
                return nil
            }
        }
        do throws(JSONError) {
            return try JSONValue(parsing: bytes, limits: .event)
        } catch {
            node.error("\(path) is not JSON: \(error)")
            return nil
        }
    }

    /// An event of ours as it is; one of EventBridge's, which has no `intake`, gets a placeholder.
    private static func event(_ document: JSONValue) -> Event? {
        if let event = Event(json: JSONDocument(document)) { return event }
        guard case .object(var object) = document else { return nil }
        object["intake"] = placeholder.json
        return Event(document: .object(object), intake: placeholder)
    }

    private static let placeholder = IntakeRecord(
        id: "00000000000000000000000000", source: "test", type: "test",
        receivedAt: Timestamp(milliseconds: 0), deliveryID: "test", verified: "test")
}
