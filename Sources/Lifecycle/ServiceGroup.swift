/// A long-running part of the program.
package struct Service: Sendable {
    package let name: String
    /// Returns when `stop` was called, or throws when the part can go on no longer.
    package let run: @Sendable () async throws -> Void
    /// Asks `run` to finish what it has begun and to return. Called once.
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

    package init(_ services: [Service]) { self.services = services }

    /// Returns after `untilStopped` returned, or a service ended by itself, and every service has
    /// stopped; throws the first error of a service.
    package func run(untilStopped: @escaping @Sendable () async -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { try await service.run() } }
            group.addTask { await untilStopped() }
            let first = await group.nextResult()
            for service in services.reversed() { await service.stop() }
            group.cancelAll()
            if case .failure(let error) = first { throw error }
            try await group.waitForAll()
        }
    }
}
