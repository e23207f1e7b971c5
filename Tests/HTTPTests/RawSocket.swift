import Dispatch
import Glibc

/// A blocking TCP socket for hostile tests, over IPv4 loopback. Closed by `close()` or `deinit`.
final class RawSocket: @unchecked Sendable {
    // Unchecked: a test uses it from one place at a time.
    fileprivate var descriptor: Int32

    struct Failure: Error { let errorNumber: Int32 }

    init(descriptor: Int32) {
        self.descriptor = descriptor
        // No test may hang: a read gives up after ten seconds.
        var time = timeval(tv_sec: 10, tv_usec: 0)
        unsafe _ = setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Connects to a port of this machine.
    convenience init(port: UInt16) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, size)
            }
        }
        guard result == 0 else {
            defer { _ = Glibc.close(descriptor) }
            throw Failure(errorNumber: errno)
        }
        self.init(descriptor: descriptor)
    }

    deinit { close() }

    static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    func close() {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Closes with a reset instead of an orderly end.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe _ = setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func endSending() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Sends everything; false if the other side does not take it.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
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

    /// What comes next; empty at the end, on an error or after ten seconds.
    func receive() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
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
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = RawSocket.loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe _ = bind(descriptor, $0, size)
                unsafe _ = getsockname(descriptor, $0, &size)
            }
        }
        _ = listen(descriptor, 128)
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
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

    deinit { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
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

    private func poll(for events: Int16, milliseconds: Int32) -> Bool {
        var watched = pollfd(fd: descriptor, events: events, revents: 0)
        return unsafe Glibc.poll(&watched, 1, milliseconds) > 0
    }
}
