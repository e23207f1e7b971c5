import HTTP
import JSON

/// Why a request to the admin listener is not carried out. The answer has the form of design.md
/// section 6.
struct AdminRefusal: Error, Sendable, Hashable {
    /// The closed list of codes; the raw value is the answer's `code`.
    enum Code: String, Sendable, Hashable, CaseIterable {
        case badParameter = "bad_parameter"
        case badCredentials = "bad_credentials"
        case notAllowed = "not_allowed"
        case notFound = "not_found"
        case unknownEvent = "unknown_event"
        case unknownDelivery = "unknown_delivery"
        case methodNotAllowed = "method_not_allowed"
        case notDead = "not_dead"
        case journalUnavailable = "journal_unavailable"

        var status: Int {
            switch self {
            case .badParameter: 400
            case .badCredentials: 401
            case .notAllowed: 403
            case .notFound, .unknownEvent, .unknownDelivery: 404
            case .methodNotAllowed: 405
            case .notDead: 409
            case .journalUnavailable: 503
            }
        }
    }

    let code: Code
    /// A sentence that helps and gives no secret away.
    let message: String
    let headers: HTTPHeaders

    /// When to come back after a 503, in seconds.
    static let retryAfterSeconds = 5

    init(_ code: Code, _ message: String, headers: HTTPHeaders = [:]) {
        self.code = code
        self.message = message
        self.headers = headers
    }

    static let unknownPlace = AdminRefusal(
        .badParameter,
        "The journal has nothing of the id in `before` or `after`, or has removed it: begin the "
            + "list again without it.")

    static let unreadable = AdminRefusal(
        .journalUnavailable, "The journal cannot be read right now.",
        headers: ["Retry-After": "\(retryAfterSeconds)"])

    static let unwritable = AdminRefusal(
        .journalUnavailable, "The journal cannot be written right now.",
        headers: ["Retry-After": "\(retryAfterSeconds)"])

    var response: HTTPResponse {
        let error: JSONValue = [
            "code": .string(code.rawValue), "message": .string(message),
        ]
        return .json(code.status, ["error": error], headers)
    }
}

extension HTTPResponse {
    /// A JSON answer.
    static func json(
        _ status: Int, _ body: JSONValue, _ headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var headers = headers
        headers.add("Content-Type", "application/json")
        return HTTPResponse(status: status, headers: headers, body: body.serializedBytes())
    }

    /// Words for people.
    static func text(_ status: Int, _ text: String, as type: String) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": type], body: Array(text.utf8))
    }
}
