package import JSON
package import Telemetry

/// One operation of an AWS service with its input.
package struct AWSCall: Sendable {
    package var service: AWSService
    /// `StarlingDoveService.DeliverConfigSnapshot`; in the query protocol the action alone.
    package var target: String
    package var encoding: AWSProtocol
    package var region: String
    package var input: JSONValue
    /// Of one try, from looking for a connection to the last byte of the answer.
    package var timeoutMilliseconds: Int
    /// False when a second request would be a second effect. Such a call is not tried again once
    /// the first may have arrived, and ends as `uncertain`.
    package var repeatable: Bool
    /// Whether the operation answers with something. An empty answer is an error then.
    package var needsOutput: Bool
    /// What of the input no error may repeat.
    package var secrets: [Secret] = []

    /// What stands behind `application/x-amz-json-`.
    package enum ProtocolVersion: String, Sendable, Hashable {
        case json10 = "1.0"
        case json11 = "1.1"
    }

    package init(
        service: AWSService, target: String, encoding: AWSProtocol, region: String,
        input: JSONValue, timeoutMilliseconds: Int = 30_000, repeatable: Bool = true,
        needsOutput: Bool = false
    ) {
        self.service = service
        self.target = target
        self.encoding = encoding
        self.region = region
        self.input = input
        self.timeoutMilliseconds = timeoutMilliseconds
        self.repeatable = repeatable
        self.needsOutput = needsOutput
    }

    /// A call of a JSON service.
    package init(
        service: AWSService, target: String, protocolVersion: ProtocolVersion, region: String,
        input: JSONValue, timeoutMilliseconds: Int = 30_000, repeatable: Bool = true,
        needsOutput: Bool = false
    ) {
        self.init(
            service: service, target: target, encoding: .json(protocolVersion), region: region,
            input: input, timeoutMilliseconds: timeoutMilliseconds, repeatable: repeatable,
            needsOutput: needsOutput)
    }
}
