/// The part of a journal that is there for whoever watches the bridge.
package protocol WatchedJournal: Sendable {
    /// Makes sure that an event would be taken and kept now: writes a little and waits for the
    /// fsync.
    func probe() async throws(JournalError)
}
