import Events
import JSON
import Testing

@Suite("Following and news")
struct FollowingTests {
    @Test(
        "what is followed survives the journal",
        arguments: [
            Following(key: "config/s-1"),
            Following(key: "k", baseline: ["since": 1], poll: ["call": "x:Y", "input": [:]]),
        ])
    func following(_ following: Following) {
        #expect(Following(json: following.json) == following)
    }

    @Test(
        "news survives the journal",
        arguments: [
            News.succeeded(result: ["s3Bucket": "b"]),
            .failed(.reportedFailed, message: "it failed", report: ["messageType": "x"]),
        ])
    func news(_ news: News) {
        #expect(News(json: news.json) == news)
    }

    @Test(
        "what is neither is refused",
        arguments: [nil, [], [:], ["key": "k"], ["reason": "no such", "message": "", "report": 1]]
            as [JSONValue])
    func others(json: JSONValue) {
        #expect(Following(json: json) == nil)
        #expect(News(json: json) == nil)
    }
}
