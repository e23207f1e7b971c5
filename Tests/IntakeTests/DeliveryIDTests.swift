import Testing

@testable import Intake

@Suite("Names of deliveries")
struct DeliveryIDTests {
    @Test("parts stand in one line, and never for two different deliveries")
    func parts() {
        #expect(DeliveryID.of("a") == "a")
        #expect(DeliveryID.of("a", "b", "") == "a|b|")
        #expect(DeliveryID.of("a", "", "b") == "a||b")
        #expect(DeliveryID.of("a|b", "c") == nil)
        #expect(DeliveryID.of("a", "b|c") == nil)
        #expect(DeliveryID.of("a", nil, "b") == nil)
        #expect(DeliveryID.of(nil) == nil)
        #expect(DeliveryID.of("") == nil)
        #expect(DeliveryID.of("two\nlines") == nil)
        #expect(DeliveryID.of("a", "tab\t") == nil)
        #expect(DeliveryID.of("a", "accent after the bar: |\u{301}") == nil)
    }

    @Test("the longest has 255 bytes")
    func length() {
        let longest = String(repeating: "d", count: String.senderNameBytesMax)
        #expect(DeliveryID.of(longest) == longest)
        #expect(DeliveryID.of(longest + "d") == nil)
        #expect(DeliveryID.of(longest, "") == nil)
        #expect(DeliveryID.of(String(repeating: "é", count: 128)) == nil)
    }
}
