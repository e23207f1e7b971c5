import JSON

/// What the answers of a workflow's trigger mean. They have no words beyond HTTP's own that would
/// change that: 202 is "accepted", 401 (`DirectApiAuthorizationRequired`) and 404 are final.
/// https://learn.microsoft.com/power-automate/oauth-authentication
enum TeamsAnswer {
    static func verdict(on answer: ChatAnswer) -> ChatVerdict { answer.common }

    /// `DirectApiAuthorizationRequired`
    static func code(_ json: JSONValue?) -> String? { json?["error"]?["code"]?.stringValue }
}
