import Events
import JSON
import Testing

@testable import Actions

@Suite("Earlier message")
struct EarlierMessageTests {
    private static let own: JSONValue = ["title": "T", "severity": "info"]

    private func message(
        _ input: JSONValue, _ state: MessageState, after earlier: MessageState? = nil,
        kind: String = "event"
    ) -> ChatMessage {
        Parts.message(
            input, state: state, kind: kind,
            earlier: earlier.map { Parts.told(["id": "1"], "It fails", $0) })
    }

    @Test(
        "a recovery and a story in our words take the earlier message's place, nothing else does",
        arguments: [
            ([:], .progress, .progress, true), ([:], .none, .progress, true),
            ([:], .resolved, .progress, true), ([:], .resolved, .firing, true),
            (own, .resolved, .firing, true), (own, .progress, .progress, false),
            (own, .resolved, .progress, false), ([:], .firing, .progress, false),
            ([:], .progress, .firing, false), ([:], .none, .firing, false),
            ([:], .progress, MessageState.none, false), ([:], .progress, .resolved, false),
            ([:], .resolved, nil, false), ([:], .progress, nil, false),
            (["severity": "warning"], .progress, .progress, false),
            (["severity": "error"], .resolved, .firing, false),
        ] as [(JSONValue, MessageState, MessageState?, Bool)])
    func replaces(
        input: JSONValue, state: MessageState, earlier: MessageState?, isReplaced: Bool
    ) {
        #expect(message(input, state, after: earlier).replacesEarlier == isReplaced)
    }

    @Test("many messages told as one leave what was told before")
    func digest() {
        let digest = message([:], .none, after: .progress, kind: "hookferry.digest")
        #expect(!digest.replacesEarlier)
    }

    @Test(
        "only a story's quiet news in our words is remembered as going on",
        arguments: [
            ([:], .progress, .progress), (own, .progress, .none),
            (["severity": "warning"], .progress, .none), (own, .firing, .firing),
            (own, .resolved, .resolved), (["severity": "error"], .firing, .firing),
            ([:], .none, .none),
        ] as [(JSONValue, MessageState, MessageState)])
    func remembered(input: JSONValue, state: MessageState, kept: MessageState) {
        #expect(message(input, state).rememberedState == kept)
    }

    @Test(
        "a brief message is silent unless it fires",
        arguments: [
            (own, .none, true), (own, .firing, false), (own, .resolved, true),
            (["title": "T", "text": "x"], .none, false), (["severity": "error"], .none, false),
        ] as [(JSONValue, MessageState, Bool)])
    func silent(input: JSONValue, state: MessageState, isSilent: Bool) {
        #expect(message(input, state).isSilent == isSilent)
    }
}
