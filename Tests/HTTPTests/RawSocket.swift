import Dispatch
import Glibc

@testable import HTTP

// SOCK_STREAM, SHUT_WR, SHUT_RDWR and MSG_NOSIGNAL by number: which Clang module owns them, and so
// whether they are visible here, depends on the order of imports.
private let streamType: Int32 = 1
private let endOfSending: Int32 = 1
private let endOfBoth: Int32 = 2
private let noSignal: Int32 = 0x4000

/// A blocking TCP socket for hostile tests, over IPv4 loopback. Closed by `close()` or `deinit`.
final class RawSocket: @unchecked Sendable {
    // Unchecked: a test uses it from one place at a time.
    fileprivate var descriptor: Int32

    struct Failure: Error { let errorNumber: Int32 }

    init(descriptor: Int32) {
        self.descriptor = descriptor
        // No test may hang: a read gives up after a minute.
        var time = [60, 0]  // struct timeval
        unsafe _ = setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, 16)
    }

    /// Connects to a port of this machine, from the loopback address `own`.
    convenience init(port: UInt16, from own: [UInt8] = [127, 0, 0, 1]) throws {
        let descriptor = socket(AF_INET, streamType, 0)
        unsafe IPAddress(bytes: own).socketAddress(port: 0).withUnsafeBytes { raw in
            let pointer = unsafe raw.baseAddress.map { OpaquePointer($0) }
            unsafe _ = bind(descriptor, UnsafePointer(pointer), UInt32(raw.count))
        }
        let address = IPAddress(bytes: [127, 0, 0, 1]).socketAddress(port: port)
        let result = unsafe address.withUnsafeBytes { raw in
            let pointer = unsafe raw.baseAddress.map { OpaquePointer($0) }
            return unsafe connect(descriptor, UnsafePointer(pointer), UInt32(raw.count))
        }
        guard result == 0 else {
            defer { _ = Glibc.close(descriptor) }
            throw Failure(errorNumber: errno)
        }
        self.init(descriptor: descriptor)
    }

    deinit { close() }

    func close() {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Closes with a reset instead of an orderly end.
    func reset() {
        var option: [Int32] = [1, 0]  // struct linger
        unsafe _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, 8)
        close()
    }

    func endSending() {
        _ = shutdown(descriptor, endOfSending)
    }

    /// Sends everything; false if the other side does not take it.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, noSignal)
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    /// What comes next; empty at the end, on an error or after a minute.
    func receive(bytesMax: Int = 64 * 1024) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: bytesMax)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// Everything up to the end of the connection.
    func receiveAll() -> String {
        var all: [UInt8] = []
        while true {
            let piece = receive()
            if piece.isEmpty { return String(decoding: all, as: UTF8.self) }
            all += piece
        }
    }

    /// Everything up to and including the text, or to the end of the connection.
    func receive(until end: String) -> String {
        var all = ""
        while !all.contains(end) {
            let piece = receive()
            if piece.isEmpty { break }
            all += String(decoding: piece, as: UTF8.self)
        }
        return all
    }
}

/// A listening socket whose connections a test answers by hand, one after the other.
final class ScriptedServer: Sendable {
    let port: UInt16
    private let descriptor: Int32

    /// The script runs on a thread of its own with each accepted connection and its number.
    init(_ script: @escaping @Sendable (RawSocket, Int) -> Void) {
        let descriptor = socket(AF_INET, streamType, 0)
        var address = IPAddress(bytes: [127, 0, 0, 1]).socketAddress(port: 0)
        unsafe address.withUnsafeMutableBytes { raw in
            var size = UInt32(raw.count)
            let pointer = unsafe raw.baseAddress.map { OpaquePointer($0) }
            unsafe _ = bind(descriptor, UnsafePointer(pointer), size)
            unsafe _ = getsockname(descriptor, UnsafeMutablePointer(pointer), &size)
        }
        _ = listen(descriptor, 128)
        self.descriptor = descriptor
        port = UInt16(address[2]) << 8 | UInt16(address[3])
        DispatchQueue(label: "scripted server").async {
            var number = 0
            while true {
                let accepted = accept(descriptor, nil, nil)
                guard accepted >= 0 else { break }
                number += 1
                let connection = RawSocket(descriptor: accepted)
                DispatchQueue(label: "connection").async { [number] in script(connection, number) }
            }
            _ = close(descriptor)
        }
    }

    deinit { _ = shutdown(descriptor, endOfBoth) }
}

/// Runs blocking socket work outside the cooperative pool, which has as many threads as cores.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value
{
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "blocking").async { continuation.resume(with: Result(catching: body)) }
    }
}

extension RawSocket {
    /// Whether something can be read, or the end has come.
    var isReadable: Bool { poll(for: Int16(POLLIN), milliseconds: 0) }

    func waitUntilReadable(milliseconds: Int32) {
        _ = poll(for: Int16(POLLIN), milliseconds: milliseconds)
    }

    /// Waits for nothing that comes: for slow clients.
    func pause(milliseconds: Int32) {
        _ = poll(for: 0, milliseconds: milliseconds)
    }

    private func poll(for events: Int16, milliseconds: Int32) -> Bool {
        var watched = pollfd(fd: descriptor, events: events, revents: 0)
        return unsafe Glibc.poll(&watched, 1, milliseconds) > 0
    }
}
