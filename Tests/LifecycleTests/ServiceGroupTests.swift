import Lifecycle
import Testing

private struct Broken: Error {}

/// A service that runs until it is stopped and writes down what happens to it.
private func recorded(_ name: String, in story: Locked<[String]>) -> Service {
    let (stopped, continuation) = AsyncStream.makeStream(of: Void.self)
    return Service(name: name) {
        for await _ in stopped {}
        story.withLock { $0.append("\(name) ended") }
    } stop: {
        story.withLock { $0.append("stop \(name)") }
        continuation.finish()
    }
}

/// Returns only when its task is cancelled.
private let forever: @Sendable () async -> Void = {
    let (never, continuation) = AsyncStream.makeStream(of: Void.self)
    for await _ in never {}
    continuation.finish()
}

@Suite("Service group")
struct ServiceGroupTests {
    @Test("services stop in reverse order")
    func servicesStopInReverseOrder() async throws {
        let story = Locked<[String]>([])
        let group = ServiceGroup(
            [recorded("a", in: story), recorded("b", in: story)], drain: forever)
        try await group.run {}
        let words = story.withLock { $0 }
        #expect(words.filter { $0.hasPrefix("stop") } == ["stop b", "stop a"])
        #expect(Set(words) == ["stop b", "stop a", "a ended", "b ended"])
    }

    @Test("a service that fails stops the others and its error is thrown")
    func aServiceThatFailsStopsTheOthers() async {
        let story = Locked<[String]>([])
        let broken = Service(name: "broken") {
            throw Broken()
        } stop: {
        }
        let group = ServiceGroup([recorded("a", in: story), broken], drain: forever)
        await #expect(throws: Broken.self) {
            try await group.run(untilStopped: forever)
        }
        #expect(story.withLock { $0 }.contains("a ended"))
    }

    @Test("a service that does not finish in time is cancelled")
    func aServiceThatDoesNotFinishIsCancelled() async throws {
        let stubborn = Service(name: "stubborn", run: { await forever() }, stop: {})
        try await ServiceGroup([stubborn], drain: {}).run {}
    }

    @Test("the time to finish also bounds a stop that waits", .timeLimit(.minutes(1)))
    func theTimeAlsoBoundsAStop() async throws {
        let (cancelled, cancel) = AsyncStream.makeStream(of: Void.self)
        let stubborn = Service(name: "stubborn") {
            await forever()
            cancel.finish()
        } stop: {
            for await _ in cancelled {}
        }
        try await ServiceGroup([stubborn], drain: {}).run {}
    }
}
