import JSON
import Lifecycle

/// A role that somebody may take on, and how a session of it is called.
struct AssumedRole: Sendable, Hashable {
    let arn: String
    /// What CloudTrail shows as the caller.
    var sessionName = Self.standardSessionName
    /// What the role's trust policy may ask for, so that nobody is talked into using it for
    /// somebody else; no secret.
    var externalID: String?
    /// `durationSeconds`; without it an hour.
    var durationSeconds: Int?

    static let standardSessionName = "hookferry"
    /// The API's own limits; a role may allow less, and a role taken on by a role an hour at most.
    static let durationSeconds = 900...43_200
}

/// Sessions of a role, by STS AssumeRole signed with the credentials of another source.
struct AssumedRoleCredentials: CredentialSource {
    private let role: AssumedRole
    private let service: SecurityTokenService

    init(
        _ role: AssumedRole, region: String, signedBy source: any CredentialSource,
        _ parts: CredentialParts
    ) {
        self.role = role
        service = SecurityTokenService(parts, region: region, signedBy: source)
    }

    func credentials(at time: Timestamp) async throws(CredentialError) -> Credentials {
        // In botocore's order.
        var fields: [(String, JSONValue)] = []
        if let externalID = role.externalID { fields.append(("ExternalId", .string(externalID))) }
        if let seconds = role.durationSeconds {
            fields.append(("DurationSeconds", .number(JSONNumber(seconds))))
        }
        return try await service.session("AssumeRole", role, more: fields, at: time)
    }
}
