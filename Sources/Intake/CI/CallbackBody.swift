import HTTP
import JSON

/// Reads a verified body as JSON.
enum CallbackBody {
    /// Throws `malformedBody` for what is not JSON.
    static func payload(of request: HTTPRequest) throws(Refusal) -> JSONValue {
        try json(request.body)
    }

    static func json(_ bytes: [UInt8]) throws(Refusal) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes, limits: .event)
        } catch {
            throw .malformedBody("The body is not JSON: \(error).")
        }
    }
}
