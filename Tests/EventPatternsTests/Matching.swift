import EventPatterns
import JSON

extension PatternMatcher {
    /// For events that a test writes as a value.
    func matches(_ event: JSONValue) -> [Int] { matches(JSONDocument(event)) }
}
