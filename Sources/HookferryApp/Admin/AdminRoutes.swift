import HTTP
import JSON
import Journal

extension AdminRoute {
    /// Everything there is to ask for, in the order of the index page: the probes come first.
    static let all: [AdminRoute] = probes + events + redriving + lists

    private static let probes = [
        AdminRoute(
            "/healthz", "whether the process lives", access: .anybody,
            content: [(200, "it lives", .json("Health"))],
            answer: { _, _ in .json(200, ["status": "ok"]) }),
        AdminRoute(
            "/readyz", "whether a delivery posted now would be kept", access: .anybody,
            content: [
                (200, "it would", .json("Readiness")),
                (503, "it would not, and why", .json("Readiness")),
            ],
            answer: { listener, _ in await listener.readiness() }),
        AdminRoute(
            "/metrics", "counters, durations and gauges in Prometheus' text format",
            content: [(200, "Prometheus' text format 0.0.4", .text)],
            answer: { listener, _ in await listener.metrics() }),
    ]

    private static let lists = [
        AdminRoute(
            "/api/v1/rules", "the rules in use",
            content: [(200, "the rules in the order of their files", .json("RuleList"))],
            answer: { listener, _ in listener.ruleList() }),
        AdminRoute(
            "/api/v1/receivers", "the receivers, and how their destinations are",
            content: [(200, "the receivers by name", .json("ReceiverList"))],
            refusals: [.journalUnavailable],
            answer: { (listener, _) throws(AdminRefusal) in try await listener.receiverList() }),
        AdminRoute(
            "/api/v1/openapi.json", "what there is to ask for, as an OpenAPI document",
            content: [(200, "an OpenAPI 3.1 document", .json("Document"))],
            answer: { listener, _ in
                .json(200, OpenAPIDocument(needsToken: listener.parts.door.hasToken).json)
            }),
        AdminRoute(
            "/", "this page", content: [(200, "what there is to ask for", .text)],
            answer: { _, _ in .text(200, index, as: "text/plain; charset=utf-8") }),
    ]

    private static var index: String {
        let width = all.map(\.path.count).max() ?? 0
        let lines = all.map { route in
            let path = route.path.padded(to: width + 2)
            return "\(route.method.rawValue.padded(to: 6))\(path)\(route.about)\n"
        }
        return "hookferry \(Version.text)\n\n" + lines.joined()
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(width - count, 0))
    }
}
