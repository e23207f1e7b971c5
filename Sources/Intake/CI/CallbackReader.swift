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
        let payload = try CallbackBody.payload(of: request)
        return try reading(of: payload, request.headers, request.body, proven, arrival)
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
        return try reading(of: payload, fields, body, Proven(method: "nothing"), arrival)
    }

    private func reading(
        of payload: JSONValue, _ headers: HTTPHeaders, _ body: [UInt8], _ proven: Proven,
        _ arrival: Arrival
    ) throws(Refusal) -> Reading {
        switch try format.read(payload, headers) {
        case .ignored(let reason): return .ignored(reason)
        case .event(let callback):
            return .event(received(callback, body, proven, arrival))
        }
    }

    /// A signature that covers the body but not the delivery's name lets a captured delivery be
    /// posted again under a new name. Its bytes give it away.
    private func received(
        _ callback: Callback, _ body: [UInt8], _ proven: Proven, _ arrival: Arrival
    ) -> ReceivedEvent {
        let id = proven.signedID ?? callback.deliveryID
        let needsFingerprint = proven.isBodySigned && proven.signedID == nil
        // A delivery that is named by what it can be believed needs no look at its bytes.
        let digest = id == nil || needsFingerprint ? Digest.digest(body, .sha256) : []
        return ReceivedEvent(
            envelope: EventEnvelope(
                id: callback.id ?? proven.signedID ?? arrival.id, source: callback.source,
                detailType: callback.detailType,
                time: callback.time ?? arrival.receivedAt.iso8601, detail: callback.detail,
                pipeline: callback.pipeline?.json),
            deliveryID: id ?? Hex.encode(digest),
            fingerprint: needsFingerprint ? digest : nil,
            subject: callback.subject, verified: proven.method)
    }
}
