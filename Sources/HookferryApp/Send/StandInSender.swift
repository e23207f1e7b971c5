package import Configuration
import Cryptography
import EventPatterns
import HTTP
import Intake
package import Lifecycle

/// Posts in the place of a source's sender, signed as that would.
package struct StandInSender: Sendable {
    private let settings: Settings
    private let keyFiles: SNSKeyFiles
    private let clock: WallClock

    /// The bridge answers at once, or after the time it was asked to wait.
    static let answerMilliseconds = 30_000
    static let connectMilliseconds = 5_000

    /// - Parameter keyFiles: where SNS's stand-in keeps its key.
    package init(_ settings: Settings, keyFiles: SNSKeyFiles, clock: WallClock = .system) {
        self.settings = settings
        self.keyFiles = keyFiles
        self.clock = clock
    }

    /// Posts once and follows no redirect.
    package func send(_ order: SendOrder) async throws(SendError) -> SendAnswer {
        let request = try request(for: order)
        do throws(HTTPClientError) {
            let client = try HTTPClient()
            return SendAnswer(try await client.send(request))
        } catch {
            throw Self.told(error, isLocal: order.url == nil)
        }
    }

    func request(for order: SendOrder) throws(SendError) -> HTTPClientRequest {
        let source = try source(order.source)
        var (headers, body) = try delivery(order, to: source.kind)
        let target = try SendTarget(order.url, settings, path: source.path)
        var timeout = Self.answerMilliseconds
        if let seconds = order.waitSeconds {
            headers["Prefer"] = "wait=\(seconds)"
            timeout += seconds * 1_000
        }
        var request = HTTPClientRequest(
            method: "POST", url: target.url, headers: headers, body: body,
            timeoutMilliseconds: timeout, connectTimeoutMilliseconds: Self.connectMilliseconds,
            responseBytesMax: SendAnswer.bodyBytesMax, addressPolicy: .any)
        request.usesProxies = target.usesProxies
        request.pinnedKey = target.pinnedKey
        return request
    }

    private func source(_ name: String) throws(SendError) -> SourceSettings {
        if let source = settings.sources.first(where: { $0.name == name }) { return source }
        let known = settings.sources.map(\.name)
        throw SendError(
            "there is no such source",
            hint: Spelling.hint(for: name, among: known)
                ?? "known: \(known.joined(separator: ", "))", isUsage: true)
    }

    private func delivery(
        _ order: SendOrder, to kind: SourceSettings.Kind
    ) throws(SendError) -> (headers: HTTPHeaders, body: [UInt8]) {
        let id = order.id ?? RandomID.uuid()
        switch kind {
        case .callback(let source):
            guard order.topic == nil, order.subject == nil, order.keyPath == nil else {
                throw SendError(
                    "`--topic`, `--subject` and `--sns-key` are for sources of the type sns",
                    isUsage: true)
            }
            return (try callback(order, source, id: id), order.file)
        case .sns(let source, let pinned):
            guard order.event == nil else {
                throw SendError("`--event` is not for sources of the type sns", isUsage: true)
            }
            let posting = try notification(order, source, pinned, id: id)
            return (posting.headers, posting.body)
        }
    }

    private func callback(
        _ order: SendOrder, _ source: CallbackSource, id: String
    ) throws(SendError) -> HTTPHeaders {
        do throws(Refusal) {
            var headers = try source.fields(
                posting: order.file, event: order.event, id: id, at: clock.now())
            if headers["Content-Type"] == nil { headers["Content-Type"] = "application/json" }
            return headers
        } catch {
            throw SendError(
                error.message, hint: error == .unnamedEvent ? "name it with --event NAME" : nil)
        }
    }

    private func notification(
        _ order: SendOrder, _ source: SNSReader.Settings, _ pinned: [String: [UInt8]]?, id: String
    ) throws(SendError) -> SNSPosting {
        let key = try keyFiles.key(at: order.keyPath)
        let choices = SNSPosting.Choices(
            messageID: id, topic: order.topic, subject: order.subject)
        do throws(SNSPostingError) {
            return try SNSPosting(
                order.file, choices, to: source, pinned: pinned, key: key, at: clock.now())
        } catch {
            throw SendError(error.message, hint: error.hint)
        }
    }

    private static func told(_ error: HTTPClientError, isLocal: Bool) -> SendError {
        let place = error.origin.isEmpty ? "the bridge" : error.origin
        switch error.code {
        case .connectFailed, .unresolved, .refusedAddress:
            return SendError(
                "the bridge cannot be reached: \(error.message)",
                hint: "start it with `hookferry serve`, or name its address with --url")
        case .tlsFailed where isLocal:
            return SendError(
                "what listens at \(place) does not have the certificate of `tls`",
                hint: "reload the bridge, or name its address with --url")
        case .timedOut:
            return SendError(
                "no answer came from \(place)",
                hint: "`hookferry events` tells whether the delivery arrived")
        case .invalidRequest:
            return SendError("a header field of the delivery cannot be sent: \(error.message)")
        default: return SendError("no answer came from \(place): \(error.message)")
        }
    }
}
