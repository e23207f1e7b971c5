import HTTP
import JSON

/// One thing that can be asked of the admin listener. The index page, the routing and the OpenAPI
/// document all come from the table of these.
struct AdminRoute: Sendable {
    /// Who may ask.
    enum Access: Sendable {
        /// Whoever reaches the listener: whether the process lives is no secret.
        case anybody
        /// Whoever has the admin token.
        case operators
    }

    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// What an answer holds.
    enum Content: Sendable {
        case text
        /// The name of a schema of `AdminSchemas`.
        case json(String)
    }

    typealias Answer =
        @Sendable (AdminListener, AdminRequest) async throws(AdminRefusal) -> HTTPResponse

    let method: Method
    /// One segment may be a parameter: `/api/v1/events/{id}`.
    let path: String
    /// A line for people.
    let about: String
    let access: Access
    let parameters: [AdminParameter]
    /// What it answers beside the refusals of the door and of the query.
    let content: [(status: Int, about: String, content: Content)]
    /// Its own refusals.
    let refusals: [AdminRefusal.Code]
    let answer: Answer

    init(
        _ path: String, _ about: String, method: Method = .get, access: Access = .operators,
        parameters: [AdminParameter] = [],
        content: [(status: Int, about: String, content: Content)],
        refusals: [AdminRefusal.Code] = [], answer: @escaping Answer
    ) {
        self.method = method
        self.path = path
        self.about = about
        self.access = access
        self.parameters = parameters
        self.content = content
        self.refusals = refusals
        self.answer = answer
    }

    /// GET's answers are there for HEAD too; the server leaves their bodies out.
    var methods: [String] { method == .get ? ["GET", "HEAD"] : [method.rawValue] }

    /// Whether a query is read strictly. What asks the probes may add what it likes.
    var readsQuery: Bool { path.hasPrefix("/api/") }

    /// The value of the path's parameter, empty for a path without one; nil when the path is not
    /// this route's.
    func match(_ path: String) -> String? {
        guard let open = self.path.firstIndex(of: "{"), let close = self.path.firstIndex(of: "}")
        else { return path == self.path ? "" : nil }
        let start = self.path[..<open]
        let end = self.path[self.path.index(after: close)...]
        guard path.hasPrefix(start), path.hasSuffix(end),
            path.utf8.count > start.utf8.count + end.utf8.count
        else { return nil }
        let value = path.dropFirst(start.count).dropLast(end.count)
        return value.contains("/") ? nil : String(value)
    }
}

/// A request that has passed the door, for one route.
struct AdminRequest: Sendable {
    /// The path's parameter, as it was sent; empty without one. Our ids need no percent-encoding.
    let id: String
    let query: AdminQuery
}
