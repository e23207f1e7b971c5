import HTTP
import Lifecycle
import Telemetry
import Testing

@testable import Intake

/// A proof, asked directly.
struct ProofCheck {
    let proof: any SenderProof
    var now = Rig.start

    /// `Bearer` alone is a word of ours too.
    private static let wordMax = 7

    init(_ credentials: SenderCredentials) { proof = credentials.proof }

    /// What the proof has shown, or the refusal's reason for the log. No refusal is anything but a
    /// 401, and none repeats what the sender wrote.
    func judge(
        _ body: String, _ headers: HTTPHeaders,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> String {
        let request = HTTPRequest(
            method: "POST", path: "/hooks/x", headers: headers, body: Array(body.utf8))
        do throws(Refusal) {
            return try proof.verify(request, at: now).method
        } catch {
            #expect(error.code == .badCredentials, sourceLocation: sourceLocation)
            for value in headers.map(\.value) + [body] where value.count > Self.wordMax {
                let told = error.message + error.reason + "\(error.headers)"
                #expect(!told.contains(value), "\(value)", sourceLocation: sourceLocation)
            }
            return error.reason
        }
    }

    /// What the sender would post a body with.
    func fields(_ body: String, id: String = "evt_1") -> HTTPHeaders {
        proof.fields(for: Array(body.utf8), id: id, at: now)
    }

    func proven(_ body: String, _ headers: HTTPHeaders) throws -> Proven {
        let request = HTTPRequest(
            method: "POST", path: "/hooks/x", headers: headers, body: Array(body.utf8))
        return try proof.verify(request, at: now)
    }
}

extension HTTPHeaders {
    /// With every field of that name once more.
    func doubled(_ name: String) -> HTTPHeaders {
        var headers = self
        for value in values(of: name) { headers.add(name.uppercased(), value) }
        return headers
    }
}

extension [String] {
    var asSecrets: [Secret] { map { Secret($0) } }
}
