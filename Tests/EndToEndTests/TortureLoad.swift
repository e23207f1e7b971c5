import Foundation
import HTTP
import JSON
import Lifecycle
import TestSupport

/// What a sender has to say, to be said again with the same bytes until it is answered.
struct TorturePost: Sendable {
    enum Kind: String, CaseIterable {
        /// A signed notification: two messages, and a call that may be repeated.
        case snapshot
        /// A callback with a call that must not be repeated.
        case once
        /// A callback with a message.
        case tell
    }

    let id: String
    let kind: Kind
    let path: String
    let headers: HTTPHeaders
    let body: [UInt8]
}

/// Senders that post at full speed and keep account of what they were answered.
final class TortureLoad: Sendable {
    struct Account {
        var posted: [String: TorturePost.Kind] = [:]
        /// The bridge's id of what was acknowledged.
        var accepted: [String: String] = [:]
        /// Of the kinds that always end with a message.
        var acceptedToEnd = 0
        /// Posts without an answer or with a 5xx, to be made again.
        var unanswered: [TorturePost] = []
        var postedAgain = 0
        var foundKept = 0
        var foundMissing = 0
        var postedTwice = 0
        /// What no sender should see.
        var complaints: [String] = []
        var random: SplitMix64
        fileprivate var lately: [TorturePost] = []

        fileprivate mutating func complain(_ text: String) {
            if complaints.count < 10 { complaints.append(text) }
        }
    }

    let account: Locked<Account>
    private let ground: TortureGround
    private let client: HTTPClient

    private static let connections = 12
    /// Of a hundred posts, those that repeat one that was acknowledged lately.
    private static let repeatedPercent = 5
    fileprivate static let latelyMax = 256
    /// Acknowledged and not done beyond which the senders wait for the bridge.
    private static let backlogMax = 1_000

    init(_ ground: TortureGround, seed: UInt64) throws {
        self.ground = ground
        account = Locked(Account(random: SplitMix64(seed: seed)))
        client = try HTTPClient(
            limits: HTTPClient.Limits(
                connectionsPerOriginMax: Self.connections, connectionsMax: Self.connections))
    }

    /// Posts until the bridge gives no answer any more or `isOver`; `answered` is called at once
    /// for every acknowledgement.
    func post(
        to intake: String, isOver: @escaping @Sendable () -> Bool,
        answered: @escaping @Sendable () -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<Self.connections {
                group.addTask {
                    while !isOver() {
                        guard self.hasRoom else {
                            try? await Task.sleep(for: .milliseconds(5))
                            continue
                        }
                        guard await self.send(self.next(), to: intake, answered) else { return }
                    }
                }
            }
        }
    }

    /// Makes every post again that has not been acknowledged.
    func postRest(to intake: String) async {
        while let post = account.withLock({ $0.unanswered.popLast() }) {
            guard await send((post, .again), to: intake, {}) else { return }
        }
    }

    private var hasRoom: Bool {
        account.withLock { $0.acceptedToEnd } - ground.arrived.finished < Self.backlogMax
    }

    // MARK: Posts

    fileprivate enum Reason { case new, again, twice }

    private func next() -> (TorturePost, Reason) {
        let (waiting, number, kind) =
            account.withLock { account in
                if let post = account.unanswered.popLast() { return ((post, Reason.again), 0, nil) }
                if Int.random(in: 0..<100, using: &account.random) < Self.repeatedPercent,
                    let post = account.lately.randomElement(using: &account.random)
                {
                    return ((post, Reason.twice), 0, nil)
                }
                let kind = TorturePost.Kind.allCases.randomElement(using: &account.random) ?? .tell
                let number = account.posted.count
                account.posted["\(kind)-\(number)"] = kind
                return (nil, number, kind)
            } as ((TorturePost, Reason)?, Int, TorturePost.Kind?)
        if let waiting { return waiting }
        return (make(kind ?? .tell, number), .new)
    }

    private func make(_ kind: TorturePost.Kind, _ number: Int) -> TorturePost {
        let id = "\(kind)-\(number)"
        guard kind == .snapshot else {
            let body: JSONValue = ["kind": .string(kind.rawValue), "id": .string(id)]
            return TorturePost(
                id: id, kind: kind, path: "/hooks/pipeline",
                headers: [
                    "Authorization": "Bearer \(Stage.token)", "Idempotency-Key": id,
                    "Content-Type": "application/json",
                ], body: body.serializedBytes())
        }
        let signed = try? ground.stage.sns.request(SNSSender.content(snapshot: id), to: "")
        return TorturePost(
            id: id, kind: kind, path: "/hooks/config-topic", headers: signed?.headers ?? [:],
            body: signed?.body ?? [])
    }

    // MARK: Answers

    /// False when the bridge is gone or about to go.
    private func send(
        _ next: (post: TorturePost, reason: Reason), to intake: String, _ answered: () -> Void
    ) async -> Bool {
        let post = next.post
        let answer = try? await client.send(
            SNSSender.request(post.body, post.headers, to: intake + post.path))
        if answer?.status == 202 { answered() }
        return account.withLock { account in
            account.note(answer, to: post, next.reason)
        }
    }
}

extension TortureLoad.Account {
    fileprivate mutating func note(
        _ answer: HTTPResponse?, to post: TorturePost, _ reason: TortureLoad.Reason
    ) -> Bool {
        let value = answer.flatMap { try? JSONValue(parsing: $0.body) }
        guard let answer, answer.status != 503, let id = value?["id"]?.stringValue else {
            if let status = answer?.status, status != 503 {
                complain("\(post.id) was answered \(status): \(value ?? .null)")
            }
            if reason != .twice { unanswered.append(post) }
            return false
        }
        let known = accepted[post.id]
        if let known, known != id { complain("\(post.id) is \(known) and \(id)") }
        if reason == .twice { postedTwice += 1 }
        if reason == .again { postedAgain += 1 }
        switch answer.status {
        case 202:
            if known != nil { complain("\(post.id) was acknowledged as new twice") }
            if reason == .again { foundMissing += 1 }
        case 200:
            if reason == .new { complain("\(post.id) was a duplicate when it was new") }
            if reason == .again { foundKept += 1 }
        default: complain("\(post.id) was answered \(answer.status): \(value ?? .null)")
        }
        guard known == nil else { return true }
        accepted[post.id] = id
        if post.kind != .once { acceptedToEnd += 1 }
        lately.append(post)
        if lately.count > TortureLoad.latelyMax { lately.removeFirst(TortureLoad.latelyMax / 2) }
        return true
    }
}
