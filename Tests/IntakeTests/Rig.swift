import Cryptography
import Events
import HTTP
import Intake
import JSON
import Lifecycle
import Telemetry

/// The intake without sockets: real keys, certificates and signatures, a clock that stands still,
/// and lists of what went in and out.
struct Rig: Sendable {
    static let topic = "arn:aws:sns:us-east-2:123456789012:config-topic"
    static let start = Timestamp(milliseconds: 1_803_902_400_000)
    /// Making a key takes a tenth of a second, so all tests share one.
    private static let sharedKey = Result { try PrivateKey.generate() }

    static func key() throws -> PrivateKey { try sharedKey.get() }

    static func signer(region: String = "us-east-2") throws -> SNSSigner {
        try SNSSigner(region: region, key: key(), now: start)
    }

    /// What the outside does, and what it saw.
    struct World: Sendable {
        var now = Rig.start
        var table = SourceTable([])
        /// Bodies by URL; what is not here cannot be fetched.
        var served: [String: [UInt8]] = [:]
        var fetches: [String] = []
        var confirmation = ConfirmationAnswer.confirmed
        var confirmations: [SubscriptionConfirmation] = []
        var appendAnswer: AppendAnswer?
        /// What whoever asks for an outcome is told.
        var outcomeAnswer = OutcomeAnswer.known(EventOutcome(.pending))
        var questions: [OutcomeQuestion] = []
        var events: [Event] = []
        /// The fingerprint of each event.
        var fingerprints: [[UInt8]?] = []
        var refusals: [RefusalRecord] = []
        var acceptances: [AcceptanceRecord] = []
    }

    struct NotServed: Error {}

    let world = Locked(World())
    let signer: SNSSigner
    let clock: WallClock
    let certificates: SigningCertificates
    let handler: IngestHandler

    /// With one `sns` source `config-topic` whose certificates are fetched.
    init(
        topics: [String] = [topic], signer: SNSSigner? = nil,
        _ adjust: (inout SNSReader.Settings) -> Void = { _ in }
    ) throws {
        let world = world
        self.signer = try signer ?? Rig.signer()
        clock = WallClock { world.withLock { $0.now } }
        certificates = SigningCertificates(clock: clock) { url in
            let body = world.withLock { world in
                world.fetches.append(url)
                return world.served[url]
            }
            guard let body else { throw NotServed() }
            return body
        }
        handler = IngestHandler(
            IngestHandler.Parts(
                sources: { world.withLock { $0.table } },
                append: { event, fingerprint in world.withLock { $0.append(event, fingerprint) } },
                outcome: { question in world.withLock { $0.answer(question) } },
                ids: IDSource(clock: clock), clock: clock,
                refused: { record in world.withLock { $0.refusals.append(record) } },
                accepted: { record in world.withLock { $0.acceptances.append(record) } }))
        var settings = SNSReader.Settings(topics: topics.compactMap(TopicPattern.init))
        adjust(&settings)
        serve(self.signer.certificate, at: self.signer.certificateURL)
        use([IntakeSource(name: "config-topic", reader: reader(settings))])
    }

    func reader(_ settings: SNSReader.Settings) -> SNSReader {
        let world = world
        return SNSReader(settings, certificates: certificates) { confirmation in
            world.withLock { world in
                world.confirmations.append(confirmation)
                return world.confirmation
            }
        }
    }

    func use(_ sources: [IntakeSource]) { world.withLock { $0.table = SourceTable(sources) } }

    func serve(_ body: [UInt8]?, at url: String) { world.withLock { $0.served[url] = body } }

    func pass(milliseconds: Int64) {
        world.withLock { $0.now = $0.now.adding(milliseconds: milliseconds) }
    }

    var seen: World { world.withLock { $0 } }

    /// A notification of the moment the rig starts at.
    static func notification(
        _ message: String = "Hello", subject: String? = nil, topic: String = topic,
        id: String = "9fc82f4b-397e-5b69-8f55-7f2f86527100"
    ) -> SNSContent {
        SNSContent(
            kind: .notification, messageID: id, topicARN: topic, message: message,
            subject: subject, timestamp: start.iso8601)
    }

    static let token = "2336412f37fb687f5d51e6e2425929f5TOKEN"

    static func confirmation(
        _ kind: SNSContent.Kind = .subscriptionConfirmation, subscribeURL: String? = nil
    ) -> SNSContent {
        let url =
            subscribeURL ?? "https://sns.us-east-2.amazonaws.com/?Action=ConfirmSubscription"
            + "&TopicArn=\(topic)&Token=\(token)"
        return SNSContent(
            kind: kind, messageID: "3d891288-136d-417f-bc05-901c108273ee", topicARN: topic,
            message: "You have chosen to subscribe to the topic \(topic).",
            timestamp: start.iso8601,
            confirmation: .init(token: Secret(token), subscribeURL: Secret(url)))
    }

    func post(_ content: SNSContent, _ version: SignatureVersion = .v2) async throws -> Answer {
        await post(try signer.body(content, version), headers: SNSSigner.headers(content))
    }

    func post(_ body: [UInt8], headers: HTTPHeaders = [:]) async -> Answer {
        await send(
            HTTPRequest(
                method: "POST", path: "/hooks/config-topic", headers: headers, body: body))
    }

    func send(_ request: HTTPRequest) async -> Answer {
        Answer(await handler.handle(request))
    }

    /// Posts a signed notification whose JSON object has been changed after signing.
    func post(
        _ content: SNSContent = notification(), changed change: (inout JSONObject) -> Void
    ) async throws -> Answer {
        var object = try JSONValue(parsing: signer.body(content)).objectValue ?? JSONObject()
        change(&object)
        return await post(JSONValue.object(object).serializedBytes())
    }
}

extension Rig.World {
    /// As the journal: one event for each source and delivery id, and for each fingerprint.
    fileprivate mutating func append(_ event: Event, _ fingerprint: [UInt8]?) -> AppendAnswer {
        if let appendAnswer { return appendAnswer }
        let ofSource = zip(events, fingerprints).filter {
            $0.0.intake.source == event.intake.source
        }
        let known =
            ofSource.first { $0.0.intake.deliveryID == event.intake.deliveryID }
            ?? ofSource.first { fingerprint != nil && $0.1 == fingerprint }
        if let known { return .duplicate(id: known.0.intake.id) }
        events.append(event)
        fingerprints.append(fingerprint)
        return .accepted(id: event.intake.id)
    }

    fileprivate mutating func answer(_ question: OutcomeQuestion) -> OutcomeAnswer {
        questions.append(question)
        return outcomeAnswer
    }
}

/// An answer, read.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let text: String
    let json: JSONValue?

    init(_ response: HTTPResponse) {
        status = response.status
        headers = response.headers
        text = String(decoding: response.body, as: UTF8.self)
        json = try? JSONValue(parsing: response.body)
    }

    /// `403 not_allowed`, `202 accepted`.
    var summary: String {
        let word = json?["error"]?["code"]?.stringValue ?? json?["status"]?.stringValue
        return "\(status) \(word ?? "-")"
    }
}
