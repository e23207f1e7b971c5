import Events
import HTTP
import JSON
import Journal
import Lifecycle
import Telemetry

extension AdminRoute {
    /// How many a page has, unless it is told.
    static let pageLimitDefault = 50

    private static let limit = AdminParameter(
        "limit", "how many at most; \(pageLimitDefault) if nothing is said", .number(1...1_000))
    private static let rule = AdminParameter("rule", "only those of the rule of this name")
    private static let since = AdminParameter(
        "since", "only what was received at this time or later", .time)

    static let events = [
        AdminRoute(
            "/api/v1/events", "the events, newest first",
            parameters: [
                AdminParameter("source", "only those of the source of this name"), rule,
                AdminParameter(
                    "status",
                    "only events with a delivery of this status, or that no rule wanted "
                        + "or has looked at", .choice(EventFilter.Status.allCases.map(\.word))),
                since,
                AdminParameter("until", "only what was received before this time", .time),
                AdminParameter("text", "only events that have this text somewhere"), limit,
                AdminParameter("before", "go on behind this one: the page before said `next`"),
            ],
            content: [(200, "a page of events", .json("EventPage"))],
            refusals: [.journalUnavailable],
            answer: { (listener, request) throws(AdminRefusal) in
                try await listener.events(request.query)
            }),
        AdminRoute(
            "/api/v1/events/{id}", "the whole story of an event",
            content: [(200, "the event and its deliveries", .json("EventStory"))],
            refusals: [.unknownEvent, .journalUnavailable],
            answer: { (listener, request) throws(AdminRefusal) in
                try await listener.event(request.id)
            }),
    ]

    static let redriving = [
        AdminRoute(
            "/api/v1/deliveries", "the dead letters, oldest first",
            parameters: [
                AdminParameter("status", "nothing but `dead`, which they are", .choice(["dead"])),
                rule, since, limit,
                AdminParameter("after", "go on behind this one: the page before said `next`"),
            ],
            content: [(200, "a page of dead letters", .json("DeadLetterPage"))],
            refusals: [.journalUnavailable],
            answer: { (listener, request) throws(AdminRefusal) in
                try await listener.deadLetters(request.query)
            }),
        AdminRoute(
            "/api/v1/deliveries/{id}/redrive", "puts a dead letter back at its failed step",
            method: .post,
            content: [(202, "it is due again", .json("Redriven"))],
            refusals: [.notAllowed, .unknownDelivery, .notDead, .journalUnavailable],
            answer: { (listener, request) throws(AdminRefusal) in
                try await listener.redrive(request.id)
            }),
    ]
}

extension AdminListener {
    fileprivate func events(_ query: AdminQuery) async throws(AdminRefusal) -> HTTPResponse {
        let filter = EventFilter(
            source: query.text("source"), rule: query.text("rule"),
            status: query.text("status").flatMap(EventFilter.Status.init(word:)),
            since: query.time("since"), until: query.time("until"), text: query.text("text"))
        let limit = query.number("limit") ?? AdminRoute.pageLimitDefault
        let page = try await parts.readers.read { (reader) throws(JournalError) in
            try await reader.events(matching: filter, limit: limit, before: query.text("before"))
        }
        var body: JSONObject = ["events": .array(page.events.map(\.json))]
        body["next"] = page.next.map(JSONValue.string)
        return .json(200, .object(body))
    }

    fileprivate func event(_ id: String) async throws(AdminRefusal) -> HTTPResponse {
        let story = try await parts.readers.read { (reader) throws(JournalError) in
            try await reader.event(id)
        }
        guard let story else {
            throw AdminRefusal(.unknownEvent, "The journal has no event of this id.")
        }
        return .json(200, story)
    }

    fileprivate func deadLetters(_ query: AdminQuery) async throws(AdminRefusal) -> HTTPResponse {
        let limit = query.number("limit") ?? AdminRoute.pageLimitDefault
        let letters = try await parts.readers.read { (reader) throws(JournalError) in
            try await reader.dead(
                rule: query.text("rule"), since: query.time("since"), limit: limit,
                after: query.text("after"))
        }
        var body: JSONObject = ["deliveries": .array(letters.map(\.json))]
        // A full page may have one behind it.
        body["next"] = letters.count == limit ? letters.last.map { .string($0.id) } : .none
        return .json(200, .object(body))
    }

    /// The only thing here that changes something.
    fileprivate func redrive(_ id: String) async throws(AdminRefusal) -> HTTPResponse {
        let answer: RedriveAnswer
        do throws(JournalError) {
            answer = try await parts.journal.redrive(delivery: id, now: parts.clock.now())
        } catch {
            parts.logger.error(
                "a dead letter cannot be put back", ["reason": .string("\(error)")])
            throw .unwritable
        }
        switch answer {
        case .unknown:
            throw AdminRefusal(.unknownDelivery, "The journal has no delivery of this id.")
        case .notDead(let status):
            throw AdminRefusal(
                .notDead, "The delivery is \(status.rawValue): only dead letters are put back.")
        case .redriven(let event):
            parts.logger.info(
                "a dead letter is put back", ["delivery": .string(id), "event": .string(event)])
            return .json(202, ["id": .string(id), "status": "pending"])
        }
    }
}

extension DeadLetter {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id), "rule": .string(rule), "event": .string(event),
            "receivedAt": .string(receivedAt.iso8601), "status": .string(status.rawValue),
        ]
        object["failure"] = failure
        return .object(object)
    }
}
