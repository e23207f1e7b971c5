import JSON
import Testing

@testable import Actions

@Suite("Attachment text")
struct AttachmentTextTests {
    @Test(
        "cuts count after escaping, and a code span with its marks",
        arguments: [
            (AttachmentText.prose("***", unitsMax: 4), "\\*…"),
            (AttachmentText.prose("abc", unitsMax: 3), "abc"),
            (AttachmentText.prose(String(repeating: "a", count: 9), unitsMax: 3), "aa…"),
            (AttachmentText.code("abcd", unitsMax: 5), "`ab…`"),
            (AttachmentText.code("abc", unitsMax: 5), "`abc`"),
            (AttachmentText.plain("https://a", unitsMax: 5), "http…"),
        ])
    func cuts(text: String, result: String) {
        #expect(text == result)
    }

    @Test("it is read from top to bottom")
    func reading() {
        let field: JSONValue = ["title": "Name", "value": "`v`"]
        let card: JSONValue = [
            "footer": "event 01J", "fields": [field], "text": "why", "title": "Open",
            "title_link": "https://a.example/",
        ]
        #expect(
            AttachmentText.read(["text": "line", "attachments": [card]])
                == "line\nOpen\nhttps://a.example/\nwhy\nName\n`v`\nevent 01J")
        #expect(AttachmentText.read(["text": "line"]) == "line")
    }
}
