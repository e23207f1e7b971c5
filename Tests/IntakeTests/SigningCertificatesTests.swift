import Cryptography
import HTTP
import Lifecycle
import Testing

@testable import Intake

@Suite("Signing certificates")
struct SigningCertificatesTests {
    /// A rig whose signer's certificate is replaced.
    private func answer(serving certificate: [UInt8]) async throws -> (Answer, Rig) {
        let rig = try Rig()
        rig.serve(certificate, at: rig.signer.certificateURL)
        return (try await rig.post(Rig.notification()), rig)
    }

    private func certificate(
        _ name: String, alternatives: [String]? = nil, from: Int64 = -1_000, to: Int64 = 1_000
    ) throws -> [UInt8] {
        try Rig.key().selfSignedCertificate(
            commonName: name, subjectAlternativeNames: alternatives ?? [name],
            notBefore: Rig.start.adding(milliseconds: from).milliseconds,
            notAfter: Rig.start.adding(milliseconds: to).milliseconds)
    }

    @Test("the right name and dates pass")
    func good() async throws {
        let name = "sns.amazonaws.com"
        for alternatives in [[name], [], ["other.example", name]] {
            let (answer, _) = try await answer(
                serving: certificate(name, alternatives: alternatives))
            #expect(answer.summary == "202 accepted")
        }
    }

