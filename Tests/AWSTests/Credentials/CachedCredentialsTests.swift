import Lifecycle
import Telemetry
import Testing

@testable import AWS

@Suite("Credentials that are kept and renewed", .timeLimit(.minutes(3)))
struct CachedCredentialsTests {
    /// A place where a source waits until a test lets it go on.
    final class Gate: Sendable {
        private let stream: AsyncStream<Void>
        private let opener: AsyncStream<Void>.Continuation
        private let arrivals: AsyncStream<Void>.Continuation
        let arrived: AsyncStream<Void>

        init() {
            (stream, opener) = AsyncStream.makeStream()
            (arrived, arrivals) = AsyncStream.makeStream()
        }

        func pass() async {
            arrivals.yield()
            for await _ in stream { return }
        }

        func open() { opener.yield() }

        func waitForArrival() async {
            for await _ in arrived { return }
        }
    }

    static func gated(_ gate: Gate) -> CountingSource {
        CountingSource { number, time in
            await gate.pass()
            return Credentials(
                accessKeyId: "KEY\(number)", secretAccessKey: Secret("s"),
                expiration: time.adding(milliseconds: 3_600_000))
        }
    }

    @Test("a session is asked for once and used for most of its life")
    func kept() async {
        let time = HandClock()
        let source = CountingSource(livingSeconds: 3_600)
        let cached = CachedCredentials(source, surroundings: time.surroundings)
        for _ in 0..<3 { #expect(await cached.key(at: time.now) == "KEY1") }
        time.advance(seconds: 2_699)
        #expect(await cached.key(at: time.now) == "KEY1")
        #expect(source.count == 1)
        time.advance(seconds: 301)
        #expect(await cached.key(at: time.now) == "KEY2")
        time.advance(seconds: 100_000)
        #expect(await cached.key(at: time.now) == "KEY3")
        #expect(source.count == 3)
    }

    @Test("in the advisory window nobody waits, and one renews")
    func advisory() async {
        let time = HandClock()
        let gate = Gate()
        let source = Self.gated(gate)
        let cached = CachedCredentials(source, surroundings: time.surroundings)
        gate.open()
        #expect(await cached.key(at: time.now) == "KEY1")
        await gate.waitForArrival()
        time.advance(seconds: 2_800)
        for _ in 0..<5 { #expect(await cached.key(at: time.now) == "KEY1") }
        await gate.waitForArrival()
        gate.open()
        while !Task.isCancelled, await cached.key(at: time.now) != "KEY2" { await Task.yield() }
        #expect(source.count == 2)
    }

    @Test("a hundred callers make one request")
    func singleFlight() async {
        let time = HandClock()
        let gate = Gate()
        let source = Self.gated(gate)
        let cached = CachedCredentials(source, surroundings: time.surroundings)
        let keys = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<100 { group.addTask { await cached.key(at: time.now) } }
            await gate.waitForArrival()
            gate.open()
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(keys == ["KEY1"])
        #expect(source.count == 1)
    }

    @Test("a caller who is cancelled leaves alone; the others get theirs")
    func cancelled() async {
        let time = HandClock()
        let gate = Gate()
        let source = Self.gated(gate)
        let cached = CachedCredentials(source, surroundings: time.surroundings)
        let first = Task { await cached.failure(at: time.now) }
        await gate.waitForArrival()
        let second = Task { await cached.key(at: time.now) }
        first.cancel()
        #expect(await first.value?.code == .cancelled)
        gate.open()
        #expect(await second.value == "KEY1")
        #expect(source.count == 1)
    }

    @Test("who is cancelled already does not wait, but gets what is held")
    func cancelledBefore() async {
        let time = HandClock()
        let source = CountingSource(livingSeconds: 3_600)
        let cached = CachedCredentials(source, surroundings: time.surroundings)
        func ask() async -> Result<String, CredentialError> {
            await Task {
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                return await cached.outcome(at: time.now)
            }.value
        }
        guard case .failure(let error) = await ask() else {
            Issue.record("there was nothing to have")
            return
        }
        #expect(error.code == .cancelled)
        #expect(source.count == 0)
        #expect(await cached.key(at: time.now) == "KEY1")
        #expect((try? await ask().get()) == "KEY1")
    }

    /// The mistake of soto-core's ExpiringValue was to keep the first error for ever.
    @Test("an outage is no storm and is not remembered for ever")
    func outage() async {
        let time = HandClock()
        let isDown = Locked(true)
        let source = CountingSource { number, time throws(CredentialError) in
            guard !isDown.withLock({ $0 }) else {
                throw CredentialError(.unavailable, "p", "Down.")
            }
            return Credentials(
                accessKeyId: "KEY\(number)", secretAccessKey: Secret("s"),
                expiration: time.adding(milliseconds: 3_600_000))
        }
        let cached = CachedCredentials(source, surroundings: time.surroundings)
        for _ in 0..<10 { #expect(await cached.failure(at: time.now)?.code == .unavailable) }
        #expect(source.count == 1)
        time.advance(seconds: 1)
        #expect(await cached.failure(at: time.now)?.code == .unavailable)
        #expect(source.count == 2)
        isDown.withLock { $0 = false }
        time.advance(seconds: 1)
        #expect(await cached.key(at: time.now) == "KEY3")
        isDown.withLock { $0 = true }
        time.advance(seconds: 3_500)
        #expect(await cached.key(at: time.now) == "KEY3")
        time.advance(seconds: 100)
        #expect(await cached.failure(at: time.now)?.code == .unavailable)
        isDown.withLock { $0 = false }
        time.advance(seconds: 1)
        #expect(await cached.key(at: time.now) == "KEY6")
    }

    @Test("instance metadata's credentials outlive their end while nobody gives others")
    func staticStability() async {
        let time = HandClock()
        let source = CountingSource { number, time throws(CredentialError) in
            guard number == 1 || number > 3 else {
                throw CredentialError(.unavailable, "p", "Down.")
            }
            return Credentials(
                accessKeyId: "KEY\(number)", secretAccessKey: Secret("s"),
                expiration: time.adding(milliseconds: 3_600_000))
        }
        let cached = CachedCredentials(
            source, keepsExpired: true, surroundings: time.surroundings)
        #expect(await cached.key(at: time.now) == "KEY1")
        time.advance(seconds: 4_000)
        #expect(await cached.key(at: time.now) == "KEY1")
        time.advance(seconds: 359)
        #expect(await cached.key(at: time.now) == "KEY1")
        #expect(source.count == 2)
        time.advance(seconds: 1)
        #expect(await cached.key(at: time.now) == "KEY1")
        #expect(source.count == 3)
        time.advance(seconds: 360)
        #expect(await cached.key(at: time.now) == "KEY4")
    }

    @Test("keys without an end are asked for each time")
    func withoutEnd() async {
        let time = HandClock()
        let source = CountingSource { number, _ in
            Credentials(accessKeyId: "KEY\(number)", secretAccessKey: Secret("s"))
        }
        let cached = CachedCredentials(source, surroundings: time.surroundings)
        #expect(await cached.key(at: time.now) == "KEY1")
        #expect(await cached.key(at: time.now) == "KEY2")
    }
}
