import Foundation
import Lifecycle

/// A loopback server that can misbehave: it reads a request and then sends a text and closes,
/// closes without a word (nil), resets the connection, or says nothing for ever (empty text).
final class RawServer: Sendable {
    let url: String
    private let listener: Int32
    private let state: Locked<State>

    private struct State {
        var requestCount = 0
        var silent: [Int32] = []
    }

    /// An answer that is none: the connection is reset (tcp(7), a linger time of zero).
    static let reset = "RST"

    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\":\"1\"}"

    var requestCount: Int { state.withLock { $0.requestCount } }

    /// - Parameter hasBodies: whether requests end with the brace of their JSON body.
    init(
        hasBodies: Bool = true, answer: @escaping @Sendable (_ number: Int) -> String?
    ) throws {
        let (socket, port) = try Self.listen()
        let state = Locked(State())
        (listener, url, self.state) = (socket, "http://127.0.0.1:\(port)", state)
        Thread.detachNewThread {
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0 else { break }
                Self.serve(connection, hasBodies ? "}" : "\r\n\r\n", state: state, answer: answer)
            }
            // Here, or this thread could take the connections of whoever has the number next.
            close(socket)
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in state.withLock({ $0.silent }) { close(connection) }
    }

    private static func serve(
        _ connection: Int32, _ requestEnd: String, state: Locked<State>, answer: (Int) -> String?
    ) {
        readRequest(connection, to: requestEnd)
        let number = state.withLock { state in
            state.requestCount += 1
            return state.requestCount
        }
        let text = answer(number)
        if text?.isEmpty == true {
            state.withLock { $0.silent.append(connection) }
            return
        }
        if text == reset {
            var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
            let size = socklen_t(MemoryLayout<Glibc.linger>.size)
            _ = unsafe setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, size)
        } else if let text {
            let bytes = Array(text.utf8)
            _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
        close(connection)
    }

    /// The test's requests are small: header and body come in one or two reads.
    private static func readRequest(_ connection: Int32, to end: String) {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while !text.hasSuffix(end) {
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
    }

    /// A port on which nobody listens any more.
    static func freeURL() throws -> String {
        let (socket, port) = try listen()
        close(socket)
        return "http://127.0.0.1:\(port)"
    }

    static func listen() throws -> (Int32, UInt16) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(socket, pointer, length) == 0 && Glibc.listen(socket, 64) == 0
                    && getsockname(socket, pointer, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRINUSE) }
        return (socket, UInt16(bigEndian: address.sin_port))
    }
}
