internal import CCurl
internal import Dispatch

/// The one thread that owns the `CURLM` and every handle in it. Callers reach it only through
/// the inbox and `curl_multi_wakeup`.
@safe final class TransferThread: @unchecked Sendable {
    // Unchecked: `inbox` is touched inside `inboxQueue.sync` only, a lock in all but name;
    // `active` on the thread only; `multi` never changes, and of its functions only
    // `curl_multi_wakeup` ("can be called from any thread") is called elsewhere, while the inbox
    // is open and the handle thus alive.
    private let inboxQueue = DispatchQueue(label: "hookferry.http.inbox")
    private var inbox: TransferInbox<Transfer>
    private let multi: UnsafeMutableRawPointer
    private var active: [UInt64: Transfer] = [:]
    private let ended = DispatchGroup()

    /// nil if libcurl cannot start.
    init?(perOriginMax: Int, totalMax: Int) {
        guard CurlLibrary.isReady, let multi = unsafe curl_multi_init() else { return nil }
        unsafe self.multi = multi
        inbox = TransferInbox(perOriginMax: perOriginMax, totalMax: totalMax)
        // Idle connections kept beside the busy ones would otherwise be four per transfer.
        unsafe _ = hookferry_curl_multi_set_long(
            multi, CURLMOPT_MAXCONNECTS, min(totalMax, Self.idleConnectionsMax))
    }

    deinit { unsafe _ = curl_multi_cleanup(multi) }

    /// Begins to work; `close()` ends it. The queue's block is the thread: it runs until then.
    func start() {
        DispatchQueue(label: "hookferry.http.transfers").async(group: ended) { self.run() }
    }

    /// An identifier to submit or cancel by.
    func announce() -> UInt64 {
        inboxQueue.sync { inbox.announce() }
    }

    func submit(_ identifier: UInt64, _ transfer: Transfer) {
        let submission = inboxQueue.sync {
            let submission = inbox.submit(
                identifier, origin: transfer.url.origin, deadline: transfer.deadline, transfer)
            if submission == .accepted { wake() }
            return submission
        }
        switch submission {
        case .accepted: break
        case .cancelled: transfer.end(.cancelled, "The request was cancelled.")
        case .closed: transfer.end(.closed, "The HTTP client is shut down.")
        }
    }

    func cancel(_ identifier: UInt64) {
        let waiting = inboxQueue.sync {
            let waiting = inbox.cancel(identifier)
            wake()
            return waiting
        }
        waiting?.end(.cancelled, "The request was cancelled.")
    }

    /// Ends everything with `.closed`, then the thread.
    func close() {
        let waiting = inboxQueue.sync {
            defer { wake() }
            return inbox.close()
        }
        for transfer in waiting { transfer.end(.closed, "The HTTP client is shut down.") }
    }

    func waitUntilEnded() async {
        await withCheckedContinuation { continuation in
            ended.notify(queue: .global()) { continuation.resume() }
        }
    }

    private func wake() {
        unsafe _ = curl_multi_wakeup(multi)
    }
}

// MARK: On the thread

extension TransferThread {
    /// Without anything else to wait for, the thread looks up this often; it costs nothing.
    private static let pollMillisecondsMax: UInt64 = 1_000
    /// Beyond so many connections, busy ones counted, none is kept for later.
    private static let idleConnectionsMax = 512

    private func run() {
        while true {
            let (work, isClosed) = inboxQueue.sync {
                (inbox.take(now: monotonicMilliseconds()), inbox.isClosed)
            }
            for transfer in work.overdue {
                transfer.end(.noConnection, "\(transfer.url.origin): no free connection in time.")
            }
            for identifier in work.abort {
                end(identifier) { $0.end(.cancelled, "The request was cancelled.") }
            }
            guard !isClosed else { break }
            for (identifier, transfer) in work.start { start(identifier, transfer) }
            var runningCount: Int32 = 0
            unsafe _ = curl_multi_perform(multi, &runningCount)
            // What ended made room for what waits.
            if reap() == 0 { poll(until: work.nextDeadline) }
        }
        for identifier in active.keys {
            end(identifier) { $0.end(.closed, "The HTTP client is shut down.") }
        }
    }

    private func start(_ identifier: UInt64, _ transfer: Transfer) {
        active[identifier] = transfer
        guard transfer.prepare(identifier: identifier),
            unsafe curl_multi_add_handle(multi, transfer.easy) == CURLM_OK
        else {
            return end(identifier) {
                $0.end(.invalidRequest, "libcurl does not take this request.")
            }
        }
    }

    /// Removes the transfer, frees its place, and lets `finish` tell its caller.
    private func end(_ identifier: UInt64, _ finish: (Transfer) -> Void) {
        guard let transfer = active.removeValue(forKey: identifier) else { return }
        if let easy = unsafe transfer.easy { unsafe _ = curl_multi_remove_handle(multi, easy) }
        inboxQueue.sync { inbox.end(identifier) }
        finish(transfer)
    }

    /// Ends what libcurl reports as done; how many.
    private func reap() -> Int {
        var count = 0
        var leftCount: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &leftCount) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            // "The data the returned pointer points to will not survive calling
            // curl_multi_cleanup, curl_multi_remove_handle": read it first.
            let result = unsafe hookferry_curl_message_result(message)
            var stored: UnsafeMutableRawPointer?
            unsafe _ = hookferry_curl_get_pointer(
                message.pointee.easy_handle, CURLINFO_PRIVATE, &stored)
            end(UInt64(UInt(bitPattern: stored))) { $0.end(result) }
            count += 1
        }
        return count
    }

    private func poll(until deadline: UInt64?) {
        let now = monotonicMilliseconds()
        let left = deadline.map { $0 > now ? $0 - now : 0 } ?? Self.pollMillisecondsMax
        let milliseconds = Int32(min(left, Self.pollMillisecondsMax))
        unsafe _ = curl_multi_poll(multi, nil, 0, milliseconds, nil)
    }
}
