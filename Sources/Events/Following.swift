package import JSON

/// Something that a call has begun and of which later news tells the end (`follow` in design.md
/// section 5).
package struct Following: Sendable, Hashable {
    /// What is waited for, such as `config/<snapshot id>`. Steps with equal keys share their news.
    package let key: String
    /// What was known before it began; whoever judges an answer to `poll` reads it.
    package let baseline: JSONValue
    /// The read that asks for news, in the form of the action that makes it; nil where news comes
    /// as an event.
    package let poll: JSONValue?

    package init(key: String, baseline: JSONValue = [:], poll: JSONValue? = nil) {
        self.key = key
        self.baseline = baseline
        self.poll = poll
    }
}

extension Following {
    /// The form in which the journal keeps it.
    package var json: JSONValue {
        var object: JSONObject = ["key": .string(key), "baseline": baseline]
        object["poll"] = poll
        return .object(object)
    }

    package init?(json: JSONValue) {
        guard let key = json["key"]?.stringValue, let baseline = json["baseline"] else {
            return nil
        }
        self.init(key: key, baseline: baseline, poll: json["poll"])
    }
}

/// How something that is followed has ended.
package enum News: Sendable, Hashable {
    /// The members of `result` are added to the step's result.
    case succeeded(result: JSONValue)
    /// `report` is what was told, for the step's record.
    case failed(FailureReason, message: String, report: JSONValue)
}

extension News {
    /// The form in which the journal keeps it.
    package var json: JSONValue {
        switch self {
        case .succeeded(let result): ["result": result]
        case .failed(let reason, let message, let report):
            [
                "reason": .string(reason.rawValue), "message": .string(message),
                "report": report,
            ]
        }
    }

    package init?(json: JSONValue) {
        if let result = json["result"] {
            self = .succeeded(result: result)
        } else if let reason = json["reason"]?.stringValue.flatMap(FailureReason.init),
            let message = json["message"]?.stringValue, let report = json["report"]
        {
            self = .failed(reason, message: message, report: report)
        } else {
            return nil
        }
    }
}
