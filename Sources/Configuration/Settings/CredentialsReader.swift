import Cryptography
import HTTP
import Intake
import Telemetry
import YAML

/// Reads what senders of callbacks prove themselves with.
extension Table {
    /// Nil, with a mistake reported, when it cannot be told.
    func credentials(of type: CallbackType) -> SenderCredentials? {
        switch type {
        case .github: signature(.github)
        case .bitbucket: signature(.bitbucket)
        case .circleci: signature(.circleci)
        case .hcpTerraform: signature(.hcpTerraform)
        case .hmac: signature(signatureShape())
        case .standardWebhooks: standardSignature()
        case .gitlab: tokenField("X-Gitlab-Token") ?? standardSignature()
        case .buildkite:
            tokenField("X-Buildkite-Token")
                ?? self["secrets"]?.secrets().map { .buildkiteSignature($0) }
        case .azureDevOps, .jenkins, .basic: basicCredentials()
        case .token: self["tokens"]?.secrets().map { .bearer($0) }
        }
    }

    func basicCredentials() -> SenderCredentials? {
        let username = self["username"]?.secret()
        let password = self["password"]?.secret()
        guard let username, let password else { return nil }
        return .basic(username: username.reveal(), password: password)
    }

    private func signature(_ shape: SignatureShape?) -> SenderCredentials? {
        let secrets = self["secrets"]?.secrets()
        guard let shape, let secrets else { return nil }
        return .bodySignature(shape, secrets)
    }

    private func standardSignature() -> SenderCredentials? {
        self["secrets"]?.standardSecrets().map { .standardWebhooks($0) }
    }

    private func tokenField(_ name: String) -> SenderCredentials? {
        self["tokens"]?.secrets().map { .tokenField(name, $0) }
    }

    private func signatureShape() -> SignatureShape? {
        let field = self["header"]?.signatureField()
        let algorithm = self["algorithm"]?.choice("algorithm", DigestAlgorithm.self)
        let encoding = self["encoding"]?.choice("encoding", SignatureShape.Encoding.self)
        let prefix = self["prefix"]?.signaturePrefix()
        guard let field else { return nil }
        return SignatureShape(
            field: field, algorithm: algorithm ?? .sha256, encoding: encoding ?? .hex,
            prefix: prefix ?? "")
    }
}

extension Node {
    /// Fields that say something else, so that no sender's signature of a body stands in them.
    private static let otherFields: Set = [
        "authorization", "connection", "content-encoding", "content-length", "content-type",
        "cookie", "expect", "host", "idempotency-key", "keep-alive", "prefer",
        "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    ]

    fileprivate func signatureField() -> String? {
        guard let name = name() else { return nil }
        guard HTTPHeaders.isToken(name) else {
            error("`\(name)` is no name of a header field", hint: "write one such as X-Signature")
            return nil
        }
        guard !Self.otherFields.contains(name.lowercased()) else {
            error("`\(name)` holds no signature", hint: "name the field that the sender signs in")
            return nil
        }
        return name
    }

    fileprivate func signaturePrefix() -> String? {
        guard let text = string() else { return nil }
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            error("a prefix is printable ASCII", hint: "write what stands before the signature")
            return nil
        }
        return text
    }

    /// One of the words of an enumeration.
    func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ what: String, _ type: Choice.Type
    ) -> Choice? {
        guard let text = string() else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        unknown(what, text, among: Choice.allCases.map(\.rawValue))
        return nil
    }
}
