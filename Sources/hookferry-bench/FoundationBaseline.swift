import Foundation

/// What the speed of everything that reads events is told against: the time Foundation's
/// `JSONSerialization` needs merely to parse them.
enum FoundationBaseline {
    static func subject(_ texts: [[UInt8]]) -> Subject {
        let inputs = texts.map { Data($0) }
        return Subject(name: "JSONSerialization", operations: texts.count) {
            for input in inputs { sink(try JSONSerialization.jsonObject(with: input)) }
        }
    }

    /// Over the event of about 1.5 KB that the aims speak of.
    static var sampleEvent: Subject { subject([Array(SampleEvent.text.utf8)]) }
}
