import JSON
package import Lifecycle

/// The credentials that a program prints: `credential_process` of a profile
/// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html).
package struct ProcessCredentials: CredentialSource, Undisclosed {
    private let command: String
    private let place: String
    private let limits: ChildProcess.Limits
    private let held = Locked<Held?>(nil)

    /// Credentials without an end, and when they are used without another run.
    private struct Held {
        let credentials: Credentials
        let times: Range<Timestamp>
    }

    /// Somebody may have to be asked for a second factor, or a server far away.
    package static let timeoutMilliseconds = 30_000
    /// How long credentials without an end are used: the program may be slow, and every try of a
    /// call asks for some. As early as AWS wants temporary ones renewed, so is a rotated key found.
    static let heldMilliseconds: Int64 = 15 * 60 * 1_000

    /// - Parameter place: for messages, such as the profile.
    package init(
        command: String, place: String, timeoutMilliseconds: Int = Self.timeoutMilliseconds
    ) {
        self.command = command
        self.place = place
        limits = ChildProcess.Limits(
            outputBytesMax: CredentialDocument.bytesMax, milliseconds: timeoutMilliseconds)
    }

    /// Runs the program, without a shell, unless it gave credentials without an end a moment ago.
    /// A failure of it is `unavailable`, as it may work the next
    /// time; what nobody can run or read is `malformed`. Neither repeats what it printed.
    package func credentials(at time: Timestamp) async throws(CredentialError) -> Credentials {
        if let held = held.withLock({ $0 }), held.times.contains(time) { return held.credentials }
        let found = try await run().unexpired(at: time, place: place)
        if found.expiration == nil {
            let end = time.adding(milliseconds: Self.heldMilliseconds)
            held.withLock { $0 = Held(credentials: found, times: time..<end) }
        }
        return found
    }

    private func run() async throws(CredentialError) -> Credentials {
        guard let words = CommandWords.split(command), let program = words.first else {
            throw CredentialError(
                .malformed, place,
                "credential_process is empty, or a quotation mark or backslash in it has no "
                    + "partner.")
        }
        let output: ChildProcess.Output
        do throws(ChildProcess.Failure) {
            output = try await ChildProcess.run(program, Array(words.dropFirst()), limits: limits)
        } catch {
            throw failure(error)
        }
        switch output.end {
        case .exited(status: 0): break
        case .exited(let status):
            throw CredentialError(
                .unavailable, place, "credential_process ended with exit status \(status).")
        case .killed(let signal):
            throw CredentialError(
                .unavailable, place, "credential_process was killed by signal \(signal).")
        }
        let answer = try CredentialDocument(output.bytes, place: place, mistakes: .malformed)
        guard answer["Version"]?.intValue == 1 else {
            throw CredentialError(
                .malformed, place, "credential_process printed another Version than 1.")
        }
        return try answer.lasting()
    }

    private func failure(_ failure: ChildProcess.Failure) -> CredentialError {
        switch failure {
        case .notStarted(let reason):
            CredentialError(
                reason.code == .failed ? .unavailable : .malformed, place,
                "credential_process cannot be started: \(reason.message).")
        case .timedOut:
            CredentialError(
                .unavailable, place,
                "credential_process took more than \(limits.milliseconds) ms and was killed.")
        case .outputTooLong:
            CredentialError(
                .malformed, place,
                "credential_process printed more than \(limits.outputBytesMax) bytes and was "
                    + "killed.")
        case .cancelled:
            CredentialError(.unavailable, place, "credential_process was cancelled.")
        }
    }
}
