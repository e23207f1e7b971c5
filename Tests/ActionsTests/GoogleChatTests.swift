import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Actions

@Suite("Google Chat")
struct GoogleChatTests {
    private static let query = "key=AIza-%2B&token=\(Parts.secret)%3D"

    private func platform(_ url: String) -> GoogleChat {
        GoogleChat(
            url: Secret("\(url)/v1/spaces/AAAA/messages?\(Self.query)"), allowed: Parts.loopback)
    }

    private func destination(_ url: String) -> String { GoogleChat(url: Secret(url)).destination }

    @Test("the message is posted as JSON, the URL's query as it was given")
    func posts() async throws {
        let chat = try StandIn(200, #"{"name":"spaces/AAAA/messages/B.C"}"#)
        let posted = try await PostedMessage(to: platform(chat.url), answering: chat)
        #expect(posted.report.outcome == .succeeded(result: .null))
        #expect(posted.report.response == ["status": 200])
        let request = try #require(posted.request)
        #expect(request.method == "POST")
        #expect(request.path == "/v1/spaces/AAAA/messages")
        #expect(request.query == "\(Self.query)&requestId=01J-0")
        #expect(request.headers["Content-Type"] == "application/json; charset=utf-8")
        let message = try JSONValue(parsing: request.body)
        #expect(message == ["text": "🔵 Hello"])
        #expect(posted.report.request["message"] == message)
        #expect(posted.report.told?.reference == .null)
    }

    @Test("a message in a thread asks for it, and its key is what is remembered")
    func thread() {
        let platform = platform("https://chat.googleapis.com")
        let told = ToldMessage(
            reference: ["threadKey": "k1"], headline: "Broken", state: .firing,
            toldAt: Timestamp(milliseconds: 0))
        let message = Parts.message(["title": "Fixed"], earlier: told)
        let request = platform.request(for: message)
        #expect(
            request.url.hasSuffix(
                "\(Self.query)&requestId=01J-0"
                    + "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"))
        #expect(request.message["thread"] == ["threadKey": "k1"])
        let taken = platform.verdict(on: ChatAnswer(status: 200), to: request, of: message)
        #expect(taken == .delivered(reference: ["threadKey": "k1"]))
        let busy = platform.verdict(on: ChatAnswer(status: 429), to: request, of: message)
        #expect(busy == .retry(.throttled))
    }

    @Test("a URL without a query gets one")
    func noQuery() {
        let platform = GoogleChat(url: Secret("https://chat.googleapis.com/v1/spaces/A/messages"))
        let request = platform.request(for: Parts.message(["title": "T"]))
        #expect(request.url.hasSuffix("/messages?requestId=01J-0"))
    }

    @Test("all webhooks of a space are one destination, which tells nothing of it")
    func destinations() {
        let base = "https://chat.googleapis.com/v1/spaces"
        let one = destination("\(base)/AAAA1234/messages?key=a&token=b")
        #expect(one == destination("\(base)/AAAA1234/messages?key=a&token=c"))
        #expect(one != destination("\(base)/AAAA1235/messages?key=a&token=b"))
        #expect(one.wholeMatch(of: #/chat\.googleapis\.com#[0-9a-f]{8}/#) != nil)
        // No URL of Google's, but told apart all the same.
        #expect(
            destination("https://chat.googleapis.com/a")
                != destination("https://chat.googleapis.com/spaces"))
    }

    @Test("one message per second and space, and a hosted platform's word counts at once")
    func traits() {
        let platform = platform("https://chat.googleapis.com")
        #expect(platform.rate == Rate(count: 1, periodMilliseconds: 1_000))
        #expect(platform.isHosted && platform.isForPeople)
    }

    @Test("an error is told in Google's words, unless they repeat the URL")
    func words() {
        let platform = platform("https://chat.googleapis.com")
        func word(_ status: String, _ message: String) -> String? {
            let error: JSONValue = [
                "error": ["code": 403, "status": .string(status), "message": .string(message)]
            ]
            return platform.word(in: ChatAnswer(status: 403, body: error.serializedBytes()))
        }
        #expect(
            word("PERMISSION_DENIED", "The caller does not have permission.")
                == "PERMISSION_DENIED: The caller does not have permission.")
        #expect(word("NOT_FOUND", "No space \(Parts.secret)") == "NOT_FOUND")
        #expect(platform.word(in: ChatAnswer(status: 502, body: Array("<html>".utf8))) == nil)
    }

    @Test(
        "only Google's own host needs no permission, and no problem quotes the URL",
        arguments: [
            ("https://chat.googleapis.com/v1/spaces/A/messages?key=1&token=", true),
            ("https://chat.googleapis.com/v1/spaces/A/messages?key=&token=", false),
            ("https://chat.googleapis.com/v1/spaces/A/messages?token=", false),
            ("https://chat.googleapis.com/v1/spaces/A/messages/", false),
            ("http://chat.googleapis.com/v1/spaces/", false),
            ("https://chat.googleapis.com.evil.example/", false), ("", false),
        ])
    func settings(url: String, isFine: Bool) {
        let problem = GoogleChat(url: Secret(url + Parts.secret)).problem
        #expect((problem == nil) == isFine)
        #expect(!"\(String(describing: problem))".contains(Parts.secret))
        #expect(!"\(GoogleChat(url: Secret(url + Parts.secret)))".contains(Parts.secret))
    }
}
