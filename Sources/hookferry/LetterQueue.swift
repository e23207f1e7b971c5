import Journal
import Lifecycle

/// A delivery that is to be put back.
struct Letter {
    let id: String
    /// What more is known of it; nil for an id that somebody has typed.
    let known: DeadLetter?
}

/// The deliveries that are to be put back, some at a time.
struct LetterQueue {
    private let reader: JournalReader
    /// Of events received then or later.
    var since: Timestamp?
    /// Of this rule only.
    var rule: String?
    /// The one that is asked for, or the event whose dead ones are; nil for all.
    var id: String?
    /// The last one that was read.
    private var last: String?
    private var isAtEnd = false

    /// Dead letters read at a time.
    private static let lettersMax = 500

    init(_ reader: JournalReader) { self.reader = reader }

    /// Empty at the end. What dies again while this goes on is not met again.
    mutating func next() async throws(VerbFailure) -> [Letter] {
        guard !isAtEnd else { return [] }
        do throws(JournalError) {
            guard let id else { return try await nextDead() }
            let isFirst = last == nil
            if isFirst, try await !reader.contains(id) {
                isAtEnd = true
                return [Letter(id: id, known: nil)]
            }
            let letters = try await nextDead(of: id)
            if !letters.isEmpty || !isFirst { return letters }
        } catch {
            throw VerbFailure(error)
        }
        let event = Program.printable(id ?? "")
        throw VerbFailure(ExitCode.failed, "no delivery of the event \(event) is dead")
    }

    private mutating func nextDead(of event: String? = nil) async throws(JournalError) -> [Letter] {
        let letters: [DeadLetter]
        do throws(JournalError) {
            letters = try await reader.dead(
                rule: rule, since: since, event: event, limit: Self.lettersMax, after: last)
        } catch {
            guard error.code == .unknownPlace, last != nil else { throw error }
            // What was put back has ended well and was removed since: the rest is still there.
            last = nil
            return try await nextDead(of: event)
        }
        last = letters.last?.id
        isAtEnd = letters.count < Self.lettersMax
        return letters.map { Letter(id: $0.id, known: $0) }
    }
}
