/// A webhook's URL, taken apart only where Discord's requests differ: what remains is sent as it
/// was written.
struct DiscordAddress {
    /// With scheme and host.
    private let path: String
    /// Such as `thread_id=…`.
    private let query: [Substring]

    init(_ url: String) {
        let halves = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = halves.first ?? ""
        while path.hasSuffix("/") { path.removeLast() }
        self.path = String(path)
        query = (halves.dropFirst().first ?? "").split(separator: "&")
            .filter { $0 != "wait" && !$0.hasPrefix("wait=") }
    }

    /// Whether it is one of those that understand other services' bodies instead of Discord's.
    var isOfOtherBodies: Bool { path.hasSuffix("/slack") || path.hasSuffix("/github") }

    /// Whether a webhook's id and token stand behind `/webhooks/`.
    var hasToken: Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let index = parts.firstIndex(of: "webhooks") else { return false }
        let secrets = parts[(index + 1)...]
        return secrets.count == 2 && !secrets.contains("")
    }

    /// `wait`: without it "a message that is not saved does not return an error", and the answer
    /// has no id.
    /// https://docs.discord.com/developers/resources/webhook#execute-webhook
    var posting: String { url(path, query + ["wait=true"]) }

    /// A message in a thread is found by its `thread_id` only.
    func editing(_ id: String) -> String { url("\(path)/messages/\(id)", query) }

    private func url(_ path: String, _ query: [Substring]) -> String {
        query.isEmpty ? path : "\(path)?\(query.joined(separator: "&"))"
    }
}
