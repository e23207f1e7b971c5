import Cryptography
import HTTP
import Lifecycle
import Telemetry

/// The signature of Standard Webhooks, of Svix before it, and of GitLab's signing tokens: an HMAC
/// of the delivery's id, its time and the body
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
struct StandardSignature: SenderProof {
    private let keys: SigningKeys

    /// The names of the three fields, which Svix begins otherwise.
    private struct FieldNames {
        let id, timestamp, signature: String

        static let standard = FieldNames("webhook")
        static let svix = FieldNames("svix")

        private init(_ start: String) {
            id = "\(start)-id"
            timestamp = "\(start)-timestamp"
            signature = "\(start)-signature"
        }
    }

    /// Secrets that are none of Standard Webhooks' open nothing.
    init(_ secrets: [Secret]) {
        keys = SigningKeys(secrets.compactMap(StandardSecret.key), .sha256)
    }

    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        let names = try Self.names(in: request.headers)
        let signature = try request.headers.proof(names.signature)
        let id = try request.headers.proof(names.id)
        let timestamp = try request.headers.proof(names.timestamp)
        guard Self.isID(id) else { throw .malformedProof(names.id) }
        guard let time = SignedTime(timestamp) else { throw .malformedProof(names.timestamp) }
        let digests = Self.digests(in: signature)
        guard !digests.isEmpty else { throw .malformedProof(names.signature) }
        try keys.check(digests, of: Self.message(id, timestamp, request.body))
        try time.check(at: now)
        return Proven(method: "standard-webhooks", signedID: id, isBodySigned: true)
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders {
        let timestamp = SignedTime.text(now)
        guard let digest = keys.sign(Self.message(id, timestamp, body)) else { return [:] }
        let names = FieldNames.standard
        return [
            names.id: id, names.timestamp: timestamp,
            names.signature: Self.version + Base64.encode(digest),
        ]
    }

    /// Throws `badCredentials` for signatures of both kinds: whoever looks at the other one would
    /// see another delivery.
    private static func names(in headers: HTTPHeaders) throws(Refusal) -> FieldNames {
        guard headers[FieldNames.svix.signature] != nil else { return .standard }
        guard headers[FieldNames.standard.signature] == nil else {
            throw .unproven(
                "Either webhook-signature or svix-signature must come, not both.",
                "Both webhook-signature and svix-signature.")
        }
        return .svix
    }

    /// Without a full stop no other id, time and body are the same signed bytes: "not be allowed
    /// to include any `.` to prevent certain attacks".
    private static func isID(_ id: String) -> Bool {
        id.isSenderName && !id.utf8.contains(UInt8(ascii: "."))
    }

    private static let version = "v1,"

    /// The entries of version 1; `v1a` is Ed25519's.
    private static func digests(in value: String) -> [[UInt8]] {
        value.split(separator: " ").compactMap { entry in
            guard entry.utf8.starts(with: version.utf8) else { return nil }
            return Base64.decode(String(Substring(entry.utf8.dropFirst(version.utf8.count))))
        }.filter { $0.count == DigestAlgorithm.sha256.byteCount }
    }

    private static func message(_ id: String, _ timestamp: String, _ body: [UInt8]) -> [UInt8] {
        Array("\(id).\(timestamp).".utf8) + body
    }
}
