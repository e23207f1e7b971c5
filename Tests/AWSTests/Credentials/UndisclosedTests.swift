import HTTP
import Lifecycle
import Telemetry
import Testing

@testable import AWS

@Suite("What holds secrets")
struct UndisclosedTests {
    private static let now = HandClock.start
    private static let variables = [
        "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "hush", "AWS_SESSION_TOKEN": "hush",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "hush",
    ]

    private static func expectSilence(_ value: Any) {
        var text = "\(value) \(String(reflecting: value))"
        dump(value, to: &text)
        #expect(!text.contains("hush"), "\(type(of: value))")
    }

    @Test("sources and what they are made of")
    func sources() throws {
        let http = try HTTPClient()
        let parts = CredentialParts(http: http, environment: Self.variables)
        let sessions = CredentialSessions(parts)
        let role = AssumedRoleCredentials(
            AssumedRole(arn: "arn"), region: "r",
            signedBy: sessions.source(for: .process(command: Secret("hush"), profile: "p")), parts)
        let values: [Any] = [
            parts, sessions, role, EnvironmentCredentials(environment: Self.variables),
            ContainerCredentials(environment: Self.variables, http: http),
            InstanceCredentials(environment: Self.variables, http: http),
            ProcessCredentials(command: "hush", place: "p"),
            ProfileCredentials(parts, sessions: sessions), CredentialChain.standard(parts),
            AWSIdentities(parts), Endpoints(environment: Self.variables),
            AWSClient(http: http, endpoints: parts.endpoints, credentials: role),
        ]
        for value in values { Self.expectSilence(value) }
        #expect("\(parts)" == "CredentialParts")
    }

    @Test("what the shared files say")
    func files() throws {
        let text = """
            [default]
            aws_access_key_id = AKID
            aws_secret_access_key = hush
            s3 =
              secret = hush
            [process]
            credential_process = /bin/print hush
            """
        let file = try ProfileFile(parsing: Array(text.utf8), place: "f")
        let files = ProfileFiles(credentials: file, config: nil, places: "")
        let planner = ProfilePlanner(
            files: files, environment: Self.variables, regions: STSRegions([]))
        let values: [Any] = [
            file, files, try files.profile("default"), planner, try planner.plan("default"),
            try planner.plan("process"),
            try CredentialDocument(
                Array(SecretAnswer.body.utf8), place: "p", mistakes: .malformed),
        ]
        for value in values { Self.expectSilence(value) }
    }

    @Test("credentials, their cache and their plans")
    func credentials() throws {
        let found = try EnvironmentCredentials(environment: Self.variables)
            .credentials(at: Self.now)
        var cache = CredentialCache(keepsExpired: true)
        _ = cache.record(
            .success(
                Credentials(
                    accessKeyId: "AKID", secretAccessKey: Secret("hush"), expiration: Self.now)),
            at: Self.now, now: Self.now, random: 0)
        let role = CredentialPlan.role(
            AssumedRole(arn: "arn"), region: "r", from: .keys(found, profile: "p"))
        for value in [found, cache, role, cache.advice(at: Self.now, now: Self.now)] as [Any] {
            Self.expectSilence(value)
        }
    }
}
