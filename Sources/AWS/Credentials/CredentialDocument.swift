import JSON
import Lifecycle
import Telemetry

/// Credentials as metadata servers and programs give them: a JSON object.
struct CredentialDocument: Undisclosed {
    private let members: JSONObject
    private let place: String
    /// What a mistake in it is.
    private let code: CredentialError.Code

    /// An answer has under 3,000 bytes today. AWS promises no limit for a session token
    /// (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html).
    static let bytesMax = 64 << 10

    init(
        _ bytes: [UInt8], place: String, mistakes code: CredentialError.Code
    ) throws(CredentialError) {
        guard let members = (try? JSONValue(parsing: bytes))?.objectValue else {
            throw CredentialError(code, place, "The answer is no JSON object.")
        }
        self.members = members
        self.place = place
        self.code = code
    }

    subscript(name: String) -> JSONValue? { members[name] }

    /// Credentials that pass: without a token AWS would not take them, and without an end nobody
    /// would fetch the next ones. They may have passed already.
    func temporary() throws(CredentialError) -> Credentials {
        try credentials(
            token: required("Token"), expiration: time("Expiration", required("Expiration")))
    }

    /// Credentials that may last, in the words of `credential_process`.
    func lasting() throws(CredentialError) -> Credentials {
        var expiration: Timestamp?
        if let text = text("Expiration") { expiration = try time("Expiration", text) }
        return try credentials(token: text("SessionToken"), expiration: expiration)
    }

    private func credentials(
        token: String?, expiration: Timestamp?
    ) throws(CredentialError) -> Credentials {
        try Credentials(
            accessKeyId: required("AccessKeyId"),
            secretAccessKey: Secret(required("SecretAccessKey")),
            sessionToken: token.map(Secret.init), expiration: expiration
        ).wellFormed(place: place)
    }

    /// nil for what is missing, null, empty or no string.
    private func text(_ name: String) -> String? {
        guard let text = members[name]?.stringValue, !text.isEmpty else { return nil }
        return text
    }

    private func required(_ name: String) throws(CredentialError) -> String {
        guard let text = text(name) else {
            throw CredentialError(code, place, "The answer has no \(name).")
        }
        return text
    }

    private func time(_ name: String, _ text: String) throws(CredentialError) -> Timestamp {
        guard let time = Timestamp(iso8601: text) else {
            throw CredentialError(
                code, place, "The answer's \(name) is no ISO 8601 time with a zone.")
        }
        return time
    }
}
