package import Lifecycle
import Telemetry

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_CREDENTIAL_EXPIRATION`.
package struct EnvironmentCredentials: CredentialSource, Undisclosed {
    private let environment: [String: String]

    package init(environment: [String: String]) { self.environment = environment }

    /// Half a key pair is `incomplete`: nobody means that.
    package func credentials(at time: Timestamp) throws(CredentialError) -> Credentials {
        switch (value("AWS_ACCESS_KEY_ID"), value("AWS_SECRET_ACCESS_KEY")) {
        case (nil, nil):
            throw CredentialError(.notConfigured, place, "AWS_ACCESS_KEY_ID is not set.")
        case (nil, _):
            throw CredentialError(.incomplete, place, "AWS_ACCESS_KEY_ID is not set.")
        case (_, nil):
            throw CredentialError(.incomplete, place, "AWS_SECRET_ACCESS_KEY is not set.")
        case (let key?, let secret?):
            return try Credentials(
                accessKeyId: key, secretAccessKey: Secret(secret),
                sessionToken: value("AWS_SESSION_TOKEN").map(Secret.init),
                expiration: expiration()
            ).wellFormed(place: place).unexpired(at: time, place: place)
        }
    }

    private let place = "environment"

    private func value(_ name: String) -> String? {
        environment.nonEmpty(name)
    }

    private func expiration() throws(CredentialError) -> Timestamp? {
        guard let text = value("AWS_CREDENTIAL_EXPIRATION") else { return nil }
        guard let time = Timestamp(iso8601: text) else {
            throw CredentialError(
                .malformed, place, "AWS_CREDENTIAL_EXPIRATION is no ISO 8601 time with a zone.")
        }
        return time
    }
}

extension [String: String] {
    /// A variable's value without white space around it; an empty one counts as not set.
    func nonEmpty(_ name: String) -> String? {
        guard let value = self[name]?.trimmingWhitespace(), !value.isEmpty else { return nil }
        return value
    }
}

extension StringProtocol {
    func trimmingWhitespace() -> String {
        let start = drop { $0.isWhitespace }
        let end = start.lastIndex { !$0.isWhitespace }
        return end.map { String(start[...$0]) } ?? ""
    }
}
