import Configuration
import Cryptography
import Foundation
import HTTP
import Intake
import Lifecycle
import Testing

@Suite("Sources")
struct SourceReaderTests {
    private func sns(_ keys: String, _ folder: TemporaryFolder) throws -> LoadResult {
        try folder.write(
            "hookferry.yaml",
            """
            rules: []
            sources:
              topic:
                type: sns
                topics: ["arn:aws:sns:us-east-2:123456789012:config-*"]
                \(keys)
            """)
        return folder.load()
    }

    @Test("of type sns have the defaults of the design")
    func snsDefaults() throws {
        let source = try #require(sns("", TemporaryFolder()).settings?.sources.first)
        guard case .sns(let settings, let pinned) = source.kind else {
            Issue.record("an sns source has another kind")
            return
        }
        #expect(source.path == "/hooks/topic")
        #expect(source.allowFrom.isEmpty)
        #expect(source.rate == nil)
        #expect(settings.topics[0].matches("arn:aws:sns:us-east-2:123456789012:config-a"))
        #expect(!settings.topics[0].matches("arn:aws:sns:us-east-2:999999999999:config-a"))
        #expect(settings.confirmsSubscriptions)
        #expect(settings.ageMillisecondsMax == 7_200_000)
        #expect(settings.signatureVersions == [.v1, .v2])
        #expect(settings.credentials == nil)
        #expect(!settings.allowsRaw)
        #expect(pinned == nil)
    }

    @Test("have what the file says")
    func everything() throws {
        let result = Fixtures.load("configuration/good-everything.yaml")
        let sources = try #require(result.settings?.sources)
        guard case .sns(let settings, _) = sources[0].kind else {
            Issue.record("an sns source has another kind")
            return
        }
        #expect(sources[0].path == "/sns")
        #expect(sources[0].rate == Rate(count: 100, periodMilliseconds: 1_000))
        #expect(sources[0].allowFrom.contains { $0.contains(address: "10.1.2.3") })
        #expect(!sources[0].allowFrom.contains { $0.contains(address: "11.1.2.3") })
        #expect(settings.topics.count == 2)
        #expect(!settings.confirmsSubscriptions)
        #expect(settings.ageMillisecondsMax == 3_600_000)
        #expect(settings.signatureVersions == [.v2])
        #expect(settings.credentials != nil)
        #expect(settings.allowsRaw)
        let types = sources.dropFirst().map { source in
            if case .callback(let source) = source.kind { source.type.rawValue } else { "" }
        }
        #expect(types.prefix(2) == ["token", "basic"])
        #expect(Set(types).isSuperset(of: CallbackType.allCases.map(\.rawValue)))
        #expect(sources[2].rate == Rate(count: 1, periodMilliseconds: 5_000))
    }

    @Test("pin the certificates of a directory")
    func certificates() throws {
        let folder = try TemporaryFolder()
        let key = try PrivateKey.generate()
        let pem = try key.selfSignedCertificate(
            commonName: "sns.amazonaws.com", subjectAlternativeNames: [], notBefore: 0,
            notAfter: 4_000_000_000_000)
        try folder.write("certs/a.pem", String(decoding: pem, as: UTF8.self))
        try folder.write("certs/readme.txt", "no certificate")
        let result = try sns("certificates: certs/", folder)
        guard case .sns(_, let pinned) = result.settings?.sources.first?.kind else {
            Issue.record("\(result.lines)")
            return
        }
        #expect(pinned == ["a.pem": pem])
    }

    @Test("with a password that is only set elsewhere can be checked")
    func checked() throws {
        let folder = try TemporaryFolder()
        _ = try sns("username: { env: U }\n    password: { env: P }\n    raw: true", folder)
        let result = folder.load(.check)
        guard case .sns(let settings, _) = result.settings?.sources.first?.kind else {
            Issue.record("\(result.lines)")
            return
        }
        #expect(settings.allowsRaw && settings.credentials != nil)
        #expect(folder.load(.serve).diagnostics.map(\.severity) == [.error, .error])
    }
}
