import Events
import JSON
import Lifecycle
import YAML

/// Reads the event of a test: written there, or in a file of its own.
enum TestEvent {
    /// An event is at most what the intake takes (design.md section 10).
    static let eventBytesMax = 2 << 20

    static func event(_ node: Node) -> Event? {
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
            let bytes = try node.session.read(path, bytesMax: eventBytesMax)
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
