import Events
import HTTP
import JSON

/// A platform's answer, of which at most 4 KiB were read.
package struct ChatAnswer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    /// Its beginning when the answer was longer than what is read.
    let body: [UInt8]
    /// Nil when it is no JSON text; of one that was cut, what is there of it.
    let json: JSONValue?

    init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
        let isCut = body.count >= Receiver.responseBytesMax
        json =
            (try? JSONValue(parsing: body))
            ?? (isCut ? JSONBeginning.closed(body) : nil).flatMap { try? JSONValue(parsing: $0) }
    }

    /// The pause asked for: the header's seconds or date, else the number of seconds at `path` of
    /// a JSON body.
    func retryAfterMilliseconds(_ path: String...) -> Int64? {
        let number = path.reduce(json) { $0?[$1] }
        return DestinationError.retryAfterMilliseconds(
            headers["Retry-After"], date: headers["Date"])
            ?? DestinationError.retryAfterMilliseconds(number?.numberValue?.text)
    }

    /// The body as text, or one of its members, when it is a phrase as harmless as a platform's
    /// words are; nil for anything else. An error page of a proxy may repeat the URL, which is
    /// the credential.
    ///
    /// - Parameter holds: whether a text repeats a part of the credential.
    func word(_ text: String? = nil, unless holds: (String) -> Bool) -> String? {
        let text = text ?? String(decoding: body, as: UTF8.self).cleaned
        return Self.isPlain(text) && !holds(text) ? text : nil
    }

    /// What the status alone says, in HTTP's own sense.
    var common: ChatVerdict {
        switch status {
        case 200..<300: .delivered()
        case 429: .retry(.throttled, afterMilliseconds: retryAfterMilliseconds())
        // Never followed. A proxy may send one while the server behind it is down.
        case 300..<400: .retry(.unavailable)
        case 408, 425, 500...: .retry(.unavailable, afterMilliseconds: retryAfterMilliseconds())
        case 401, 403, 404, 410: .dead
        default: .refused
        }
    }

    /// The longest phrases known have about 100 characters.
    private static let wordBytesMax = 160

    /// Letters and what stands between them in a sentence. No digit: the parts of a webhook's URL
    /// have some.
    private static func isPlain(_ text: String) -> Bool {
        (1...wordBytesMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    true
                default: "_-., ':".utf8.contains(byte)
                }
            }
    }
}
