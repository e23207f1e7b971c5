import HTTP
import Lifecycle

/// Checks that a request comes from someone who knows a secret, and can say what that someone
/// would send: the checking side and the signing side stand in one place, so that they agree.
protocol SenderProof: Sendable {
    /// Throws `badCredentials` unless the request proves its sender. It looks at raw bytes only and
    /// compares in constant time; nothing of the body has been parsed before.
    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven

    /// The header fields that prove a delivery: what `hookferry send` and the tests post.
    ///
    /// - Parameter id: the delivery's name, for proofs that cover one.
    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders
}

/// What a proof has shown.
struct Proven: Sendable, Hashable {
    /// How, for `intake.verified`: `hmac-sha256`, `basic`, …
    let method: String
    /// The delivery's id where the signature covers one.
    var signedID: String?
    /// Whether the body is signed, so that whoever replays it can change nothing of it.
    var isBodySigned = false

    init(method: String, signedID: String? = nil, isBodySigned: Bool = false) {
        self.method = method
        self.signedID = signedID
        self.isBodySigned = isBodySigned
    }
}

extension HTTPHeaders {
    /// The only value of a field that proves something. Throws `badCredentials` when it is missing
    /// and when there are two: a proxy and we might not look at the same one.
    func proof(_ name: String) throws(Refusal) -> String {
        let values = values(of: name)
        guard let value = values.first else {
            throw .unproven("The delivery lacks the field \(name), which proves it.", "No \(name).")
        }
        guard values.count == 1 else {
            throw .unproven("A field that proves the sender came twice.", "Several \(name).")
        }
        return value
    }
}

extension Refusal {
    /// For the outcomes of a source that has no token and no password.
    static let outcomesNotReadable = Refusal(
        .notAllowed, "This source has no credentials with which its outcomes could be read.")

    /// For a field that proves nothing, whatever the secret is. It is named, not quoted.
    static func malformedProof(_ name: String) -> Refusal {
        .unproven(
            "The field \(name) is not written as this source requires.", "\(name) is malformed.")
    }

    /// 401 for a sender that has not proved who it is; `reason` is for the log.
    static func unproven(_ message: String, _ reason: String) -> Refusal {
        Refusal(.badCredentials, message, reason: reason)
    }
}
