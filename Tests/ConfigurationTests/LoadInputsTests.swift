import Foundation
import Testing

@testable import Configuration

@Suite("Load inputs")
struct LoadInputsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            """
            tls: { certificate: tls.crt, key: tls.key }
            sources:
              a: { type: token, tokens: [{ file: token }] }
              b: { type: sns, topics: ["arn:aws:sns:us-east-2:123456789012:t"], certificates: pem }
            receivers: { ops: { type: slack, url: { env: SLACK_URL } } }
            rules: [rules/*.yaml, more.yaml]
            """)
        try folder.write(
            "rules/a.yaml",
            """
            rules: { one: { match: { source: [ci] }, steps: [{ notify: ops }] } }
            tests: [{ name: t, event: e.json, expect: { one: [notify ops] } }]
            """)
        try folder.write("rules/e.json", "{\"source\": \"ci\"}")
        try folder.write("token", "marked-secret")
        try folder.write("tls.crt", "")
        try folder.write("pem/a.pem", "")
    }

    @Test("are the same while nothing changes, whatever else stands beside them")
    func same() throws {
        let inputs = folder.load().inputs
        #expect(inputs.lookedAtAgain() == inputs)
        for name in ["hookferry.db", "hookferry.db-wal", "rules/notes.txt", "rules/.a.yaml.swp"] {
            try folder.write(name, "x")
        }
        #expect(inputs.lookedAtAgain() == inputs)
    }

    @Test(
        "differ when a file that was read has changed, is gone, or is there at last",
        arguments: [
            "hookferry.yaml", "rules/a.yaml", "rules/new.yaml", "more.yaml", "rules/e.json",
            "token", "tls.crt", "tls.key", "pem/a.pem", "pem/b.pem",
        ])
    func differ(name: String) throws {
        let inputs = folder.load().inputs
        try folder.write(name, "something else\n")
        let changed = inputs.lookedAtAgain()
        #expect(changed != inputs)
        #expect(changed.lookedAtAgain() == changed)
        try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
        #expect(inputs.lookedAtAgain() != changed)
    }

    @Test("differ when a link further up leads elsewhere, as with a ConfigMap")
    func links() throws {
        let files = FileManager.default
        for version in ["..1", "..2"] {
            try folder.write("\(version)/hookferry.yaml", "sources: {}")
        }
        func link(_ name: String, to target: String) throws {
            try files.createSymbolicLink(
                atPath: "\(folder.path)/\(name)", withDestinationPath: target)
        }
        try link("..data", to: "..1")
        try link("linked.yaml", to: "..data/hookferry.yaml")
        let inputs = folder.load(file: "linked.yaml").inputs
        #expect(inputs.lookedAtAgain() == inputs)
        try link("..data_tmp", to: "..2")
        #expect(unsafe rename("\(folder.path)/..data_tmp", "\(folder.path)/..data") == 0)
        #expect(inputs.lookedAtAgain() != inputs)
    }

    @Test("differ when a file becomes readable")
    func permissions() throws {
        let inputs = folder.load().inputs
        let path = "\(folder.path)/rules/a.yaml"
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(inputs.lookedAtAgain() != inputs)
    }

    @Test("of a broken configuration are watched, and hold no content")
    func broken() throws {
        try folder.write("hookferry.yaml", "rules: [\n")
        let result = folder.load()
        #expect(result.settings == nil)
        #expect(result.inputs.lookedAtAgain() == result.inputs)
        try folder.write("hookferry.yaml", "sources: {}\n")
        #expect(result.inputs.lookedAtAgain() != result.inputs)
        #expect(!"\(folder.load().inputs)".contains("marked-secret"))
    }
}
