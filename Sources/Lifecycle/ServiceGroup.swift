/// A long-running part of the program.
package struct Service: Sendable {
    package let name: String
    /// Returns when `stop` was called and what was begun is finished, or throws when the part can
    /// go on no longer. Cancelling it cuts short what is under way.
    package let run: @Sendable () async throws -> Void
    /// Asks `run` to begin nothing new and to return. Called once.
    package let stop: @Sendable () async -> Void

    package init(
        name: String, run: @escaping @Sendable () async throws -> Void,
        stop: @escaping @Sendable () async -> Void
    ) {
        self.name = name
        self.run = run
        self.stop = stop
    }
}

/// Runs services together and stops them in reverse order.
package struct ServiceGroup: Sendable {
    private let services: [Service]
    private let drain: @Sendable () async -> Void

    /// `drain` returns when the time to finish is over; what then still runs is cancelled.
    package init(_ services: [Service], drain: @escaping @Sendable () async -> Void) {
        self.services = services
        self.drain = drain
    }

    /// Returns after `untilStopped` returned, or a service ended by itself, and every service has
    /// ended; throws the first error of a service.
    package func run(untilStopped: @escaping @Sendable () async -> Void) async throws {
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        let tasks = services.map { service in
            Task {
                defer { end.yield() }
                try await service.run()
            }
        }
        let watch = Task {
            await untilStopped()
            end.yield()
        }
        for await _ in ended { break }
        watch.cancel()
        // Begun first, so that it bounds the stopping too.
        let cutoff = Task {
            await drain()
            for task in tasks { task.cancel() }
        }
        for service in services.reversed() { await service.stop() }
        var results: [Result<Void, any Error>] = []
        for task in tasks { results.append(await task.result) }
        cutoff.cancel()
        for result in results { try result.get() }
    }
}
