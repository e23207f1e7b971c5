/// Tells when what is in use has changed and the change is over: editors write in pieces, and
/// a file that is replaced may be missing for a moment.
struct SettledChange<State: Equatable & Sendable>: Sendable {
    /// What is in use was made from this.
    let used: State
    private var last: State?

    init(since used: State) { self.used = used }

    /// Takes one more look; true when it shows a change and is the same as the look before.
    mutating func isDue(_ seen: State) -> Bool {
        defer { last = seen }
        return seen != used && seen == last
    }
}
