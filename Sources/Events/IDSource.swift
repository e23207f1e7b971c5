package import Lifecycle

/// Makes ids that are unique and sort in the order they were made: ULIDs
/// (https://github.com/ulid/spec), 48 bits of time and 80 random bits in 26 characters.
package final class IDSource: Sendable {
    private struct State {
        var milliseconds: Int64 = 0
        var high: UInt16 = 0
        var low: UInt64 = 0
    }

    private let clock: WallClock
    private let state = Locked(State())

    package init(clock: WallClock) { self.clock = clock }

    /// A new id. Ids of one millisecond, and of a clock that went back, count up from the last.
    package func next() -> String {
        let now = clock.now().milliseconds
        return state.withLock { state in
            if now > state.milliseconds {
                state.milliseconds = now
                state.high = UInt16.random(in: .min ... .max >> 1)
                state.low = UInt64.random(in: .min ... .max)
            } else {
                let (sum, overflow) = state.low.addingReportingOverflow(1)
                state.low = sum
                state.high &+= overflow ? 1 : 0
            }
            return Self.encode(state)
        }
    }

    private static func encode(_ state: State) -> String {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
        var bytes = [UInt8](repeating: 0, count: 26)
        var time = UInt64(clamping: state.milliseconds)
        for index in (0..<10).reversed() {
            bytes[index] = alphabet[Int(time & 31)]
            time >>= 5
        }
        var low = state.low
        var high = UInt64(state.high)
        for index in (10..<26).reversed() {
            bytes[index] = alphabet[Int(low & 31)]
            low = low >> 5 | high << 59
            high >>= 5
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
