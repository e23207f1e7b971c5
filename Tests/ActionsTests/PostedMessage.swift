import Events
import HTTP
import JSON
import Testing

@testable import Actions

/// A message posted over loopback, and what came of it.
struct PostedMessage {
    let report: AttemptReport
    let request: HTTPRequest?

    /// - Parameter platform: one whose URL is the stand-in's.
    init(
        to platform: any ChatPlatform, answering standIn: StandIn,
        _ input: JSONValue = ["title": "Hello", "event": ["id": "01J"]]
    ) async throws {
        let catalog = try Parts.catalog(receivers: ["ops": Receiver(platform)])
        report = await catalog.attempt(Parts.notify(input))
        expectNoSecret(report)
        request = standIn.requests.first
    }
}
