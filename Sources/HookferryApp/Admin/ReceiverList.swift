import Actions
import JSON
import Journal
import Lifecycle

/// The receivers for who looks after the bridge: each with what is known of its destination.
/// Nothing in it is secret.
struct ReceiverList: Sendable {
    let json: JSONValue

    init(_ receivers: [String: Receiver], _ destinations: [DestinationSummary], now: Timestamp) {
        let summaries = Dictionary(destinations.map { ($0.destination, $0) }) { first, _ in first }
        let entries = receivers.sorted { $0.key < $1.key }.map { name, receiver -> JSONValue in
            let platform = receiver.platform
            var entry: JSONObject = [
                "name": .string(name), "type": .string(type(of: platform).type),
                "destination": .string(platform.destination),
            ]
            let summary = summaries[platform.destination]
            entry["waiting"] = .number(JSONNumber(summary?.waiting ?? 0))
            for (key, value) in Self.state(summary?.state ?? DestinationState(), now) {
                entry[key] = .string(value)
            }
            return .object(entry)
        }
        json = ["receivers": .array(entries)]
    }

    /// What is wrong with a destination, and until when it is left alone.
    private static func state(
        _ state: DestinationState, _ now: Timestamp
    ) -> [(String, String)] {
        [
            ("parkedUntil", state.nextAt.flatMap { $0 > now ? $0.iso8601 : nil }),
            ("failingSince", state.failingSince?.iso8601),
            ("deadSince", state.deadSince?.iso8601),
            ("deadMessage", state.deadSince.flatMap { _ in state.deadMessage }),
        ].compactMap { key, value in value.map { (key, $0) } }
    }
}
