import HTTP
import Lifecycle
import Testing

@testable import AWS

@Suite("Identities that accounts share")
struct AWSIdentitiesTests {
    static let arn = "arn:aws:iam::123456789012:role/prod"

    static func identities(
        sts: STSStandIn, time: HandClock, _ variables: [String: String] = [:]
    ) throws -> AWSIdentities {
        var environment = [
            "AWS_ACCESS_KEY_ID": "AKIDBASE", "AWS_SECRET_ACCESS_KEY": "base-secret",
            "AWS_ENDPOINT_URL_STS": sts.url,
        ]
        environment.merge(variables) { $1 }
        return AWSIdentities(
            CredentialParts(
                http: try HTTPClient(), environment: environment,
                surroundings: time.surroundings))
    }

    @Test("a role is taken on once, whoever asks for it")
    func shared() async throws {
        let time = HandClock()
        let sts = try STSStandIn(clock: time.clock)
        let identities = try Self.identities(sts: sts, time: time)
        let identity = AWSIdentity(roleARN: Self.arn, externalID: "x", region: "eu-west-1")
        for _ in 0..<3 {
            #expect(await identities.source(for: identity).key(at: time.now) == "ASIA1")
        }
        var other = identity
        other.externalID = nil
        #expect(await identities.source(for: other).key(at: time.now) == "ASIA2")
        #expect(
            sts.asked == [
                STSStandIn.Asked(
                    form: [
                        "Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": Self.arn,
                        "RoleSessionName": "hookferry", "ExternalId": "x",
                    ], key: "AKIDBASE", region: "eu-west-1"),
                STSStandIn.Asked(
                    form: [
                        "Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": Self.arn,
                        "RoleSessionName": "hookferry",
                    ], key: "AKIDBASE", region: "eu-west-1"),
            ])
    }

    @Test("without a role it is the chain; a profile signs for a role of its own")
    func bases() async throws {
        let time = HandClock()
        let sts = try STSStandIn(
            clock: time.clock, secrets: ["AKIDOPS": "ops-secret", "AKIDBASE": "base-secret"])
        let files = try SharedFiles(
            credentials: """
                [ops]
                aws_access_key_id = AKIDOPS
                aws_secret_access_key = ops-secret
                region = eu-central-1
                """)
        let identities = try Self.identities(sts: sts, time: time, ["HOME": files.home])
        func key(_ identity: AWSIdentity) async -> String? {
            await identities.source(for: identity).key(at: time.now)
        }
        #expect(await key(AWSIdentity()) == "AKIDBASE")
        #expect(await key(AWSIdentity(profile: "ops")) == "AKIDOPS")
        #expect(await key(AWSIdentity(profile: "ops", roleARN: Self.arn)) == "ASIA1")
        #expect(sts.asked.first?.key == "AKIDOPS")
        #expect(sts.asked.first?.region == "eu-central-1")
    }

    @Test("each profile's settings say where STS is")
    func endpoints() async throws {
        let time = HandClock()
        let names = ["one", "two"]
        let stations = try names.map { _ in
            try STSStandIn(clock: time.clock, secrets: ["AKIDOPS": "ops-secret"])
        }
        let config = zip(names, stations).map { name, sts in
            """
            [profile \(name)]
            aws_access_key_id = AKIDOPS
            aws_secret_access_key = ops-secret
            endpoint_url = \(sts.url)
            [profile \(name)-role]
            source_profile = \(name)
            role_arn = \(Self.arn)
            endpoint_url = \(sts.url)

            """
        }
        let files = try SharedFiles(config: config.joined())
        let identities = AWSIdentities(
            CredentialParts(
                http: try HTTPClient(), environment: ["HOME": files.home],
                surroundings: time.surroundings))
        for (name, sts) in zip(names, stations) {
            let taken = identities.source(for: AWSIdentity(profile: name, roleARN: Self.arn))
            #expect(await taken.key(at: time.now) == "ASIA1")
            let named = identities.source(for: AWSIdentity(profile: "\(name)-role"))
            #expect(await named.key(at: time.now) == "ASIA2")
            #expect(sts.asked.map(\.key) == ["AKIDOPS", "AKIDOPS"])
        }
    }

    @Test("accounts of one profile share its sessions, whatever their regions")
    func sharedBase() async throws {
        let time = HandClock()
        let sts = try STSStandIn(
            clock: time.clock, secrets: ["AKIDOPS": "ops-secret"])
        let files = try SharedFiles(
            config: """
                [profile ops]
                role_arn = \(Self.arn)
                source_profile = keys
                [profile keys]
                aws_access_key_id = AKIDOPS
                aws_secret_access_key = ops-secret
                """)
        let identities = try Self.identities(sts: sts, time: time, ["HOME": files.home])
        for region in ["eu-west-1", "us-west-2"] {
            let identity = AWSIdentity(profile: "ops", roleARN: Self.arn + region, region: region)
            #expect(await identities.source(for: identity).key(at: time.now) != nil)
        }
        #expect(sts.asked.map(\.key) == ["AKIDOPS", "ASIA1", "ASIA1"])
        #expect(sts.asked.map(\.region) == ["eu-west-1", "eu-west-1", "us-west-2"])
    }

    @Test("a refused role is no outage, and is asked for again after a second")
    func refused() async throws {
        let time = HandClock()
        let sts = try STSStandIn(
            clock: time.clock, script: [.stsError(403, "AccessDenied", "Not authorized.")])
        let identities = try Self.identities(sts: sts, time: time)
        let source = identities.source(for: AWSIdentity(roleARN: Self.arn))
        let error = try #require(await source.failure(at: time.now))
        #expect(error.code == .refused)
        #expect(AWSError(error).kind == .credentials && !AWSError(error).retryable)
        #expect(await source.failure(at: time.now) == error)
        time.advance(seconds: 1)
        #expect(await source.key(at: time.now) == "ASIA2")
    }
}
