import Testing

@testable import Actions

@Suite("Headline in parts")
struct HeadlineTextTests {
    private func long(_ character: Character, _ count: Int = 80) -> String {
        String(repeating: character, count: count)
    }

    @Test("what fits stands as it is")
    func fits() {
        let text = HeadlineText(
            subject: "Bucket b", predicate: " is fine", addition: " with r",
            places: ["1", "us-east-2"])
        #expect(text.text() == "Bucket b is fine with r — 1 · us-east-2")
        #expect(text.text(after: "Now: ") == "Now: Bucket b is fine with r — 1 · us-east-2")
        #expect(HeadlineText(subject: "only").text() == "only")
    }

    @Test("the addition gives way first, then the subject, then the longest place")
    func order() {
        var text = HeadlineText(
            subject: long("s", 40), predicate: " FAILED", addition: " with " + long("a", 60),
            places: ["p", long("q")])
        #expect(
            text.text()
                == "\(long("s", 40)) FAILED with \(long("a", 19))… — p · \(long("q", 39))…")
        text.subject = long("s")
        #expect(
            text.text()
                == "\(long("s", 49))… FAILED with \(long("a", 9))… — p · \(long("q", 39))…")
        text.predicate = " " + long("F", 50)
        #expect(
            text.text() == "\(long("s", 23))…\(text.predicate) with \(long("a", 9))…"
                + " — p · \(long("q", 21))…")
    }

    @Test("whatever is long, the state stays, and the limit is kept", arguments: 0..<96)
    func limits(number: Int) {
        let text = HeadlineText(
            subject: long("s", number * 3), predicate: " FAILED",
            addition: number % 2 == 0 ? "" : " " + long("a", number),
            places: number % 3 == 0 ? [] : [long("p", number), long("🔥", number % 50)])
        for start in ["", "Recovered after 9 min 59 s: "] {
            let line = text.text(after: start)
            #expect(line.contains(" FAILED") && line.hasPrefix(start))
            #expect(line.utf16.count <= Summary.headlineUnitsMax)
        }
    }
}
