import Testing

@testable import Actions

@Suite("Discord addresses")
struct DiscordAddressTests {
    @Test(
        "the query is kept as written, with wait=true for a post and without it for an edit",
        arguments: [
            ("https://d/1/t", "https://d/1/t?wait=true", "https://d/1/t/messages/7"),
            ("https://d/1/t/", "https://d/1/t?wait=true", "https://d/1/t/messages/7"),
            ("https://d/1/t?", "https://d/1/t?wait=true", "https://d/1/t/messages/7"),
            (
                "https://d/1/t?thread_id=9", "https://d/1/t?thread_id=9&wait=true",
                "https://d/1/t/messages/7?thread_id=9"
            ),
            (
                "https://d/1/t?wait=false&thread_id=%39", "https://d/1/t?thread_id=%39&wait=true",
                "https://d/1/t/messages/7?thread_id=%39"
            ),
            (
                "https://d/1/t?wait&a=b?c", "https://d/1/t?a=b?c&wait=true",
                "https://d/1/t/messages/7?a=b?c"
            ),
            ("", "?wait=true", "/messages/7"),
        ])
    func addresses(url: String, posting: String, editing: String) {
        #expect(DiscordAddress(url).posting == posting)
        #expect(DiscordAddress(url).editing("7") == editing)
    }

    @Test(
        "URLs for other services' bodies are known",
        arguments: [
            ("https://d/1/t/slack", true), ("https://d/1/t/github?wait=true", true),
            ("https://d/1/t/slack/", true), ("https://d/1/slack-t", false),
            ("https://d/1/t?x=/slack", false),
        ])
    func otherBodies(url: String, isOfOtherBodies: Bool) {
        #expect(DiscordAddress(url).isOfOtherBodies == isOfOtherBodies)
    }
}
