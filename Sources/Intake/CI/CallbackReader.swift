import Cryptography
import Events
package import HTTP
import JSON
package import Lifecycle

/// A source of callbacks: the proof tells who posted, the format what it means.
package struct CallbackReader: RequestReader {
    package let type: String
    private let outcomeProof: (any SenderProof)?
    private let proof: any SenderProof
    private let format: any CallbackFormat

    package init(_ source: CallbackSource) {
        type = source.type.rawValue
        proof = source.credentials.proof
        outcomeProof = source.credentials.outcomeProof
        format = source.format
    }

    /// The proof first, then the body.
    package func read(
        _ request: HTTPRequest, _ arrival: Arrival
    ) async throws(Refusal) -> Reading {
        let proven = try proof.verify(request, at: arrival.receivedAt)
        return try reading(of: request, proven, arrival)
    }

    /// A token or basic credentials of the source, where it has some.
    package func checkOutcomeReader(
        _ request: HTTPRequest, at now: Timestamp
    ) throws(Refusal) {
        guard let outcomeProof else { throw .outcomesNotReadable }
        _ = try outcomeProof.verify(request, at: now)
    }

    /// The event of a body whose sender nobody has asked for a proof, for `hookferry explain`.
    /// Throws what the intake would refuse, and `unnamedEvent`.
    package func preview(_ body: [UInt8], _ arrival: Arrival) throws(Refusal) -> Reading {
        let payload = try CallbackBody.json(body)
        let fields = try format.namedFields(for: payload, event: nil, id: nil)
        let request = HTTPRequest(method: "POST", path: "", headers: fields, body: body)
        return try reading(of: request, Proven(method: "nothing"), arrival)
    }

    private func reading(
        of request: HTTPRequest, _ proven: Proven, _ arrival: Arrival
    ) throws(Refusal) -> Reading {
        let payload = try CallbackBody.payload(of: request)
        switch try format.read(payload, request.headers) {
        case .ignored(let reason): return .ignored(reason)
        case .event(let callback):
            return .event(received(callback, request.body, proven, arrival))
        }
    }

    /// A signature that covers the body but not the delivery's name lets a captured delivery be
    /// posted again under a new name. Its bytes give it away.
    private func received(
        _ callback: Callback, _ body: [UInt8], _ proven: Proven, _ arrival: Arrival
    ) -> ReceivedEvent {
        let id = proven.signedID ?? callback.deliveryID
        let digest = Digest.digest(body, .sha256)
        return ReceivedEvent(
            envelope: EventEnvelope(
                id: callback.id ?? proven.signedID ?? arrival.id, source: callback.source,
                detailType: callback.detailType,
                time: callback.time ?? arrival.receivedAt.iso8601, detail: callback.detail,
                pipeline: callback.pipeline?.json),
            deliveryID: id ?? Hex.encode(digest),
            fingerprint: proven.isBodySigned && proven.signedID == nil ? digest : nil,
            subject: callback.subject, verified: proven.method)
    }
}
