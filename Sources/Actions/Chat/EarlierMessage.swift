import Events

/// What holds for every platform that can change what it has posted.
extension ChatMessage {
    /// Whether the earlier message may become this one: the end of what fires says so where it
    /// was told, and a story of Hookferry's own words goes on in one message. An edit notifies
    /// nobody, so news that somebody must see never is one; and what another message told that
    /// stands for itself is not lost.
    var replacesEarlier: Bool {
        guard !summary.severity.isGrave, summary.state != .firing,
            summary.kind != "hookferry.digest"
        else { return false }
        return isRecovery || earlier?.state == .progress && !summary.isInOwnWords
    }

    /// The state in which it is remembered. Grave news and a rule's own words stay as they are
    /// told, whatever comes next of their story.
    var rememberedState: MessageState {
        let stays = summary.severity.isGrave || summary.isInOwnWords
        return summary.state == .progress && stays ? .none : summary.state
    }

    /// Whether its coming need not be heard. What fires is heard whatever a rule says of its
    /// weight.
    var isSilent: Bool { summary.isBrief && summary.state != .firing }
}
