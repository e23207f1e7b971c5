package import Lifecycle
package import Telemetry

/// What a request is signed with.
package struct Credentials: Sendable, Hashable {
    /// Public: it stands in every signed request.
    package let accessKeyId: String
    package let secretAccessKey: Secret
    /// Only temporary credentials have one.
    package let sessionToken: Secret?
    /// From then on AWS refuses them; nil for those that last.
    package let expiration: Timestamp?

    package init(
        accessKeyId: String, secretAccessKey: Secret, sessionToken: Secret? = nil,
        expiration: Timestamp? = nil
    ) {
        self.accessKeyId = accessKeyId
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }

    /// Credentials without an end never are.
    package func isExpired(at time: Timestamp) -> Bool {
        expiration.map { $0 <= time } ?? false
    }

    /// The credentials themselves, unless they could not stand in a header.
    func wellFormed(place: String) throws(CredentialError) -> Credentials {
        let texts = [accessKeyId, secretAccessKey.reveal(), sessionToken?.reveal() ?? "x"]
        guard texts.allSatisfy({ $0.utf8.allSatisfy { (0x21...0x7e).contains($0) } && !$0.isEmpty })
        else {
            throw CredentialError(
                .malformed, place, "A key or token has characters that no AWS key has.")
        }
        return self
    }

    /// The credentials themselves, unless they have expired.
    func unexpired(at time: Timestamp, place: String) throws(CredentialError) -> Credentials {
        guard !isExpired(at: time) else {
            throw CredentialError(.expired, place, "These credentials have expired.")
        }
        return self
    }
}

/// One place credentials can come from.
package protocol CredentialSource: Sendable {
    /// Throws `notConfigured` when this place holds none, so that the next may be asked.
    func credentials(at time: Timestamp) async throws(CredentialError) -> Credentials
}

/// Why there are no credentials. It never repeats what a file or variable holds.
package struct CredentialError: Error, Sendable, Hashable, CustomStringConvertible {
    package let code: Code
    /// The variables or the file with its line.
    package let place: String
    /// One sentence for a person.
    package let message: String

    /// The closed list of reasons.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// This place holds none, which is no mistake by itself.
        case notConfigured = "not_configured"
        /// An access key without its secret, or the other way round.
        case incomplete
        /// A file or value cannot be read as what it should be.
        case malformed
        case expired
        /// An outage that passes: the same source may give some later.
        case unavailable
        /// Whoever gives them says no.
        case refused
        /// The calling task was cancelled while it waited for others' refresh.
        case cancelled
        /// The profile that was asked for is nowhere.
        case profileNotFound = "profile_not_found"
        /// A way to get credentials that the bridge does not know yet.
        case unsupported
    }

    package init(_ code: Code, _ place: String, _ message: String) {
        self.code = code
        // Either may repeat a name or a path out of a file.
        self.place = AWSError.clean(place, charactersMax: Self.placeCharactersMax)
        self.message = AWSError.clean(message)
    }

    /// A path on Linux has 4,096 bytes at most, those that people use have far fewer.
    private static let placeCharactersMax = 256

    /// Whether the same source may give some later without anybody changing anything.
    package var isRetryable: Bool {
        switch code {
        case .expired, .unavailable, .cancelled: true
        case .notConfigured, .incomplete, .malformed, .refused, .profileNotFound, .unsupported:
            false
        }
    }

    package var description: String { "\(place): \(message)" }
}
