import HTTP
import JSON

// What goes back to the sender, as design.md section 6 spells it.

extension HTTPResponse {
    /// A JSON answer.
    static func json(
        _ status: Int, _ body: JSONObject, headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var headers = headers
        headers.add("Content-Type", "application/json")
        return HTTPResponse(
            status: status, headers: headers, body: JSONValue.object(body).serializedBytes())
    }

    static func accepted(_ place: OutcomePath) -> HTTPResponse {
        .json(
            202, ["id": .string(place.id), "status": "accepted"],
            headers: ["Location": place.text])
    }

    static func duplicate(id: String) -> HTTPResponse {
        .json(200, ["id": .string(id), "status": "duplicate"])
    }

    static let confirmed = HTTPResponse.json(200, ["status": "confirmed"])

    static func ignored(_ reason: String) -> HTTPResponse {
        .json(200, ["status": "ignored", "reason": .string(reason)])
    }

    static let healthy = HTTPResponse.json(200, ["status": "ok"])

    static func refusal(_ refusal: Refusal) -> HTTPResponse {
        .json(
            refusal.code.status,
            [
                "error": [
                    "code": .string(refusal.code.rawValue), "message": .string(refusal.message),
                ]
            ], headers: refusal.headers)
    }
}
