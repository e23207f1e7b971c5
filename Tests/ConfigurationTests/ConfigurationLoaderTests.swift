import Configuration
import Foundation
import Rules
import Testing

@Suite("Configuration loader")
struct ConfigurationLoaderTests {
    @Test("good files load without a word", arguments: Fixtures.files(in: "configuration", "good-"))
    func good(file: String) {
        for purpose in [LoadPurpose.check, .serve] {
            let result = Fixtures.load(file, purpose)
            #expect(result.lines.isEmpty)
            #expect(result.settings != nil)
        }
    }

    @Test("tells all mistakes of all files in one go, sorted")
    func several() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            """
            lsiten: 0.0.0.0:8080
            retention: 14
            sources:
              a: { type: token, tokens: [{ env: UNSET_TOKEN }], rat: 1/s }
            rules: [rules/*.yaml, more/*.yaml]
            """)
        try folder.write("rules/b.yaml", "rules: [\n")
        try folder.write(
            "rules/a.yaml",
            """
            rules:
              one:
                match: { source: ci }
                steps:
                  - notify: opps
                    follow: 5m
            """)
        #expect(
            folder.load().lines == [
                "hookferry.yaml:1:1: error: unknown key `lsiten` (did you mean `listen`?)",
                "hookferry.yaml:2:12: error: `14` is no duration "
                    + "(write a whole number and a unit: 30s, 5m, 2h or 14d)",
                "hookferry.yaml:4:37: error: the environment variable UNSET_TOKEN is not set",
                "hookferry.yaml:4:53: error: unknown key `rat` (did you mean `rate`?)",
                "hookferry.yaml:5:23: error: no file matches `more/*.yaml` "
                    + "(paths start at the directory of this file, \(folder.path))",
                "a.yaml:3:14: error: a field needs a list of values, not a string "
                    + "(write [\"ci\"])",
                "a.yaml:5:17: error: unknown receiver `opps` (add it to `receivers`)",
                "a.yaml:6:9: error: unknown key `follow` (`follow` belongs to a `call` step)",
                "b.yaml:2:1: error: did not find expected node content "
                    + "while parsing a flow node",
            ])
    }

    @Test("JSON files work as they are, and have places too")
    func json() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.json",
            "{\n\t\"sources\": {},\n\t\"rules\": [\"a.json\"],\n\t\"on\": true\n}\n")
        try folder.write("a.json", "{\"rules\": {\"one\": {\"match\": {\"source\": [\"ci\"]}}}}")
        let result = folder.load(file: "hookferry.json")
        #expect(
            result.lines.map { $0.prefix { $0 != "(" } } == [
                "a.json:1:19: error: `steps` is missing",
                "hookferry.json:4:2: error: unknown key `on` ",
            ])
    }

    @Test("paths are relative to the file that names them, whatever the current directory")
    func relative() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "conf/hookferry.yaml",
            "sources: { a: { type: token, tokens: [{ file: ../token }] } }\n"
                + "receivers: { ops: { type: slack, url: { env: SLACK_URL } } }\n"
                + "rules: [rules/one.yaml]\n")
        try folder.write("token", "x")
        try folder.write(
            "conf/rules/one.yaml",
            """
            rules: { one: { match: { source: [ci] }, steps: [{ notify: ops }] } }
            tests: [{ name: t, event: ../events/e.json, expect: { one: [notify ops] } }]
            """)
        try folder.write("conf/events/e.json", "{\"source\": \"ci\"}")
        let settings = try #require(folder.load(file: "conf/hookferry.yaml").settings)
        #expect(settings.journalPath == "\(folder.path)/conf/hookferry.db")
        #expect(RuleTests.run(settings).diagnostics.isEmpty)
    }

    @Test("a file that several patterns name is loaded once")
    func once() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            "sources: {}\nreceivers: { ops: { type: slack, url: { env: SLACK_URL } } }\n"
                + "rules: [a.yaml, \"*.yml\", \"./a.y*\", \"\(folder.path)/a.yaml\", linked.yml]\n")
        let path = try folder.write(
            "a.yaml", "rules: { one: { match: { source: [ci] }, steps: [{ notify: ops }] } }\n")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/linked.yml", withDestinationPath: path)
        let result = folder.load()
        #expect(result.lines.isEmpty)
        #expect(result.settings?.rules.count == 1)
    }

    @Test("files have 1 MiB at most")
    func limit() throws {
        let folder = try TemporaryFolder()
        let text = "sources: {}\nrules: []\n"
        let rest = ConfigurationLoader.fileBytesMax - text.utf8.count
        try folder.write("hookferry.yaml", text + String(repeating: "#", count: rest))
        #expect(folder.load().settings != nil)
        try folder.write("hookferry.yaml", text + String(repeating: "#", count: rest + 1))
        #expect(
            folder.load().lines == [
                "hookferry.yaml:1:1: error: the file has more than 1048576 bytes "
                    + "(name the configuration with --config)"
            ])
    }

    @Test("a missing file is one line")
    func missing() throws {
        let result = try TemporaryFolder().load()
        #expect(result.settings == nil)
        #expect(
            result.lines == [
                "hookferry.yaml:1:1: error: no such file (name the configuration with --config)"
            ])
    }
}
