import Configuration
import Cryptography
import HTTP
import Intake
import JSON
import Lifecycle
import Telemetry
import Testing

@Suite("Credentials of sources")
struct CredentialsReaderTests {
    /// A source as it should be written, and what must be there of it.
    struct Source: Sendable, CustomTestStringConvertible {
        let type: CallbackType
        let keys: [String]
        /// How the credentials come out.
        let proof: String
        /// What the first of the keys that prove something is called when it is missing.
        let missing: String

        var testDescription: String { "\(type.rawValue) \(keys)" }

        func text(_ keys: [String]) -> String {
            let lines = (["type: \(type.rawValue)"] + keys).map { "    \($0)\n" }.joined()
            return "sources:\n  ci:\n\(lines)rules: []\n"
        }

        func load(_ keys: [String], _ purpose: LoadPurpose = .serve) throws -> LoadResult {
            let folder = try TemporaryFolder()
            try folder.write("hookferry.yaml", text(keys))
            return folder.load(purpose)
        }

        /// As a schema sees it.
        func document(_ keys: [String]) -> JSONValue {
            var source: JSONObject = ["type": .string(type.rawValue)]
            for key in keys {
                let name = String(key.prefix { $0 != ":" })
                let isList = key.contains("[")
                let secret: JSONValue = ["env": "X"]
                source[name] = isList ? [secret] : key.contains("{") ? secret : "sha1"
            }
            return ["sources": ["ci": .object(source)], "rules": []]
        }
    }

    private static let secrets = "secrets: [{ env: SET_TOKEN }]"
    private static let signing = "secrets: [{ env: SET_SIGNING_SECRET }]"
    private static let tokens = "tokens: [{ env: SET_TOKEN }]"
    private static let pair = ["username: { env: SET_TOKEN }", "password: { env: SET_TOKEN }"]

    static let sources = [
        Source(
            type: .github, keys: [secrets], proof: "X-Hub-Signature-256 sha256 hex sha256=",
            missing: "`secrets`"),
        Source(
            type: .bitbucket, keys: [secrets], proof: "X-Hub-Signature sha256 hex sha256=",
            missing: "`secrets`"),
        Source(
            type: .circleci, keys: [secrets], proof: "circleci-signature sha256 hex v1= list",
            missing: "`secrets`"),
        Source(
            type: .hcpTerraform, keys: [secrets],
            proof: "X-TFE-Notification-Signature sha512 hex ", missing: "`secrets`"),
        Source(
            type: .standardWebhooks, keys: [signing], proof: "standard", missing: "`secrets`"),
        Source(
            type: .gitlab, keys: [tokens], proof: "X-Gitlab-Token",
            missing: "`tokens` or `secrets`"),
        Source(
            type: .gitlab, keys: [signing], proof: "standard", missing: "`tokens` or `secrets`"),
        Source(
            type: .buildkite, keys: [tokens], proof: "X-Buildkite-Token",
            missing: "`tokens` or `secrets`"),
        Source(
            type: .buildkite, keys: [secrets], proof: "buildkite",
            missing: "`tokens` or `secrets`"),
        Source(type: .azureDevOps, keys: pair, proof: "basic", missing: "`username`"),
        Source(type: .jenkins, keys: pair, proof: "basic", missing: "`username`"),
        Source(type: .basic, keys: pair, proof: "basic", missing: "`username`"),
        Source(type: .token, keys: [tokens], proof: "bearer", missing: "`tokens`"),
        Source(
            type: .hmac, keys: [secrets, "header: X-Sig"], proof: "X-Sig sha256 hex ",
            missing: "`secrets`"),
    ]

    private func proof(_ result: LoadResult) -> String? {
        guard case .callback(let source) = result.settings?.sources.first?.kind else { return nil }
        switch source.credentials {
        case .bodySignature(let shape, _):
            return "\(shape.field) \(shape.algorithm.rawValue) \(shape.encoding.rawValue) "
                + shape.prefix + (shape.isList ? " list" : "")
        case .standardWebhooks: return "standard"
        case .buildkiteSignature: return "buildkite"
        case .tokenField(let name, _): return name
        case .bearer: return "bearer"
        case .basic: return "basic"
        }
    }

    @Test("every type is here")
    func types() {
        #expect(Set(Self.sources.map(\.type)) == Set(CallbackType.allCases))
    }

    @Test("are those of the type", arguments: sources)
    func right(source: Source) throws {
        let result = try source.load(source.keys)
        #expect(result.lines.isEmpty)
        #expect(proof(result) == source.proof)
        guard case .callback(let settings) = result.settings?.sources.first?.kind else { return }
        #expect(settings.type == source.type)
        #expect(settings.eventSource == "ci" && settings.detailType == nil)
    }

