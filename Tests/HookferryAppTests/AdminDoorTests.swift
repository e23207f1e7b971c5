import HTTP
import Telemetry
import Testing

@testable import HookferryApp

@Suite("Door of the admin listener")
struct AdminDoorTests {
    private func code(
        _ door: AdminDoor, _ headers: [HTTPHeaders.Field], isChange: Bool = false
    ) -> AdminRefusal.Code? {
        let request = HTTPRequest(
            method: isChange ? "POST" : "GET", path: "/", headers: HTTPHeaders(headers))
        do throws(AdminRefusal) {
            try door.admit(request)
            if isChange { try door.admitChange(request) }
        } catch {
            return error.code
        }
        return nil
    }

    @Test(
        "without a token only our own names let in, so that no page can make one of its own ours",
        arguments: [
            ("127.0.0.1:9080", true), ("127.0.0.1", true), ("localhost:9080", true),
            ("LOCALHOST", true), ("[::1]:9080", true), ("[::1]", true), ("10.1.2.3:80", true),
            ("hookferry.example.com", true), ("Hookferry.Example.com:443", true),
            ("evil.example", false), ("evil.example:9080", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.nip.io:9080", false), ("", false), ("10.0.0.0/8", false),
            ("[evil.example]", false), ("localhost.", false), ("2130706433", false),
        ])
    func hosts(_ host: String, _ isLetIn: Bool) {
        let door = AdminDoor(
            token: nil, host: "127.0.0.1", url: "https://hookferry.example.com/admin")
        #expect(code(door, [("Host", host)]) == (isLetIn ? nil : .notAllowed))
    }

    @Test("two hosts are none; no host is no browser")
    func countOfHosts() {
        let door = AdminDoor(token: nil, host: "127.0.0.1", url: nil)
        #expect(code(door, [("Host", "localhost"), ("Host", "localhost")]) == .notAllowed)
        #expect(code(door, []) == nil)
    }

    @Test("with a token every name lets in, and nothing without the token")
    func token() {
        let door = AdminDoor(token: Secret("marked"), host: "0.0.0.0", url: nil)
        #expect(door.hasToken)
        let host = (name: "Host", value: "admin.internal")
        #expect(code(door, [host, ("Authorization", "Bearer marked")]) == nil)
        #expect(code(door, [host]) == .badCredentials)
        #expect(code(door, [("Host", "localhost")]) == .badCredentials)
    }

    @Test(
        "what changes something must not come from another page",
        arguments: [
            ("http://127.0.0.1:9080", true), ("https://127.0.0.1:9080", true),
            ("HTTP://127.0.0.1:9080", true), ("https://hookferry.example.com", true),
            ("null", false), ("", false), ("http://evil.example", false),
            ("http://127.0.0.1:9081", false), ("http://127.0.0.1", false),
            ("http://127.0.0.1:9080.evil.example", false),
            ("https://hookferry.example.com.evil.example", false),
            ("http://hookferry.example.com", false),
        ])
    func origins(_ origin: String, _ isLetIn: Bool) {
        for token in [nil, Secret("marked")] {
            let door = AdminDoor(
                token: token, host: "127.0.0.1", url: "https://hookferry.example.com/admin")
            let fields: [HTTPHeaders.Field] = [
                ("Host", "127.0.0.1:9080"), ("Origin", origin), ("Authorization", "Bearer marked"),
            ]
            #expect(code(door, fields, isChange: true) == (isLetIn ? nil : .notAllowed))
            #expect(code(door, fields) == nil, "reading is no change")
        }
    }

    @Test("what changes something and is no page tells no origin")
    func noOrigin() {
        let door = AdminDoor(token: nil, host: "127.0.0.1", url: nil)
        #expect(code(door, [("Host", "127.0.0.1:9080")], isChange: true) == nil)
        let two: [HTTPHeaders.Field] = [
            ("Host", "localhost"), ("Origin", "http://localhost"),
            ("Origin", "http://evil.example"),
        ]
        #expect(code(door, two, isChange: true) == .notAllowed)
    }
}
