import Events
import JSON

/// What the answers of the admin listener look like, as JSON Schema (2020-12, as OpenAPI 3.1 has
/// it). An object has no members but those that stand here, unless it is said to be open.
enum AdminSchemas {
    static let all: JSONObject = [
        "Error": object(["error": object(["code": string, "message": string])]),
        "Health": object(["status": words(["ok"])]),
        "Readiness": object([
            "status": words(
                [Readiness.State.ready, .overloaded, .journalUnavailable].map(\.rawValue)
                    + ["draining"])
        ]),
        "Document": open,
        "EventPage": object(
            ["events": list(reference("EventSummary"))], optional: ["next": string]),
        "EventSummary": object([
            "id": string, "source": string, "eventSource": string, "detailType": string,
            "receivedAt": time, "deliveries": list(reference("DeliverySummary")),
        ]),
        "DeliverySummary": object(["id": string, "rule": string, "status": status]),
        "EventStory": object([
            "event": reference("Event"), "deliveries": list(reference("DeliveryStory")),
        ]),
        "Event": event,
        "DeliveryStory": object(
            [
                "id": string, "rule": string, "status": status,
                "steps": list(reference("StepStory")),
            ], optional: ["failure": open]),
        "StepStory": step,
        "Attempt": attempt,
        "DeadLetterPage": object(
            ["deliveries": list(reference("DeadLetter"))], optional: ["next": string]),
        "DeadLetter": object(
            [
                "id": string, "rule": string, "event": string, "receivedAt": time,
                "status": words([DeliveryStatus.dead, .uncertain].map(\.rawValue)),
            ], optional: ["failure": open]),
        "Redriven": object(["id": string, "status": words(["pending"])]),
        "RuleList": object(["rules": list(reference("Rule"))]),
        "Rule": object(
            ["name": string, "match": open, "steps": list(string), "onFailure": list(string)],
            optional: ["description": string]),
        "ReceiverList": object(["receivers": list(reference("Receiver"))]),
        "Receiver": object(
            ["name": string, "type": string, "destination": string, "waiting": count],
            optional: [
                "parkedUntil": time, "failingSince": time, "deadSince": time,
                "deadMessage": string,
            ]),
    ]

    static func reference(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    /// EventBridge's envelope; senders may have members of their own in it.
    private static let event: JSONValue = {
        let known = object([
            "id": string, "source": string, "detail-type": string, "time": string,
            "resources": list(string), "detail": [:],
            "intake": object(
                [
                    "id": string, "source": string, "type": string, "receivedAt": time,
                    "deliveryId": string, "verified": string,
                ], optional: ["subject": string]),
        ])
        var schema = known.objectValue ?? [:]
        schema["additionalProperties"] = .none
        return .object(schema)
    }()

    private static let step: JSONValue = {
        let known = object(
            ["status": status, "attempts": list(reference("Attempt"))],
            optional: [
                "id": string, "call": string, "notify": string, "input": [:], "result": [:],
                "nextAttemptAt": time, "queuedFor": string, "heldUntil": time,
                "followedUntil": time,
            ])
        var schema = known.objectValue ?? [:]
        schema["oneOf"] = [["required": ["call"]], ["required": ["notify"]]]
        return .object(schema)
    }()

    private static let attempt = object(
        ["number": count, "startedAt": time],
        optional: [
            "durationMs": count,
            "outcome": words(["succeeded", "retry", "rejected", "uncertain"]),
            "reason": words(FailureReason.allCases.map(\.rawValue)), "message": string,
            "request": [:], "response": [:],
        ])

    // MARK: Words of schemas

    private static let string: JSONValue = ["type": "string"]
    private static let time: JSONValue = ["type": "string", "format": "date-time"]
    private static let count: JSONValue = ["type": "integer", "minimum": 0]
    /// An object that may have any members.
    private static let open: JSONValue = ["type": "object"]
    private static let status = words(DeliveryStatus.allCases.map(\.rawValue))

    private static func words(_ words: [String]) -> JSONValue {
        ["type": "string", "enum": .array(words.map(JSONValue.string))]
    }

    private static func list(_ items: JSONValue) -> JSONValue {
        ["type": "array", "items": items]
    }

    private static func object(
        _ required: KeyValuePairs<String, JSONValue>,
        optional: KeyValuePairs<String, JSONValue> = [:]
    ) -> JSONValue {
        var properties = JSONObject()
        for (name, schema) in required { properties[name] = schema }
        for (name, schema) in optional { properties[name] = schema }
        return [
            "type": "object", "properties": .object(properties),
            "required": .array(required.map { .string($0.key) }), "additionalProperties": false,
        ]
    }
}
