import Testing

@testable import Lifecycle

@Suite("ISO 8601")
struct ISO8601Tests {
    @Test(
        "the whole of four-digit years is read and printed",
        arguments: [
            ("0000-01-01T00:00:00.000Z", -62_167_219_200_000),
            ("1969-12-31T23:59:59.000Z", -1_000), ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T12:00:00.500Z", 951_825_600_500),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] as [(String, Int64)])
    func range(text: String, milliseconds: Int64) {
        #expect(ISO8601.milliseconds(of: text) == milliseconds)
        #expect(ISO8601.text(of: milliseconds) == text)
    }

    @Test(
        "beyond them it still prints something",
        arguments: [
            (253_402_300_800_000, "10000-01-01T00:00:00.000Z"),
            (-62_167_219_200_001, "-0001-12-31T23:59:59.999Z"),
            (.max, "292278994-08-17T07:12:55.807Z"), (.min, "-292275055-05-16T16:47:04.192Z"),
        ] as [(Int64, String)])
    func beyond(milliseconds: Int64, text: String) {
        #expect(ISO8601.text(of: milliseconds) == text)
        #expect(ISO8601.milliseconds(of: text) == nil)
    }

    @Test(
        "a fraction is rounded to milliseconds",
        arguments: [
            (".1", 100), (".12", 120), (".0004", 0), (".0005", 1), (".9994", 999),
            (".9995", 1_000), (".123456789", 123),
        ] as [(String, Int64)])
    func fractions(fraction: String, milliseconds: Int64) {
        #expect(ISO8601.milliseconds(of: "1970-01-01T00:00:00\(fraction)Z") == milliseconds)
    }

    @Test(
        "a zone is taken off",
        arguments: [
            ("+00:00", 0), ("-0000", 0), ("+00:01", -60_000), ("-0130", 5_400_000),
            ("+23:59", -86_340_000),
        ] as [(String, Int64)])
    func zones(zone: String, milliseconds: Int64) {
        #expect(ISO8601.milliseconds(of: "1970-01-01T00:00:00\(zone)") == milliseconds)
        #expect(ISO8601.milliseconds(of: "1970-01-01T00:00:00.007\(zone)") == milliseconds + 7)
    }

    @Test(
        "what is in no calendar and on no clock is refused",
        arguments: [
            "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "2026-04-31T00:00:00Z",
            "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z",
        ])
    func calendar(text: String) {
        #expect(ISO8601.milliseconds(of: text) == nil)
    }

    @Test(
        "another shape is refused",
        arguments: [
            " 2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z ", "2026-01-01T00:00:00Z\u{0}",
            "2026-01-01 00:00:00Z", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00z",
            "2026-1-01T00:00:00Z", "26-01-01T00:00:00Z", "+2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00,5Z", "2026-01-01T00:00:00.5.5Z",
            "2026-01-01T00:00:005Z", "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00+2",
            "2026-01-01T00:00:00+2:000", "2026-01-01T00:00:00+02:0", "2026-01-01T00:00:00+24:00",
            "2026-01-01T00:00:00+02:60", "2026-01-01T00:00:00+02:00Z", "2026-01-01T00:00:00.5",
            "２026-01-01T00:00:00Z",
        ])
    func shape(text: String) {
        #expect(ISO8601.milliseconds(of: text) == nil)
    }
}
