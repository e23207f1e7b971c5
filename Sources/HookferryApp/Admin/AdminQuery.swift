import Intake
import Lifecycle

/// The parameters of a request, read strictly: a filter with a mistake in its name must not look
/// like one that everything passes.
struct AdminQuery: Sendable {
    private let values: [String: String]

    /// - Parameter query: what stands behind the `?`, percent-encoded.
    init(_ query: String?, of allowed: [AdminParameter]) throws(AdminRefusal) {
        var values: [String: String] = [:]
        for item in (query ?? "").split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]),
                let value = Self.decoded(parts.count == 2 ? parts[1] : "")
            else {
                throw AdminRefusal(.badParameter, "The query's percent-encoding is wrong.")
            }
            guard let parameter = allowed.first(where: { $0.name == name }) else {
                throw Self.unknown(allowed)
            }
            guard values[name] == nil else {
                throw AdminRefusal(.badParameter, "`\(name)` is given twice.")
            }
            if let mistake = parameter.mistake(in: value) {
                throw AdminRefusal(.badParameter, "`\(name)` \(mistake).")
            }
            values[name] = value
        }
        self.values = values
    }

    /// Nil for a `%` without its two digits, and for bytes that are no text.
    private static func decoded(_ text: Substring) -> String? {
        PercentDecoding.bytes(text.utf8, plusIsSpace: true)
            .flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Does not repeat the name: anybody can write anything there.
    private static func unknown(_ allowed: [AdminParameter]) -> AdminRefusal {
        let names = allowed.map { "`\($0.name)`" }.joined(separator: ", ")
        return AdminRefusal(
            .badParameter,
            allowed.isEmpty
                ? "This takes no parameters, and there is one in the query."
                : "There is an unknown parameter in the query; known are \(names).")
    }

    func text(_ name: String) -> String? { values[name] }

    func number(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

    func time(_ name: String) -> Timestamp? { values[name].flatMap(Timestamp.init(iso8601:)) }
}
