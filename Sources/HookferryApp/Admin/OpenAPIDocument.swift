import JSON

/// The admin listener's OpenAPI document (https://spec.openapis.org/oas/v3.1.0), made from the
/// routes, so that nothing stands in it that is not there.
struct OpenAPIDocument: Sendable {
    let json: JSONValue

    /// - Parameter needsToken: whether operators have to show an admin token.
    init(needsToken: Bool) {
        var paths = JSONObject()
        for route in AdminRoute.all {
            var item = paths[route.path]?.objectValue ?? JSONObject()
            item[route.method.rawValue.lowercased()] = Self.operation(route, needsToken)
            paths[route.path] = .object(item)
        }
        var components: JSONObject = ["schemas": .object(AdminSchemas.all)]
        if needsToken {
            components["securitySchemes"] = [Self.scheme: ["type": "http", "scheme": "bearer"]]
        }
        let about =
            "HEAD is answered wherever GET is. "
            + "Errors have a code for programs and a sentence for people."
        json = [
            "openapi": "3.1.0",
            "info": [
                "title": "Hookferry's admin API", "version": .string(Version.text),
                "description": .string(about),
            ],
            "paths": .object(paths), "components": .object(components),
        ]
    }

    private static let scheme = "adminToken"

    private static func operation(_ route: AdminRoute, _ needsToken: Bool) -> JSONValue {
        var operation: JSONObject = [
            "operationId": .string(operationID(route)), "summary": .string(route.about),
        ]
        let parameters = pathParameters(route) + route.parameters.map(queryParameter)
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        let isLocked = route.access == .operators && needsToken
        if isLocked { operation["security"] = [.object([scheme: []])] }
        operation["responses"] = .object(responses(route, needsToken))
        return .object(operation)
    }

    /// `get /api/v1/events/{id}` is `getEventsId`.
    private static func operationID(_ route: AdminRoute) -> String {
        let path = route.path.hasPrefix("/api/v1") ? route.path.dropFirst(7) : route.path[...]
        let words = path.split { !$0.isLetter }.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return route.method.rawValue.lowercased() + (words.isEmpty ? "Index" : words.joined())
    }

    private static func pathParameters(_ route: AdminRoute) -> [JSONValue] {
        guard route.path.contains("{id}") else { return [] }
        return [
            [
                "name": "id", "in": "path", "required": true,
                "schema": ["type": "string", "minLength": 1, "pattern": "^[0-9A-Za-z._~-]+$"],
            ]
        ]
    }

    private static func queryParameter(_ parameter: AdminParameter) -> JSONValue {
        [
            "name": .string(parameter.name), "in": "query",
            "description": .string(parameter.about), "schema": parameter.schema,
        ]
    }

    // MARK: Answers

    private static func responses(_ route: AdminRoute, _ needsToken: Bool) -> JSONObject {
        var responses = JSONObject()
        for (status, about, content) in route.content {
            responses["\(status)"] = [
                "description": .string(about), "content": body(content),
            ]
        }
        for code in refusals(route, needsToken) {
            let key = "\(code.status)"
            let known = responses[key]?["description"]?.stringValue.map { "\($0), " } ?? ""
            var response: JSONObject = [
                "description": .string("\(known)`\(code.rawValue)`"),
                "content": body(.json("Error")),
            ]
            response["headers"] = headers(code)
            responses[key] = .object(response)
        }
        return responses
    }

    private static func refusals(
        _ route: AdminRoute, _ needsToken: Bool
    ) -> [AdminRefusal.Code] {
        var codes = route.readsQuery ? [AdminRefusal.Code.badParameter] : []
        if route.access == .operators { codes.append(needsToken ? .badCredentials : .notAllowed) }
        return codes + route.refusals.filter { !codes.contains($0) }
    }

    private static func headers(_ code: AdminRefusal.Code) -> JSONValue? {
        switch code {
        case .badCredentials: header("WWW-Authenticate", ["type": "string"])
        case .journalUnavailable: header("Retry-After", ["type": "integer"])
        default: nil
        }
    }

    private static func header(_ name: String, _ schema: JSONValue) -> JSONValue {
        .object([name: ["required": true, "schema": schema]])
    }

    private static func body(_ content: AdminRoute.Content) -> JSONValue {
        switch content {
        case .text: ["text/plain": ["schema": ["type": "string"]]]
        case .json(let name): ["application/json": ["schema": AdminSchemas.reference(name)]]
        }
    }
}