    @Test("an expired certificate is refused")
    func expired() async throws {
        let (answer, rig) = try await answer(
            serving: certificate("sns.amazonaws.com", from: -5_000, to: -1_000))
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.refusals.first?.reason.contains("expired") == true)
    }

    @Test("a certificate that is not valid yet is refused")
    func notYet() async throws {
        let (answer, rig) = try await answer(
            serving: certificate("sns.amazonaws.com", from: 1_000, to: 5_000))
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.refusals.first?.reason.contains("not valid yet") == true)
    }

    @Test(
        "a certificate made out to another name is refused",
        arguments: [
            "amazonaws.com", "sns.us-east-2.amazonaws.com", "sns.amazonaws.com.attacker.example",
            "*.amazonaws.com", "SNS.amazonaws.com", "sns-signing.us-east-2.amazonaws.com",
        ])
    func wrongName(_ name: String) async throws {
        let (answer, rig) = try await answer(serving: certificate(name))
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.refusals.first?.reason.contains("another name") == true)
    }

    @Test("the common name does not count beside alternative names")
    func commonName() async throws {
        let (answer, _) = try await answer(
            serving: certificate("sns.amazonaws.com", alternatives: ["attacker.example"]))
        #expect(answer.summary == "403 not_allowed")
    }

    @Test("a name with a NUL in it is refused")
    func nulInName() async throws {
        for alternatives in [["sns.amazonaws.com\0.attacker.example"], []] {
            let (answer, _) = try await answer(
                serving: certificate(
                    "sns.amazonaws.com\0.attacker.example", alternatives: alternatives))
            #expect(answer.summary == "403 not_allowed")
        }
    }

    @Test("a key of 1024 bits is refused")
    func weakKey() async throws {
        let (answer, rig) = try await answer(serving: Array(Self.weakCertificate.utf8))
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.refusals.first?.reason.contains("2048 bits") == true)
    }

    @Test("an elliptic key is refused")
    func ellipticKey() async throws {
        let (answer, rig) = try await answer(serving: Array(Self.ellipticCertificate.utf8))
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.refusals.first?.reason.contains("RSA") == true)
    }

    @Test("of a hundred first messages one fetches")
    func singleFlight() async throws {
        let rig = try Rig()
        let body = try rig.signer.body(Rig.notification())
        let answers = await withTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { await rig.post(body).summary } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.filter { $0 == "202 accepted" }.count == 1)
        #expect(answers.filter { $0 == "200 duplicate" }.count == 99)
        #expect(rig.seen.fetches.count == 1)
    }

    @Test("a failed fetch is a 503, remembered for ten seconds and no longer")
    func failure() async throws {
        let rig = try Rig()
        rig.serve(nil, at: rig.signer.certificateURL)
        let answer = try await rig.post(Rig.notification())
        #expect(answer.summary == "503 certificate_unavailable")
        #expect(answer.headers["Retry-After"] != nil)
        rig.serve(rig.signer.certificate, at: rig.signer.certificateURL)
        rig.pass(milliseconds: 9_999)
        #expect(try await rig.post(Rig.notification()).status == 503)
        #expect(rig.seen.fetches.count == 1)
        rig.pass(milliseconds: 1)
        #expect(try await rig.post(Rig.notification()).summary == "202 accepted")
        #expect(rig.seen.fetches.count == 2)
    }

    @Test("a certificate is fetched again when it has ended")
    func ended() async throws {
        let rig = try Rig { $0.ageMillisecondsMax = 100_000_000 }
        let url = rig.signer.certificateURL
        rig.serve(try certificate("sns.amazonaws.com", to: 60_000), at: url)
        _ = try await rig.post(Rig.notification())
        rig.pass(milliseconds: 60_000)
        _ = try await rig.post(Rig.notification())
        #expect(rig.seen.fetches.count == 1)
        rig.pass(milliseconds: 1_000)
        rig.serve(rig.signer.certificate, at: url)
        #expect(try await rig.post(Rig.notification()).summary == "200 duplicate")
        #expect(rig.seen.fetches.count == 2)
    }

    @Test("the certificate used longest ago makes room for the seventeenth")
    func leastRecentlyUsed() async throws {
        let rig = try Rig()
        let topic = try #require(TopicARN(Rig.topic))
        func use(_ number: Int) async throws {
            let hex = String(repeating: "0", count: 30) + (number < 10 ? "0" : "") + "\(number)"
            let url =
                "https://sns.us-east-2.amazonaws.com/SimpleNotificationService-\(hex).pem"
            rig.serve(rig.signer.certificate, at: url)
            _ = try await rig.certificates.certificate(at: url, for: topic)
        }
        for number in 0..<SigningCertificates.entriesMax { try await use(number) }
        try await use(0)
        try await use(16)
        #expect(rig.seen.fetches.count == 17)
        try await use(0)
        #expect(rig.seen.fetches.count == 17)
        try await use(1)
        #expect(rig.seen.fetches.count == 18)
    }

    @Test("no more than eight certificates are fetched at a time")
    func fetchesAtATime() async throws {
        let gate = AsyncStream<Void>.makeStream()
        let started = Locked(0)
        let certificates = SigningCertificates(clock: .system) { _ in
            started.withLock { $0 += 1 }
            for await _ in gate.stream {}
            throw Rig.NotServed()
        }
        let topic = try #require(TopicARN(Rig.topic))
        let count = 20
        let codes = await withTaskGroup(of: String?.self) { group in
            for number in 0..<count {
                let hex = String(repeating: "0", count: 30) + "\(number + 10)"
                let url =
                    "https://sns.us-east-2.amazonaws.com/SimpleNotificationService-\(hex).pem"
                group.addTask {
                    do throws(Refusal) {
                        _ = try await certificates.certificate(at: url, for: topic)
                        return nil
                    } catch {
                        return error.reason
                    }
                }
            }
            var reasons: [String?] = []
            for await reason in group {
                reasons.append(reason)
                // The refused ones return first: the others wait at the gate.
                if reasons.count == count - SigningCertificates.fetchesMax { gate.1.finish() }
            }
            return reasons
        }
        #expect(codes.filter { $0?.contains("Too many") == true }.count == 12)
        #expect(codes.filter { $0?.contains("cannot be fetched") == true }.count == 8)
        #expect(started.withLock { $0 } == 8)
    }

    @Test("pinned certificates are used and nothing is fetched")
    func pinned() async throws {
        let signer = try Rig.signer()
        let clock = WallClock { Rig.start }
        let pinned = try SigningCertificates(
            clock: clock, pinned: [signer.certificateFileName: signer.certificate])
        let topic = try #require(TopicARN(Rig.topic))
        let found = try await pinned.certificate(at: signer.certificateURL, for: topic)
        #expect(found.publicKey.bits == 2_048)
        let other = "https://sns.us-east-2.amazonaws.com/\(SNSAttackTests.file)"
        await #expect {
            _ = try await pinned.certificate(at: other, for: topic)
        } throws: {
            ($0 as? Refusal)?.code == .certificateUnavailable
        }
        let elsewhere = "https://sns.us-east-2.example/\(signer.certificateFileName)"
        await #expect {
            _ = try await pinned.certificate(at: elsewhere, for: topic)
        } throws: {
            ($0 as? Refusal)?.code == .notAllowed
        }
    }

    @Test("a pinned file that is no certificate is named")
    func badPinned() {
        #expect {
            _ = try SigningCertificates(clock: .system, pinned: ["a.pem": Array("text".utf8)])
        } throws: {
            ($0 as? PinnedCertificateError)?.fileName == "a.pem"
        }
    }
}

