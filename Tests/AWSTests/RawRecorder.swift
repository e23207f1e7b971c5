import Foundation
import Lifecycle

/// A loopback server that keeps every request byte by byte and answers as the test says.
final class RawRecorder: Sendable {
    let url: String
    private let listener: Int32
    private let log = Locked<[String]>([])

    /// Head and body as they came.
    var requests: [String] { log.withLock { $0 } }

    /// - Parameter answer: called with the request and its number, counted from 1.
    init(answer: @escaping @Sendable (_ request: String, _ number: Int) -> String) throws {
        let (socket, port) = try RawServer.listen()
        (listener, url) = (socket, "http://127.0.0.1:\(port)")
        Thread.detachNewThread { [log] in
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0 else { break }
                if let request = Self.read(connection) {
                    let number = log.withLock { log in
                        log.append(request)
                        return log.count
                    }
                    let bytes = Array(answer(request, number).utf8)
                    _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                }
                close(connection)
            }
            close(socket)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func read(_ connection: Int32) -> String? {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isComplete(text) {
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            // Only ASCII is expected: what cuts a character in two would be a difference anyway.
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        return text
    }

    private static func isComplete(_ text: String) -> Bool {
        let parts = text.split(
            separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        let field = parts[0].split(separator: "\r\n").first {
            $0.lowercased().hasPrefix("content-length:")
        }
        let length = field.flatMap { Int($0.dropFirst("content-length:".count).trimming()) } ?? 0
        return parts[1].utf8.count >= length
    }
}

extension Substring {
    fileprivate func trimming() -> String { trimmingCharacters(in: .whitespaces) }
}
