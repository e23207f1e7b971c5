import Events
import JSON
import Lifecycle

@testable import Actions

/// What a notify step that says nothing would tell of an event.
func told(
    _ detail: JSONValue, source: String = "aws.config", type: String = "Something",
    pipeline: JSONValue? = nil, resources: [String] = [], began: String? = nil
) -> Summary {
    let event = Parts.event(
        detail, source: source, type: type, pipeline: pipeline, resources: resources)
    let began = began.flatMap(Timestamp.init(iso8601:))
    return Summary(["event": ["rule": "r"]], MessageContext(event: event, began: began))
}

extension Summary {
    /// `Label: value` each.
    var factLines: [String] { facts.map { "\($0.label): \($0.value)" } }
    /// How it is told, for tables.
    var manner: String { "\(severity.rawValue) \(state.rawValue)" }
}
