package import JSON

/// One operation of an AWS JSON service with its input.
package struct AWSCall: Sendable {
    package var service: AWSService
    /// `StarlingDoveService.DeliverConfigSnapshot`
    package var target: String
    package var protocolVersion: ProtocolVersion
    package var region: String
    package var input: JSONValue
    /// Of one try, from looking for a connection to the last byte of the answer.
    package var timeoutMilliseconds: Int
    /// False when a second request would be a second effect. Such a call is not tried again once
    /// the first may have arrived, and ends as `uncertain`.
    package var repeatable: Bool

    /// What stands behind `application/x-amz-json-`.
    package enum ProtocolVersion: String, Sendable, Hashable {
        case json10 = "1.0"
        case json11 = "1.1"
    }

    package init(
        service: AWSService, target: String, protocolVersion: ProtocolVersion, region: String,
        input: JSONValue, timeoutMilliseconds: Int = 30_000, repeatable: Bool = true
    ) {
        self.service = service
        self.target = target
        self.protocolVersion = protocolVersion
        self.region = region
        self.input = input
        self.timeoutMilliseconds = timeoutMilliseconds
        self.repeatable = repeatable
    }
}
