import HTTP
import Testing

@testable import Intake

@Suite("Short texts of senders")
struct SenderTextTests {
    @Test("a name is on one line, neither empty nor too long")
    func names() {
        let longest = String(repeating: "n", count: String.senderNameBytesMax)
        for name in ["a", "workflow_run", "Pipeline Hook", "é", " ", longest] {
            #expect(name.isSenderName)
        }
        for name in ["", longest + "n", "two\nlines", "bell\u{7}", "tab\t", "\u{7F}"] {
            #expect(!name.isSenderName)
        }
    }

    @Test("a field names something when it comes once")
    func fields() {
        let headers: HTTPHeaders = ["X-Name": "push", "X-Empty": ""]
        #expect(headers.senderName("x-name") == "push")
        #expect(headers.senderName("X-Empty") == nil)
        #expect(headers.senderName("X-Other") == nil)
        #expect(headers.doubled("X-Name").senderName("X-Name") == nil)
    }

    @Test("a hash is a whole one of SHA-1 or SHA-256, in lower case")
    func hashes() {
        let zeros = String(repeating: "0", count: 40)
        for hash in [zeros, zeros + zeros.dropLast(16), "f" + zeros.dropFirst()] {
            #expect(hash.isCommitHash)
            #expect(hash.isZeroHash == (hash.first == "0"))
        }
        for text in ["", "0", "F" + zeros.dropFirst(), zeros + "0", "g" + zeros.dropFirst()] {
            #expect(!text.isCommitHash)
            #expect(!text.isZeroHash)
        }
    }

    @Test("spaces and tabs are trimmed, other spaces are not")
    func trimmed() {
        for (text, expected) in [
            (" \ta b\t ", "a b"), ("", ""), ("  ", ""), ("a", "a"), ("\u{A0}a\n", "\u{A0}a\n"),
        ] {
            #expect(text[...].trimmed == expected[...])
        }
    }
}
