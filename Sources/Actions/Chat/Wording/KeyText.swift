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
            texts.append(self.part(part.bytes))
        }
        return bounded(texts.joined(separator: "/"))
    }

    /// The text, or its beginning and a digest of all of it.
    static func bounded(_ text: String) -> String {
        text.utf8.count <= bytesMax && text.onOneLine == text
            ? text : digested(Array(text.utf8)[...], bytesMax: bytesMax)
    }

    /// A text as it may stand between the slashes of a key.
    static func part(_ text: String) -> String { part(Array(text.utf8)[...]) }

    private static func part(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.count <= bytesMax {
            let text = String(decoding: bytes, as: UTF8.self)
            if text.onOneLine == text { return encoded(text) }
        }
        return encoded(digested(bytes, bytesMax: readableBytesMax * 2))
    }

    /// Without slashes, so that two parts never look like one.
    private static func encoded(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("/", with: "%2F")
    }

    /// The beginning, for people, and a digest of all, so that two keys never become one.
    ///
    /// - Parameter bytesMax: at least 100.
    static func digested(_ bytes: ArraySlice<UInt8>, bytesMax: Int) -> String {
        let digest = Hex.encode(Array(Digest.digest(Array(bytes), .sha256).prefix(16)))
        var start = String(decoding: bytes.prefix(readableBytesMax), as: UTF8.self).onOneLine
        // What was cut in the middle shows as a character of three bytes.
        while start.utf8.count + 1 + digest.utf8.count > bytesMax { start.removeLast() }
        return "\(start)#\(digest)"
    }
}

extension String {
    /// The key itself where it is short and clean; else its beginning and a digest.
    ///
    /// - Parameter unitsMax: UTF-16 units, at least 128.
    func boundedKey(unitsMax: Int) -> String {
        guard utf16.count > unitsMax || onOneLine != self else { return self }
        return KeyText.digested(Array(utf8)[...], bytesMax: unitsMax)
    }
}
