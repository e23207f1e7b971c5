import Events
import Foundation
import HTTP
import JSON
import Lifecycle
import TestSupport

@testable import Actions

extension Parts {
    /// What a destination was told before.
    static func told(
        _ reference: JSONValue, _ headline: String = "It fails", _ state: MessageState = .firing
    ) -> ToldMessage {
        ToldMessage(
            reference: reference, headline: headline, state: state,
            toldAt: Timestamp(milliseconds: 1_699_999_000_000))
    }

    /// A message of a condition or a story.
    static func message(
        _ input: JSONValue, state: MessageState, groupKey: String? = nil, storyKey: String? = nil,
        kind: String = "event", earlier: ToldMessage? = nil
    ) -> ChatMessage {
        var summary = Summary(input)
        summary.state = state
        summary.groupKey = groupKey
        summary.storyKey = storyKey
        summary.kind = kind
        return ChatMessage(
            summary, id: "01J-0", time: Timestamp(milliseconds: 1_700_000_000_000),
            earlier: earlier)
    }

    static func post(
        _ message: ChatMessage, to platform: any ChatPlatform
    ) async throws -> AttemptReport {
        await Receiver(platform).post(
            message, as: "ops", http: try HTTPClient(), timeoutMilliseconds: 10_000)
    }

    static func attempt(_ platform: any ChatPlatform) async throws -> AttemptReport {
        try await catalog(receivers: ["ops": Receiver(platform)]).attempt(notify())
    }
}

/// The platforms' own schemas, read by the Python package jsonschema.
enum ChatSchema {
    private static let folder = "/work/shared/fixtures/chat-schemas"

    static func canCheck(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/\(name).schema.json")
            && Python.has("jsonschema")
    }

    /// One line for each mistake; empty when all messages hold.
    static func complaints(about messages: [JSONValue], _ name: String) throws -> String {
        let program = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            validator = jsonschema.Draft202012Validator(schema)
            for number, message in enumerate(json.load(sys.stdin)):
                for error in validator.iter_errors(message):
                    print(number, list(error.absolute_path), error.message[:200])
            """
        return try Python.run(
            program, ["\(folder)/\(name).schema.json"],
            input: JSONValue.array(messages).serialized())
    }
}

extension JSONValue {
    /// Whether any text in it holds a control character other than a line end, or a bidirectional
    /// override.
    var hasControls: Bool {
        switch self {
        case .string(let text): Self.hasControls(text)
        case .array(let elements): elements.contains(where: \.hasControls)
        case .object(let object):
            object.members.contains { Self.hasControls($0.key) || $0.value.hasControls }
        default: false
        }
    }

    private static func hasControls(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x0A: false
            case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
    }
}
