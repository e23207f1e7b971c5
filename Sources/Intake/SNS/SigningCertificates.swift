import AWS
import Cryptography
import JSON
package import Lifecycle

/// The certificates of SNS: fetched once each, or pinned, and kept until they end.
///
/// A message whose certificate is known costs one short lock. Of many first messages at once one
/// fetches and the rest wait for it. A failure is remembered for `failureMilliseconds` only.
package final class SigningCertificates: Sendable {
    /// Gets what stands at a URL that has passed the URL rules: no redirects, TLS checked, 5 s, at
    /// most `Certificate.pemBytesMax` bytes, status 200 only.
    package typealias Fetch = @Sendable (_ url: String) async throws -> [UInt8]

    /// Certificates in use at a time; aws-sdk-java-v2 keeps 10.
    package static let entriesMax = 16
    /// A failure spares the certificate's host for this long; SNS itself repeats after 20 s.
    package static let failureMilliseconds: Int64 = 10_000
    /// Fetches at a time. The topic's ARN in a message is not yet proven when its certificate is
    /// fetched, so whoever knows the ARN can cause fetches; not many at a time, though.
    package static let fetchesMax = 8
    /// Remembered failures; above that the oldest goes.
    package static let failuresMax = 64

    private enum Origin: Sendable {
        case pinned([String: Certificate])
        case fetched(Fetch)
    }

    fileprivate typealias Outcome = Result<SigningCertificate, Refusal>

    fileprivate struct Entry {
        let url: String
        let certificate: SigningCertificate
        /// The number of the last use.
        var use: UInt64
    }

    fileprivate struct State {
        /// Few, so searching from end to end beats hashing the URL.
        var entries: [Entry] = []
        var uses: UInt64 = 0
        var failures: [String: (refusal: Refusal, until: Timestamp)] = [:]
        var fetches: [String: Task<Outcome, Never>] = [:]
    }

    private let origin: Origin
    private let clock: WallClock
    private let state = Locked(State())

    /// Fetches what it does not know.
    package init(clock: WallClock, fetch: @escaping Fetch) {
        origin = .fetched(fetch)
        self.clock = clock
    }

    /// Uses the given certificates, PEM texts under the file names of `SigningCertURL`, and never
    /// fetches.
    package init(
        clock: WallClock, pinned: [String: [UInt8]]
    ) throws(PinnedCertificateError) {
        var certificates: [String: Certificate] = [:]
        for (name, pem) in pinned {
            do throws(CryptographyError) {
                certificates[name] = try Certificate(pem: pem)
            } catch {
                throw PinnedCertificateError(fileName: name, message: error.message)
            }
        }
        origin = .pinned(certificates)
        self.clock = clock
    }

    /// The certificate for a message of `topic`. Throws `notAllowed` for a URL or a certificate
    /// that SNS would not use, `certificateUnavailable` when it cannot be had right now.
    func certificate(
        at url: String, for topic: TopicARN
    ) async throws(Refusal) -> SigningCertificate {
        let now = clock.now()
        if let known = state.withLock({ $0.known(url, at: now) }) {
            let certificate = try known.get()
            try certificate.place.check(topic)
            return certificate
        }
        guard let place = SigningCertificateURL(url) else {
            throw .notAllowed("SigningCertURL is no place of SNS signing certificates.")
        }
        try place.check(topic)
        return try await shared(place, at: now).value.get()
    }

    /// The one load of a certificate, begun now unless it is under way or just done.
    private func shared(
        _ place: SigningCertificateURL, at now: Timestamp
    ) throws(Refusal) -> Task<Outcome, Never> {
        let loading = state.withLock { state -> Task<Outcome, Never>? in
            if let known = state.known(place.text, at: now) { return Task { known } }
            if let loading = state.fetches[place.text] { return loading }
            guard state.fetches.count < Self.fetchesMax else { return nil }
            // A task of its own: the first message's sender going away must not fail the others.
            let loading = Task { await self.load(place) }
            state.fetches[place.text] = loading
            return loading
        }
        guard let loading else {
            throw Refusal(
                .certificateUnavailable, "Too many signing certificates are being fetched.")
        }
        return loading
    }

    private func load(_ place: SigningCertificateURL) async -> Outcome {
        let outcome: Outcome
        do throws(Refusal) {
            let certificate = try await obtain(place)
            outcome = .success(try SigningCertificate(certificate, from: place, at: clock.now()))
        } catch {
            outcome = .failure(error)
        }
        let until = clock.now().adding(milliseconds: Self.failureMilliseconds)
        state.withLock { $0.keep(outcome, for: place.text, until: until) }
        return outcome
    }

    private func obtain(_ place: SigningCertificateURL) async throws(Refusal) -> Certificate {
        switch origin {
        case .pinned(let certificates):
            guard let certificate = certificates[place.fileName] else {
                throw Refusal(
                    .certificateUnavailable, "The message's signing certificate is not pinned.",
                    reason: "No pinned certificate is named \(place.fileName).")
            }
            return certificate
        case .fetched(let fetch):
            let pem: [UInt8]
            do {
                pem = try await fetch(place.text)
            } catch {
                throw Refusal(
                    .certificateUnavailable, "The signing certificate cannot be fetched.",
                    reason: "\(place.text) cannot be fetched: \(error)")
            }
            do throws(CryptographyError) {
                return try Certificate(pem: pem)
            } catch {
                throw .notAllowed("The signing certificate is unusable: \(error.message)")
            }
        }
    }
}

