package import Events

/// The part of a journal that is there for whoever watches the bridge.
package protocol WatchedJournal: Sendable {
    /// Remembers the newest snapshot of each account and region, for metrics: for good, and of
    /// 1,000 places at most. Told again, nothing changes.
    func keep(_ snapshots: [SnapshotSighting]) async throws(JournalError)

    /// Makes sure that an event would be taken and kept now: writes a little and waits for the
    /// fsync.
    func probe() async throws(JournalError)
}
