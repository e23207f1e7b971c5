import Cryptography
import JSON

/// Keys made of event data: the same for the same data, and never longer than a platform or the
/// journal can hold.
enum KeyText {
    /// PagerDuty takes the shortest: 255 characters.
    static let bytesMax = 200
    /// Of a part that is too long its beginning stays, for people.
    private static let readableBytesMax = 60

    /// `aws.codepipeline/my-pipeline/<execution>`; nil when a part is not there.
    static func joined(_ name: String, _ parts: JSONCursor?...) -> String? {
        var texts = [name]
        for part in parts {
            guard let part, !part.bytes.isEmpty else { return nil }
            texts.append(text(part.bytes))
        }
        return bounded(texts.joined(separator: "/"))
    }

    /// The text, or its beginning and a digest of all of it.
    static func bounded(_ text: String) -> String {
        text.utf8.count <= bytesMax && text.onOneLine == text
            ? text : digested(Array(text.utf8)[...], bytesMax: bytesMax)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.count <= bytesMax else {
            return digested(bytes, bytesMax: readableBytesMax * 2)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.onOneLine == text ? text : digested(bytes, bytesMax: readableBytesMax * 2)
    }

    private static func digested(_ bytes: ArraySlice<UInt8>, bytesMax: Int) -> String {
        let digest = Hex.encode(Array(Digest.digest(Array(bytes), .sha256).prefix(16)))
        var start = String(decoding: bytes.prefix(readableBytesMax), as: UTF8.self).onOneLine
        // What was cut in the middle shows as a character of three bytes.
        while start.utf8.count + 1 + digest.utf8.count > bytesMax { start.removeLast() }
        return "\(start)#\(digest)"
    }
}
