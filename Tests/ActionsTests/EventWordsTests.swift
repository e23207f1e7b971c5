import Testing

@testable import Actions

@Suite("Texts that events bring along")
struct EventWordsTests {
    @Test("a text that fits stays whole, full stops or not")
    func fits() {
        let reason = "npm test. Reason: exit status 1"
        #expect(Sentence.beginning(of: reason) == reason)
        #expect(Sentence.beginning(of: " \n") == nil)
        #expect(Sentence.beginning(of: nil) == nil)
    }

    @Test("a longer one ends with a sentence, if that leaves more than half of it")
    func long() {
        let sentence = String(repeating: "x", count: 200) + "."
        let more = String(repeating: "y", count: 200)
        #expect(Sentence.beginning(of: "A. \(sentence) \(more)") == "A. \(sentence)")
        #expect(Sentence.beginning(of: "npm test. \(more)\(more)")?.hasSuffix("y…") == true)
        #expect(Sentence.beginning(of: "npm test. \(more)\(more)")?.utf16.count == 300)
    }
}
