import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Intake

@Suite("Sources of callbacks")
struct CallbackSourceTests {
    @Test("have the names of the design")
    func types() {
        let names = [
            "github", "gitlab", "bitbucket", "circleci", "buildkite", "jenkins", "azure-devops",
            "hcp-terraform", "standard-webhooks", "hmac", "token", "basic",
        ]
        #expect(CallbackType.allCases.map(\.rawValue) == names)
    }

    @Test("post what their own reader takes", arguments: SenderProofTests.ways)
    func posted(way: SenderProofTests.Way) async throws {
        let source = CallbackSource(.hmac, way.make([Secret(SenderProofTests.new)]))
        let body = Array(#"{"a":1}"#.utf8)
        let fields = try source.fields(posting: body, event: nil, id: "evt_1", at: Rig.start)
        let request = HTTPRequest(method: "POST", path: "/", headers: fields, body: body)
        let reading = try await CallbackReader(source).read(
            request, Arrival(id: "1", receivedAt: Rig.start))
        guard case .event(let event) = reading else {
            Issue.record("no event: \(reading)")
            return
        }
        #expect(event.deliveryID == "evt_1")
        #expect((event.fingerprint != nil) == (way.signsBody && way.name != "standard-webhooks"))
    }

    @Test("cannot post what is no JSON")
    func malformed() {
        let source = CallbackSource(.token, .bearer([Secret("t")]))
        #expect(throws: Refusal.self) {
            try source.fields(posting: Array("{".utf8), event: nil, id: "1", at: Rig.start)
        }
    }

    @Test("cannot post an event that nobody names and the body does not give away")
    func unnamed() throws {
        let source = CallbackSource(.github, .bodySignature(.github, [Secret("s")]))
        let body = Array(#"{"action":"created"}"#.utf8)
        #expect(throws: Refusal.unnamedEvent) {
            try source.fields(posting: body, event: nil, id: "1", at: Rig.start)
        }
        #expect(throws: Refusal.unnamedEvent) {
            try CallbackReader(source).preview(body, Arrival(id: "1", receivedAt: Rig.start))
        }
        let fields = try source.fields(posting: body, event: "star", id: "1", at: Rig.start)
        #expect(fields["X-GitHub-Event"] == "star")
    }

    @Test("let outcomes be read with tokens and passwords, never with nothing")
    func outcomes() throws {
        for way in SenderProofTests.ways {
            let credentials = way.make([Secret(SenderProofTests.new)])
            #expect((credentials.outcomeProof == nil) == way.signsBody, "\(way.name)")
            guard let proof = credentials.outcomeProof else { continue }
            let request = HTTPRequest(method: "GET", path: "/")
            #expect(throws: Refusal.self) { try proof.verify(request, at: Rig.start) }
        }
    }
}

@Suite("Vendors' own signatures", .enabled(if: SharedFixtures.areThere))
struct SignatureVectorTests {
    private func credentials(_ scheme: String, _ secret: Secret) -> SenderCredentials? {
        switch scheme {
        case "github": .bodySignature(.github, [secret])
        case "bitbucket": .bodySignature(.bitbucket, [secret])
        case "circleci": .bodySignature(.circleci, [secret])
        case "hcp-terraform": .bodySignature(.hcpTerraform, [secret])
        case "standard-webhooks", "svix", "gitlab-signing-token": .standardWebhooks([secret])
        case "buildkite": .buildkiteSignature([secret])
        default: nil
        }
    }

    @Test("are taken, and written alike")
    func vectors() throws {
        let bytes = try SharedFixtures.bytes("ci/signature-test-vectors.json")
        let vectors = try #require(JSONValue(parsing: bytes).arrayValue)
        #expect(vectors.count >= 11)
        for vector in vectors {
            let scheme = try #require(vector["scheme"]?.stringValue)
            let secret = Secret(try #require(vector["secret"]?.stringValue))
            let field = try #require(vector["header"]?.stringValue)
            let body = try #require(vector["body"]?.stringValue)
            let value = try #require(vector["value"]?.stringValue)
            var check = ProofCheck(try #require(credentials(scheme, secret), "\(scheme)"))
            var headers: HTTPHeaders = [field: value]
            let start = field.prefix { $0 != "-" }
            headers["\(start)-id"] = vector["id"]?.stringValue
            if let time = vector["timestamp"]?.stringValue.flatMap(Int64.init) {
                headers["\(start)-timestamp"] = "\(time)"
                check.now = Timestamp(milliseconds: time * 1_000)
            }
            #expect(!check.judge(body, headers).contains("."), "\(scheme)")
            #expect(check.judge(body + "x", headers) == "The signature does not match.")
            let ours = check.fields(body, id: vector["id"]?.stringValue ?? "x")
            let name = scheme == "svix" ? "webhook-signature" : field
            #expect(ours[name] == value, "\(scheme)")
        }
    }
}
