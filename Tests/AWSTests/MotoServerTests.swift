import HTTP
import Lifecycle
import Telemetry
import TestSupport
import Testing

@testable import AWS

/// What others have written answers as AWS does: their STS and their instance metadata.
@Suite(
    "Credentials that moto gives", .enabled(if: Python.has("moto", "flask"), "needs moto[server]"))
struct MotoServerTests {
    @Test("are sessions of roles, of web identities, and of an instance")
    func sessions() async throws {
        let moto = try await MotoServer.start()
        let directory = try TemporaryDirectory()
        let role = "arn:aws:iam::123456789012:role/hookferry"
        let environment = [
            "AWS_ENDPOINT_URL_STS": moto.url, "AWS_EC2_METADATA_SERVICE_ENDPOINT": moto.url,
            "HOME": directory.path, "AWS_REGION": "eu-west-1",
        ]
        let now = WallClock.system.now()
        let parts = CredentialParts(http: try HTTPClient(), environment: environment)
        let instance = try await InstanceCredentials(
            environment: environment, http: parts.http, timeoutMilliseconds: 5_000
        ).credentials(at: now)
        #expect(instance.accessKeyId == "test-key")
        #expect(instance.secretAccessKey.reveal() == "test-secret-key")
        #expect(instance.sessionToken?.reveal() == "test-session-token")

        // The standard chain finds the instance, and the role is taken on with what it gives.
        let assumed = try await AWSIdentities(parts)
            .source(for: AWSIdentity(roleARN: role, externalID: "id-1")).credentials(at: now)
        try expectSession(assumed, after: now)

        let token = try directory.write("header.payload.signature", to: "token")
        let pod = environment.merging([
            "AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": role,
            "AWS_EC2_METADATA_DISABLED": "true",
        ]) { $1 }
        let identity = try await CredentialChain.standard(
            CredentialParts(http: parts.http, environment: pod)
        ).credentials(at: now)
        try expectSession(identity, after: now)

        try directory.write(
            """
            [profile base]
            credential_source = Ec2InstanceMetadata
            role_arn = \(role)
            [profile ops]
            source_profile = base
            role_arn = \(role)-ops
            duration_seconds = 900
            """, to: ".aws/config")
        let chained = try await CredentialChain.standard(parts, profile: "ops")
            .credentials(at: now)
        try expectSession(chained, after: now)
        #expect(Set([assumed, identity, chained].map(\.accessKeyId)).count == 3)
    }

    private func expectSession(_ session: Credentials, after now: Timestamp) throws {
        #expect(session.accessKeyId.hasPrefix("ASIA"))
        #expect(session.sessionToken?.isEmpty == false)
        #expect(try #require(session.expiration) > now)
    }
}
