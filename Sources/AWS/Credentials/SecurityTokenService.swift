import JSON
import Lifecycle
import Telemetry

/// AWS STS: the calls that turn a role into a session
/// (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
struct SecurityTokenService: Sendable {
    private let client: AWSClient
    private let region: String

    static let version = "2011-06-15"
    /// Of one try. STS answers within a second; waiting longer would hold up every call.
    static let timeoutMilliseconds = 10_000

    /// - Parameter source: nil where the call itself proves who calls.
    init(_ parts: CredentialParts, region: String, signedBy source: (any CredentialSource)?) {
        self.region = region
        client = AWSClient(
            http: parts.http, endpoints: parts.endpoints, credentials: source,
            surroundings: parts.surroundings)
    }

    /// A session of the role, with an end. Throws `unavailable` for what passes, `refused` where
    /// STS says no, `incomplete` when there are no credentials to sign with.
    func session(
        _ action: String, _ role: AssumedRole, more fields: [(String, JSONValue)] = [],
        secrets: [Secret] = [], at time: Timestamp
    ) async throws(CredentialError) -> Credentials {
        var input: JSONObject = [
            "RoleArn": .string(role.arn), "RoleSessionName": .string(role.sessionName),
        ]
        for (name, value) in fields { input[name] = value }
        let elements = ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"]
        var call = AWSCall(
            service: .sts, target: action,
            encoding: .query(version: Self.version, elements: elements), region: region,
            input: .object(input), timeoutMilliseconds: Self.timeoutMilliseconds)
        call.secrets = secrets
        let place = "\(action) of \(role.arn)"
        let output: JSONValue
        do throws(AWSError) {
            output = try await client.perform(call)
        } catch {
            throw CredentialError(error, place: place)
        }
        return try Self.credentials(output, place: place).wellFormed(place: place)
            .unexpired(at: time, place: place)
    }

    private static func credentials(
        _ output: JSONValue, place: String
    ) throws(CredentialError) -> Credentials {
        guard let key = output["AccessKeyId"]?.stringValue,
            let secret = output["SecretAccessKey"]?.stringValue,
            let token = output["SessionToken"]?.stringValue,
            let expiration = output["Expiration"]?.stringValue.flatMap(Timestamp.init(iso8601:))
        else {
            throw CredentialError(
                .unavailable, place, "MalformedResponse: The Expiration of the answer is no time.")
        }
        return Credentials(
            accessKeyId: key, secretAccessKey: Secret(secret), sessionToken: Secret(token),
            expiration: expiration)
    }
}

extension CredentialError {
    /// What a failed call to STS means for who wanted credentials.
    init(_ error: AWSError, place: String) {
        let code: Code =
            switch error.kind {
            case .cancelled: .cancelled
            case .configuration: .malformed
            case _ where error.code == AWSError.credentialsRefused: .refused
            // Nothing was sent, because there was nothing to sign with.
            case .credentials where !error.requestSent && !error.retryable: .incomplete
            case _ where error.retryable: .unavailable
            default: .refused
            }
        self.init(code, place, error.description)
    }
}
