import JSON
import Lifecycle
import Telemetry

/// A role, and the file that holds a token of who may take it on.
struct WebIdentity: Sendable, Hashable {
    let role: AssumedRole
    let tokenFile: String
}

/// Sessions of a role, by STS AssumeRoleWithWebIdentity: the token of another identity provider,
/// such as a Kubernetes cluster, takes the place of a signature. Whoever writes the file renews it,
/// so it is read for each session.
struct WebIdentityCredentials: CredentialSource {
    private let identity: WebIdentity
    private let service: SecurityTokenService

    /// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
    static let tokenBytesMax = 20_000

    init(_ identity: WebIdentity, region: String, _ parts: CredentialParts) {
        self.identity = identity
        service = SecurityTokenService(parts, region: region, signedBy: nil)
    }

    func credentials(at time: Timestamp) async throws(CredentialError) -> Credentials {
        let token = try readToken()
        return try await service.session(
            "AssumeRoleWithWebIdentity", identity.role,
            more: [("WebIdentityToken", .string(token.reveal()))], secrets: [token], at: time)
    }

    private func readToken() throws(CredentialError) -> Secret {
        let content: [UInt8]
        do throws(FileSystemError) {
            // A token of the greatest length may have a line's end.
            content = try FileSystem.read(identity.tokenFile, bytesMax: Self.tokenBytesMax + 2)
        } catch {
            let message =
                error.code == .tooLarge
                ? "The token has more than \(Self.tokenBytesMax) bytes."
                : "The token file cannot be read: \(error.message)."
            throw CredentialError(
                error.code == .tooLarge ? .malformed : .unavailable, identity.tokenFile, message)
        }
        let token = String(decoding: content, as: UTF8.self).trimmingWhitespace()
        guard (1...Self.tokenBytesMax).contains(token.utf8.count),
            token.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else {
            throw CredentialError(
                .malformed, identity.tokenFile, "The file holds no token of one line.")
        }
        return Secret(token)
    }
}
