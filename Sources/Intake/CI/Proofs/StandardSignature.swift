import HTTP
import Lifecycle
import Telemetry

/// The signature of Standard Webhooks.
struct StandardSignature: SenderProof {
    init(_ secrets: [Secret]) {}

    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        throw .unproven("Not yet.", "Not yet.")
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders { [:] }
}
