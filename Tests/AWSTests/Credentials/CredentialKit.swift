import AWS
import HTTP
import Lifecycle
import Telemetry

/// A clock that goes on only when told.
final class HandClock: Sendable {
    private let time: Locked<Int64>

    init() { time = Locked(Self.start.milliseconds) }

    static let start = Timestamp(milliseconds: 1_800_000_000_000)

    var now: Timestamp { Timestamp(milliseconds: time.withLock { $0 }) }
    var clock: WallClock { WallClock { self.now } }

    func advance(seconds: Int64) { time.withLock { $0 += seconds * 1_000 } }

    /// Time by this clock; sleeps return at once.
    var surroundings: AWSClient.Surroundings {
        AWSClient.Surroundings(
            clock: clock, sleep: { _ in }, random: { 0.5 }, identifier: { "call" })
    }
}

/// A source that counts how often it is asked.
final class CountingSource: CredentialSource {
    typealias Answer =
        @Sendable (_ number: Int, _ time: Timestamp) async throws(CredentialError) -> Credentials

    private let asked = Locked(0)
    private let answer: Answer
    var count: Int { asked.withLock { $0 } }

    /// - Parameter answer: called with the number of the question, counted from 1.
    init(answer: @escaping Answer) { self.answer = answer }

    /// Sessions that live so long from when they are asked for; the key tells the number.
    convenience init(livingSeconds seconds: Int64) {
        self.init { number, time in
            Credentials(
                accessKeyId: "KEY\(number)", secretAccessKey: Secret("s"),
                sessionToken: Secret("t"), expiration: time.adding(milliseconds: seconds * 1_000))
        }
    }

    func credentials(at time: Timestamp) async throws(CredentialError) -> Credentials {
        let number = asked.withLock { asked in
            asked += 1
            return asked
        }
        return try await answer(number, time)
    }
}

extension CredentialSource {
    /// The access key, or why there is none.
    func outcome(at time: Timestamp) async -> Result<String, CredentialError> {
        do throws(CredentialError) {
            return .success(try await credentials(at: time).accessKeyId)
        } catch {
            return .failure(error)
        }
    }

    func key(at time: Timestamp) async -> String? { try? await outcome(at: time).get() }

    func failure(at time: Timestamp) async -> CredentialError? {
        guard case .failure(let error) = await outcome(at: time) else { return nil }
        return error
    }
}
