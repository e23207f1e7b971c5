import JSON
import Testing

@Suite("JSON number")
struct JSONNumberTests {
    @Test("only RFC 8259 text is a number")
    func onlyRFC8259TextIsANumber() {
        for text in ["0", "-0", "12", "1.5", "1e5", "1E-5", "-1.0e+10"] {
            #expect(JSONNumber(text: text)?.text == text)
        }
        for text in ["", "01", "+1", "1.", ".5", "1e", "1e+", "NaN", "0x1", "1 "] {
            #expect(JSONNumber(text: text) == nil)
        }
    }

    @Test("doubles print as JSON")
    func doublesPrintAsJSON() {
        #expect(JSONNumber(3.0)?.text == "3")
        #expect(JSONNumber(0.1)?.text == "0.1")
        #expect(JSONNumber(Double.nan) == nil)
        #expect(JSONNumber(Double.infinity) == nil)
    }
}