    @Test("must be there", arguments: sources)
    func missing(source: Source) throws {
        let lines = try source.load(Array(source.keys.dropFirst())).lines
        #expect(lines == ["hookferry.yaml:3:5: error: \(source.missing) is missing"])
    }

    @Test("that are not set are a warning where files are only checked", arguments: sources)
    func unset(source: Source) throws {
        let keys = source.keys.map {
            $0.replacing("SET_TOKEN", with: "NOWHERE").replacing(
                "SET_SIGNING_SECRET", with: "NOWHERE")
        }
        let check = try source.load(keys, .check)
        #expect(!check.lines.isEmpty)
        #expect(check.diagnostics.allSatisfy { $0.severity == .warning })
        #expect(proof(check) == source.proof)
        #expect(try source.load(keys, .serve).settings == nil)
    }

    @Test("of another kind are unknown, and what is meant is named", arguments: sources)
    func unknown(source: Source) throws {
        let first = source.keys[0].prefix { $0 != ":" }
        let lines = try source.load(source.keys + ["\(first)x: 1"]).lines
        #expect(
            lines == [
                "hookferry.yaml:\(4 + source.keys.count):5: error: unknown key `\(first)x` "
                    + "(did you mean `\(first)`?)"
            ])
    }

    @Test("the events' names are the file's only for generic types", arguments: sources)
    func names(source: Source) throws {
        let result = try source.load(source.keys + ["eventSource: ours", "detailType: Built"])
        let isGeneric = [.token, .basic, .hmac, .standardWebhooks].contains(source.type)
        #expect(result.lines.count == (isGeneric ? 0 : 2))
        guard case .callback(let settings) = result.settings?.sources.first?.kind else {
            #expect(!isGeneric)
            return
        }
        #expect(settings.eventSource == "ours" && settings.detailType == "Built")
    }

    @Test(
        "are what the schema takes, and nothing less or more", .enabled(if: SchemaValidator.isThere)
    )
    func schema() throws {
        var documents: [JSONValue] = []
        var isRight: [Bool] = []
        for source in Self.sources {
            documents.append(source.document(source.keys))
            documents.append(source.document(Array(source.keys.dropFirst())))
            documents.append(source.document(source.keys + ["other: x"]))
            documents.append(
                source.document(
                    ["tokens: []", "secrets: []"] + source.keys.filter { !$0.contains("[") }))
            isRight += [true, false, false, false]
        }
        let found = try SchemaValidator.complaints(about: documents, FileSchema.configuration.json)
        for (complaints, (document, isRight)) in zip(found, zip(documents, isRight)) {
            #expect(complaints.isEmpty == isRight, "\(document.serialized()): \(complaints)")
        }
        #expect(found.count == documents.count)
    }

    @Test("of type hmac have the shape that the file says")
    func shape() throws {
        let source = try #require(Self.sources.last)
        let result = try source.load(
            source.keys + ["algorithm: sha1", "encoding: base64", "prefix: \"HMAC \""])
        #expect(proof(result) == "X-Sig sha1 base64 HMAC ")
        #expect(try proof(source.load(source.keys + ["prefix: \"\""])) == source.proof)
    }

    @Test(
        "of type hmac stand in no field that says something else",
        arguments: [
            "Authorization", "content-type", "HOST", "Transfer-Encoding", "Idempotency-Key",
        ])
    func otherFields(name: String) throws {
        let source = try #require(Self.sources.last)
        #expect(
            try source.load([Self.secrets, "header: \(name)"]).lines == [
                "hookferry.yaml:5:13: error: `\(name)` holds no signature "
                    + "(name the field that the sender signs in)"
            ])
    }

    @Test("of Standard Webhooks that are wrong are an error also where files are only checked")
    func standard() throws {
        let source = Source(type: .gitlab, keys: [Self.secrets], proof: "", missing: "")
        for purpose in [LoadPurpose.check, .serve] {
            let result = try source.load([Self.secrets], purpose)
            #expect(result.settings == nil)
            #expect(
                result.lines == [
                    "hookferry.yaml:4:15: error: this is no secret of Standard Webhooks "
                        + "(it is whsec_ and 24 to 64 bytes in base64)"
                ])
        }
        let bare = String(Fixtures.signingSecret.dropFirst("whsec_".count))
        let result = try source.load(["secrets: [\(bare)]"])
        #expect(proof(result) == "standard")
        // What stands in for unset secrets is none of a bridge that runs.
        #expect(try source.load(["secrets: [unset]"]).settings == nil)
    }
}