extension SigningCertificatesTests {
    /// Made with openssl for this test: RSA-1024, sns.amazonaws.com, 2026-11-21 to 2126.
    static let weakCertificate = """
        -----BEGIN CERTIFICATE-----
        MIICNDCCAZ2gAwIBAgIUAk+cpDMwU9gO66hRqLHhj04dq/owDQYJKoZIhvcNAQEL
        BQAwHDEaMBgGA1UEAwwRc25zLmFtYXpvbmF3cy5jb20wIBcNMjYxMTIxMDEyNzUz
        WhgPMjEyNjEwMjgwMTI3NTNaMBwxGjAYBgNVBAMMEXNucy5hbWF6b25hd3MuY29t
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC8w9hbZ9cbeAV5WdrCf2mnacYX
        a9Xzj1YmQyZMwKgCIJI7V+9lNL5lKBa0x7TwJlEFd+BKsKuI4rlGTYh1viECjvw4
        TR9r01jSGsacWbCOsOu44z2fVmkfwq2+/ZqzKpl8K4csn99j8N97JK2UL3YA/ee1
        Cdxu+rwhTQ6x+gELmwIDAQABo3EwbzAdBgNVHQ4EFgQUXmNx1rWvNe86pU2kasl5
        y7S5QXEwHwYDVR0jBBgwFoAUXmNx1rWvNe86pU2kasl5y7S5QXEwDwYDVR0TAQH/
        BAUwAwEB/zAcBgNVHREEFTATghFzbnMuYW1hem9uYXdzLmNvbTANBgkqhkiG9w0B
        AQsFAAOBgQCC1KoBJiz3Kpb0m8DxUn9ZCTEjtKxfmSFMeRQtv+dIQvHXkNNcf+QM
        VgTrh0FdNWfe4gSsCCeIzIqjPb/0ab1r7bXjg4RsivbPs16YRHJXl1wJWnVzPrEn
        r9sqKSh0PyYlTxtF50ZkDtozlHQ5xCQCWT66/M0olKtu/+ZDX9b4kw==
        -----END CERTIFICATE-----
        """

    /// Made with openssl for this test: P-256, sns.amazonaws.com, 2026-11-21 to 2126.
    static let ellipticCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBrDCCAVOgAwIBAgIUZ+VYJRyUOnnb6aZfVOZIXg8EZ6QwCgYIKoZIzj0EAwIw
        HDEaMBgGA1UEAwwRc25zLmFtYXpvbmF3cy5jb20wIBcNMjYxMTIxMDEyNzUzWhgP
        MjEyNjEwMjgwMTI3NTNaMBwxGjAYBgNVBAMMEXNucy5hbWF6b25hd3MuY29tMFkw
        EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEY7GV0V2vWjkpB4okMCcG6y0bIB89IuSy
        EKhiWmEjx6V3DM89hP60+llVrBu0deSYC2a+ON1HBs+jvSplvX4rXaNxMG8wHQYD
        VR0OBBYEFK3566txVOGChCI8OkptqCsWOetFMB8GA1UdIwQYMBaAFK3566txVOGC
        hCI8OkptqCsWOetFMA8GA1UdEwEB/wQFMAMBAf8wHAYDVR0RBBUwE4IRc25zLmFt
        YXpvbmF3cy5jb20wCgYIKoZIzj0EAwIDRwAwRAIgNGTkQuFpyre1alVD3vyylKUv
        NMwIs1dtHLUO0w1B0KQCIHonm8hxNcSzGLbpBdOb92DyT7UEzYi8BGLZCaMrfgm3
        -----END CERTIFICATE-----
        """
}
