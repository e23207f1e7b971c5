import HTTP
package import JSON

/// What the bridge answered.
package struct SendAnswer: Sendable {
    package let status: Int
    /// The body; nil when it is no JSON, as that of a proxy.
    package let json: JSONValue?

    /// Whether the delivery was taken and, where that was waited for, nothing of it failed.
    package var isFine: Bool { (200..<300).contains(status) }

    init(_ response: HTTPResponse) {
        status = response.status
        json = try? JSONValue(parsing: response.body, limits: Self.limits)
    }

    /// Of the body: the outcome of every step of every delivery.
    static let bodyBytesMax = 16 << 20

    private static let limits = JSONLimits(
        bytesMax: bodyBytesMax, depthMax: JSONLimits.standard.depthMax, duplicateKeys: .kept)
}
