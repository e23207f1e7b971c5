import Configuration
import HTTP
import Intake
import Lifecycle
import Telemetry
import Testing

@Suite("Settings")
struct SettingsReaderTests {
    @Test("have the defaults of the design")
    func defaults() throws {
        let result = Fixtures.load("configuration/good-small.yaml")
        #expect(result.lines.isEmpty)
        let settings = try #require(result.settings)
        #expect(settings.listen.description == "0.0.0.0:8080")
        #expect(settings.admin.description == "127.0.0.1:9080")
        #expect(settings.adminURL == "http://127.0.0.1:9080")
        #expect(settings.adminToken == nil)
        #expect(settings.tls == nil)
        #expect(settings.journalPath == "\(Fixtures.directory)/configuration/hookferry.db")
        #expect(settings.retentionMilliseconds == 1_209_600_000)
        #expect(settings.failures == nil)
        #expect(settings.sources.map(\.path) == ["/hooks/pipeline"])
    }

    @Test("have what the file says")
    func everything() throws {
        let result = Fixtures.load("configuration/good-everything.yaml")
        #expect(result.lines.isEmpty)
        let settings = try #require(result.settings)
        #expect(settings.listen.description == "127.0.0.1:8443")
        #expect(settings.admin.description == "[::1]:9443")
        #expect(settings.adminURL == "https://hookferry.example.com/admin")
        #expect(settings.adminToken?.reveal() == Fixtures.token)
        #expect(settings.journalPath == "\(Fixtures.directory)/configuration/data/journal.db")
        #expect(settings.retentionMilliseconds == 30 * 86_400_000)
        #expect(settings.failures == "ops")
        #expect(settings.sources.prefix(3).map(\.name) == ["config-topic", "pipeline", "legacy"])
        #expect(settings.receivers.count == 12)
        #expect(settings.unsetReceivers.isEmpty)
        #expect(settings.aws.region == "us-east-2")
        #expect(settings.aws.accounts["prod"]?.region == "eu-west-1")
        #expect(settings.aws.accounts["prod"]?.externalID == "ours:1/2")
        #expect(
            settings.aws.rates
                == ["config:DeliverConfigSnapshot": Rate(count: 2, periodMilliseconds: 5_000)])
        #expect(settings.rules.count == 4)
        #expect(settings.tests.count == 3)
    }

    @Test(
        "know where people reach the admin listener, unless any free port or address will do",
        arguments: [
            ("admin: 127.0.0.1:0", nil), ("admin: \"[::1]:99\"", "http://[::1]:99"),
            ("admin: 127.0.0.1:0\nadminUrl: http://a:1", "http://a:1"),
            ("adminUrl: HTTPS://a.example//", "HTTPS://a.example"),
            // A link to every address leads nowhere.
            ("admin: 0.0.0.0:99\nadminToken: { env: SET_TOKEN }", nil),
            ("admin: \"[::]:99\"\nadminToken: { env: SET_TOKEN }", nil),
            ("admin: 10.0.0.1:99\nadminToken: { env: SET_TOKEN }", "http://10.0.0.1:99"),
        ])
    func adminURL(text: String, url: String?) throws {
        let folder = try TemporaryFolder()
        try folder.write("hookferry.yaml", "\(text)\nsources: {}\nrules: []\n")
        let result = folder.load()
        #expect(result.lines.isEmpty)
        #expect(try #require(result.settings).adminURL == url)
    }

    @Test(
        "warn of a receiver for failures that is not told of them, or at night",
        arguments: [
            ("", 0), (", minSeverity: error", 0), (", minSeverity: critical", 1),
            (", quiet: 22:00-07:00", 1), (", minSeverity: critical, quiet: 22:00-07:00", 2),
        ])
    func failures(options: String, count: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            """
            failures: ops
            receivers: { ops: { type: slack, url: { env: SLACK_URL }\(options) } }
            sources: {}
            rules: []

            """)
        let result = folder.load()
        #expect(result.lines.count == count)
        #expect(result.lines.allSatisfy { $0.hasPrefix("hookferry.yaml:1:11: warning: dead") })
        #expect(result.settings != nil)
    }

    @Test("read certificate and key of the listener")
    func tls() throws {
        let folder = try TemporaryFolder()
        let certificate = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"
        let key = "-----BEGIN EC PRIVATE KEY-----\n-----END EC PRIVATE KEY-----\n"
        try folder.write("tls.crt", certificate)
        try folder.write("tls.key", key)
        try folder.write(
            "hookferry.yaml",
            "tls: { certificate: tls.crt, key: tls.key }\nsources: {}\nrules: []\n")
        let tls = try #require(folder.load().settings?.tls)
        #expect(tls.certificatePEM == Array(certificate.utf8))
        #expect(tls.keyPEM == Array(key.utf8))
    }

    @Test("do without the listener's key where files are only checked")
    func checkedTLS() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            "tls: { certificate: tls.crt, key: tls.key }\nsources: {}\nrules: []\n")
        let result = folder.load(.check)
        #expect(result.settings != nil)
        #expect(result.diagnostics.map(\.severity) == [.warning, .warning])
    }

    @Test("take an admin address off loopback with a token")
    func admin() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            "admin: 0.0.0.0:9080\nadminToken: { env: SET_TOKEN }\nsources: {}\nrules: []\n")
        #expect(folder.load().settings?.admin.description == "0.0.0.0:9080")
    }

    @Test("say when nothing can come in and nothing can happen")
    func empty() throws {
        let folder = try TemporaryFolder()
        try folder.write("hookferry.yaml", "listen: 127.0.0.1:0\n")
        #expect(
            folder.load().lines == [
                "hookferry.yaml:1:1: warning: there are no `rules`: "
                    + "events are kept and nothing is done",
                "hookferry.yaml:1:1: warning: there are no `sources`, so nothing can come in",
            ])
    }

    @Test("keep an absolute path of the journal")
    func journal() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml", "journal: sqlite:/var/lib/x.db\nsources: {}\nrules: []\n")
        #expect(folder.load().settings?.journalPath == "/var/lib/x.db")
    }
}
