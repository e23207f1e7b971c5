internal import Synchronization

/// The memory that the large bodies of all requests of a server may take together.
final class BodyBudget: Sendable {
    private let bytesMax: Int
    /// The bytes at the beginning of a body that do not count.
    private let freeBytes: Int
    private let bytes = Atomic(0)

    init(_ limits: HTTPServerLimits) {
        bytesMax = limits.largeBodyBytesMax
        freeBytes = limits.smallBodyBytesMax
    }

    /// Lets a body grow; false, and nothing has changed, when there is no room.
    func grow(from old: Int, to new: Int) -> Bool {
        let more = counted(new) - counted(old)
        guard more > 0 else { return true }
        if bytes.add(more, ordering: .relaxed).newValue <= bytesMax { return true }
        bytes.subtract(more, ordering: .relaxed)
        return false
    }

    /// Gives back what a body of that many bytes has taken.
    func release(_ bodyBytes: Int) { bytes.subtract(counted(bodyBytes), ordering: .relaxed) }

    private func counted(_ bodyBytes: Int) -> Int { max(0, bodyBytes - freeBytes) }
}
