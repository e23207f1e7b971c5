import HTTP
import Telemetry
import Testing

@testable import Actions

@Suite("Webhook URL")
struct WebhookURLTests {
    private static let hosts = ["chat.example", ".flows.example"]

    private func problem(
        _ url: String, hosts: [String] = hosts, allowed: [AddressRange] = []
    ) -> InputProblem? {
        WebhookURL(Secret(url), hosts: hosts, allowed: allowed)
            .problem("Chat", start: "https://chat.example/")
    }

    @Test(
        "a platform's own hosts need no permission and are public",
        arguments: [
            "https://chat.example/x", "https://CHAT.example/x", "https://chat.example:443/x?a=b",
            "https://a.flows.example/x", "HTTPS://a.B.Flows.Example/", "https://chat.example",
        ])
    func pinned(text: String) {
        #expect(problem(text) == nil)
        let url = WebhookURL(Secret(text), hosts: Self.hosts, allowed: Parts.loopback)
        #expect(url.addressPolicy == .publicHTTPS(allowing: Parts.loopback))
    }

    @Test(
        "a host that only looks like one, another port, user information and http do",
        arguments: [
            "https://flows.example/", "https://aflows.example/",
            "https://chat.example.evil.example/",
            "https://a.chat.example/", "https://evilchat.example/", "https://chat.example./",
            "https://evil.example/chat.example", "https://evil.example/?a.flows.example",
            "https://chat.example:8443/", "https://chat.example:80/", "http://chat.example/",
            "http://chat.example:443/", "https://127.0.0.1/", "https://[::1]/",
            "https://chat.example@evil.example/", "https://me:pw@chat.example/",
            "https://@chat.example/", "ftp://chat.example/", "https:///chat.example/",
            "//chat.example/", "chat.example/", "https://", "",
        ])
    func others(text: String) throws {
        let problem = try #require(self.problem(text.isEmpty ? "" : text + Parts.secret))
        #expect(problem.path == ["url"])
        #expect(!"\(problem)".contains(Parts.secret))
    }

    @Test("with permission another host and http will do, but only within what is allowed")
    func allowed() {
        for text in [
            "http://127.0.0.1:1/x", "https://evil.example/x", "https://chat.example:8443/",
        ] {
            #expect(problem(text, allowed: Parts.loopback) == nil)
            let url = WebhookURL(Secret(text), hosts: Self.hosts, allowed: Parts.loopback)
            #expect(url.addressPolicy == .within(Parts.loopback))
        }
        for text in ["ftp://127.0.0.1/x", "http://me@127.0.0.1/", "x"] {
            #expect(problem(text, allowed: Parts.loopback) != nil)
        }
    }

    @Test("a server that may stand anywhere wants https, and allowed addresses beside the public")
    func anywhere() {
        #expect(problem("https://any.example:8443/hooks/x", hosts: []) == nil)
        #expect(problem("http://any.example/hooks/x", hosts: []) != nil)
        #expect(problem("http://any.example/x", hosts: [], allowed: Parts.loopback) == nil)
        let url = WebhookURL(Secret("https://any.example/"), allowed: Parts.loopback)
        #expect(url.addressPolicy == .publicHTTPS(allowing: Parts.loopback))
    }

    @Test(
        "a slip of the copying hand is found early",
        arguments: [
            "https://chat.example/x\n", " https://chat.example/x", "https://chat.example/x y",
            "https://chat.example/x#a", "https://chat.example/ü", "https://chat.example/\u{0}",
            "https://chat.example/\u{200B}",
        ])
    func slips(text: String) throws {
        for allowed in [[], Parts.loopback] {
            let problem = try #require(self.problem(text, allowed: allowed))
            #expect(problem.message.hasPrefix("a webhook URL has no blanks"))
        }
    }

    @Test("its name for logs is the host with a hash of the whole, never a part of the secret")
    func place() throws {
        let texts = [
            "https://chat.example/services/\(Parts.secret)",
            "https://chat.example/?k=\(Parts.secret)",
            "https://chat.example:8443/\(Parts.secret)/x",
        ]
        var places = texts.map { WebhookURL(Secret($0)).place }
        for place in places {
            #expect(place.wholeMatch(of: #/chat\.example#[0-9a-f]{8}/#) != nil)
        }
        #expect(Set(places).count == texts.count)
        places = [Parts.secret, "https://u:\(Parts.secret)@chat.example/"]
            .map { WebhookURL(Secret($0)).place }
        for place in places { #expect(!place.contains(Parts.secret)) }
        let long = "https://\(String(repeating: "a.", count: 100))example/"
        #expect(WebhookURL(Secret(long)).place.utf8.count == 100 + 9)
    }

    @Test("a text that repeats a part of it is known, words of every such URL are not parts")
    func holds() {
        let url = WebhookURL(
            Secret("https://chat.example/services/T0/\(Parts.secret)?sig=abcdefghij"))
        #expect(url.holds("no \(Parts.secret) here"))
        #expect(url.holds("sig=abcdefghij"))
        #expect(!url.holds("no services at chat.example"))
    }

    @Test("it cannot be printed")
    func printing() {
        let url = WebhookURL(Secret("https://chat.example/\(Parts.secret)"))
        #expect(!"\(url)".contains(Parts.secret))
        #expect(!String(reflecting: url).contains(Parts.secret))
    }
}