extension SigningCertificates.State {
    /// Nil when it must be loaded: it is not there, it has ended, or its failure is long ago.
    fileprivate mutating func known(
        _ url: String, at now: Timestamp
    ) -> Result<SigningCertificate, Refusal>? {
        if let index = entries.firstIndex(where: { $0.url == url }) {
            if entries[index].certificate.isValid(at: now) {
                uses += 1
                entries[index].use = uses
                return .success(entries[index].certificate)
            }
            entries.remove(at: index)
        }
        guard let failure = failures[url] else { return nil }
        let left = failure.until.milliseconds - now.milliseconds
        // A clock that has been set back since must not make it last.
        if (1...SigningCertificates.failureMilliseconds).contains(left) {
            return .failure(failure.refusal)
        }
        failures[url] = nil
        return nil
    }

    fileprivate mutating func keep(
        _ outcome: Result<SigningCertificate, Refusal>, for url: String, until: Timestamp
    ) {
        fetches[url] = nil
        switch outcome {
        case .success(let certificate):
            uses += 1
            entries.append(.init(url: url, certificate: certificate, use: uses))
            if entries.count > SigningCertificates.entriesMax,
                let oldest = entries.indices.min(by: { entries[$0].use < entries[$1].use })
            {
                entries.remove(at: oldest)
            }
        case .failure(let refusal):
            failures[url] = (refusal, until)
            if failures.count > SigningCertificates.failuresMax,
                let oldest = failures.min(by: { $0.value.until < $1.value.until })
            {
                failures[oldest.key] = nil
            }
        }
    }
}

/// A file of the `certificates` directory that is no certificate.
package struct PinnedCertificateError: Error, Sendable, Hashable {
    package let fileName: String
    package let message: String
}

/// A certificate that has passed every rule but the passing of time. A class, because each message
/// takes a reference to it out of the lock.
final class SigningCertificate: Sendable {
    let place: SigningCertificateURL
    let publicKey: PublicKey
    private let notBefore: Timestamp
    private let notAfter: Timestamp

    /// What SNS uses; less has been forgeable for years.
    static let keyBitsMin = 2_048

    init(
        _ certificate: Certificate, from place: SigningCertificateURL, at now: Timestamp
    ) throws(Refusal) {
        self.place = place
        publicKey = certificate.publicKey
        notBefore = Timestamp(milliseconds: certificate.notBefore)
        notAfter = Timestamp(milliseconds: certificate.notAfter)
        guard isValid(at: now) else {
            throw .notAllowed(
                now < notBefore
                    ? "The signing certificate is not valid yet."
                    : "The signing certificate has expired.")
        }
        guard Self.names(of: certificate).contains(where: place.certificateName.isIdentical)
        else {
            throw .notAllowed("The signing certificate is made out to another name.")
        }
        guard publicKey.isRSA, publicKey.bits >= Self.keyBitsMin else {
            throw .notAllowed(
                "The signing certificate's key is not RSA of at least \(Self.keyBitsMin) bits.")
        }
    }

    func isValid(at now: Timestamp) -> Bool { notBefore <= now && now <= notAfter }

    /// The common name counts only where there is no other (RFC 6125, section 6.4.4).
    private static func names(of certificate: Certificate) -> [String] {
        let names = certificate.subjectAlternativeNames
        return names.isEmpty ? certificate.commonName.map { [$0] } ?? [] : names
    }
}

extension SigningCertificateURL {
    /// A region's SNS signs for its own topics only.
    func check(_ topic: TopicARN) throws(Refusal) {
        guard region == topic.region, partition.id == topic.partition else {
            throw .notAllowed("SigningCertURL is not in the region of the topic.")
        }
    }
}
