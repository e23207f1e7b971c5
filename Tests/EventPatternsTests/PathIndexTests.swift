import JSON
import Testing

@testable import EventPatterns

@Suite("Index of a path")
struct PathIndexTests {
    private static let operators: [JSONValue] = [
        "abc", "", 7, .number(JSONNumber(7.5) ?? JSONNumber(0)), true, nil, ["prefix": "ab"],
        ["suffix": "bc"],
        ["prefix": ""],
        ["equals-ignore-case": "ABC"], ["prefix": ["equals-ignore-case": "AB"]],
        ["suffix": ["equals-ignore-case": "BC"]], "10.0.0.1", ["wildcard": "a*c"],
        ["wildcard": "*bc"], ["wildcard": "ab*"], ["wildcard": "a*x*c"],
    ]

    @Test(
        "it finds what each test says of a value by itself",
        arguments: [
            #""abc""#, #""ABC""#, #""""#, "7", "7.0", "70e-1", "7.5", "true", "false", "null",
            #""10.0.0.1""#, #""010.0.0.1""#, #""axxc""#, "9007199254740993",
        ])
    func search(value: String) throws {
        let tests = try Self.operators.map { json in
            try #require(EventPattern(["k": [json]]).alternatives.first?.first).tests
        }
        #expect(tests.joined().allSatisfy(PathIndex.isSupported))
        let index = PathIndex(tests.enumerated().map { (number: Int32($0), tests: $1) })
        let document = try JSONDocument(parsing: Array(value.utf8))
        var findings = Findings(predicateCount: tests.count, patternCount: 0)
        let number =
            document.entries[0].kind == .number
            ? NumberText.value(document.bytes.span.extracting(document.entries[0].text)) : .nan
        var stepsLeft = Match.stepsMax
        index.search(
            document.entries[0], number, document.bytes.span, &stepsLeft, into: &findings)
        let scalar = try #require(Scalar(document.value))
        let expected = tests.indices.filter { tests[$0].contains { $0.passes(scalar) } }
        #expect(findings.found.sorted() == expected.map(Int32.init))
    }
}
