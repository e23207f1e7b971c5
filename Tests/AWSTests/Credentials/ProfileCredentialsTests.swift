import HTTP
import Lifecycle
import Testing

@testable import AWS

@Suite("Credentials of a profile")
struct ProfileCredentialsTests {
    static let pair = "aws_access_key_id = AKIDBASE\naws_secret_access_key = base-secret\n"

    static func source(
        _ files: SharedFiles, sts: STSStandIn? = nil, time: HandClock, profile: String? = nil,
        region: String? = nil, _ variables: [String: String] = [:]
    ) throws -> ProfileCredentials {
        var environment = variables
        environment["HOME"] = files.home
        environment["AWS_ENDPOINT_URL_STS"] = sts?.url
        let parts = CredentialParts(
            http: try HTTPClient(), environment: environment, profile: profile,
            surroundings: time.surroundings)
        return ProfileCredentials(parts, sessions: CredentialSessions(parts), region: region)
    }

    @Test("a rotated key is used at once")
    func rotation() async throws {
        let time = HandClock()
        let files = try SharedFiles(credentials: "[default]\n\(Self.pair)")
        let source = try Self.source(files, time: time)
        #expect(await source.key(at: time.now) == "AKIDBASE")
        try files.write(
            credentials: "[default]\naws_access_key_id = B\naws_secret_access_key = S")
        #expect(await source.key(at: time.now) == "B")
    }

    static func config(role: String = "one", region: String = "") -> String {
        """
        [profile ops]
        role_arn = arn:aws:iam::123456789012:role/\(role)
        source_profile = base
        \(region)
        [profile base]
        \(pair)
        """
    }

    @Test("a session lives on while the profile says the same, and no longer")
    func sessions() async throws {
        let time = HandClock()
        let sts = try STSStandIn(clock: time.clock)
        let files = try SharedFiles(config: Self.config())
        let source = try Self.source(files, sts: sts, time: time, profile: "ops")
        for _ in 0..<3 { #expect(await source.key(at: time.now) == "ASIA1") }
        try files.write(config: "# a comment\n" + Self.config())
        #expect(await source.key(at: time.now) == "ASIA1")
        try files.write(config: Self.config(role: "two"))
        #expect(await source.key(at: time.now) == "ASIA2")
        #expect(sts.asked.last?.form["RoleArn"] == "arn:aws:iam::123456789012:role/two")
        try files.write(config: "[profile ops")
        #expect(await source.failure(at: time.now)?.code == .malformed)
        try files.write(config: Self.config(role: "two"))
        #expect(await source.key(at: time.now) == "ASIA2")
        try files.write(config: Self.config())
        #expect(await source.key(at: time.now) == "ASIA3")
        time.advance(seconds: 3_100)
        #expect(await source.key(at: time.now) == "ASIA4")
        #expect(sts.count == 4)
    }

    @Test("a role taken on by a role: each session signs for the next")
    func chain() async throws {
        let time = HandClock()
        let sts = try STSStandIn(clock: time.clock)
        let config =
            Self.config() + """

                [profile top]
                role_arn = arn:aws:iam::123456789012:role/top
                source_profile = ops
                external_id = x
                """
        let files = try SharedFiles(config: config)
        let source = try Self.source(files, sts: sts, time: time, profile: "top")
        #expect(await source.key(at: time.now) == "ASIA2")
        #expect(sts.asked.map(\.key) == ["AKIDBASE", "ASIA1"])
        #expect(
            sts.asked.map { $0.form["RoleArn"]?.split(separator: "/").last } == ["one", "top"])
        #expect(sts.requests.last?.headers["X-Amz-Security-Token"] == "session/token==&ASIA1")
    }

    @Test("STS is asked in the region given, else that of the environment, else the profile's")
    func regions() async throws {
        let time = HandClock()
        for (variables, region, given, expected) in [
            (["AWS_REGION": "eu-north-1"], "ap-south-1", "eu-west-3", "eu-west-3"),
            (
                ["AWS_REGION": "eu-north-1", "AWS_DEFAULT_REGION": "x"], "ap-south-1", nil,
                "eu-north-1"
            ),
            (
                ["AWS_REGION": "nonsense", "AWS_DEFAULT_REGION": "us-west-1"], "ap-south-1", nil,
                "us-west-1"
            ),
            (["AWS_REGION": "cn-north-1"], "ap-south-1", "us-gov-west-1", "ap-south-1"),
            ([:], "ap-south-1", nil, "ap-south-1"),
            ([:], nil, "eu-west-3", "eu-west-3"), ([:], nil, nil, "us-east-1"),
        ] as [([String: String], String?, String?, String)] {
            let sts = try STSStandIn(clock: time.clock)
            let files = try SharedFiles(
                config: Self.config(region: region.map { "region = \($0)" } ?? ""))
            let source = try Self.source(
                files, sts: sts, time: time, profile: "ops", region: given, variables)
            #expect(await source.key(at: time.now) == "ASIA1")
            #expect(sts.asked.first?.region == expected)
        }
    }

    @Test(
        "only regions of the role's partition know the role",
        arguments: [
            ("aws", "eu-west-1"), ("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1"),
            ("aws-eusc", "eusc-de-east-1"), ("aws-iso", "us-iso-east-1"),
            ("aws-iso-b", "us-isob-east-1"), ("aws-iso-e", "eu-isoe-west-1"),
            ("aws-iso-f", "us-isof-east-1"), ("aws-new", "eu-west-1"),
        ])
    func partitions(partition: String, expected: String) {
        let arn = "arn:\(partition):iam::123456789012:role/x"
        #expect(STSRegions(["x", "eu-west-1"]).region(of: arn) == expected)
        #expect(STSRegions([expected]).region(of: arn) == expected)
        let others = ["cn-northwest-1", "us-gov-east-1", "eusc-de-north-2", "us-west-2"]
        let chosen = STSRegions(others).region(of: arn)
        #expect(
            Partition.of(region: chosen)?.id == (partition == "aws-new" ? "aws-cn" : partition))
        #expect(STSRegions([]).region(of: "role/x") == "us-east-1")
    }

    @Test("web identity by the environment, with files or without")
    func webIdentity() async throws {
        let time = HandClock()
        let sts = try STSStandIn(clock: time.clock)
        let files = try SharedFiles()
        try WebIdentityCredentialsTests.write("eyJ.hush", files)
        let source = try Self.source(
            files, sts: sts, time: time,
            [
                "AWS_WEB_IDENTITY_TOKEN_FILE": files.home + "/token",
                "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/pod",
                "AWS_ROLE_SESSION_NAME": "pod-1",
            ])
        #expect(await source.key(at: time.now) == "ASIA1")
        #expect(await source.key(at: time.now) == "ASIA1")
        #expect(sts.asked.map { $0.form["RoleSessionName"] } == ["pod-1"])
    }

    @Test("a source that a profile names and that has none is a mistake")
    func emptySource() async throws {
        let time = HandClock()
        let files = try SharedFiles(
            config: "[default]\nrole_arn = arn:aws:iam::1:role/x\ncredential_source = Environment")
        let error = await (try Self.source(files, time: time)).failure(at: time.now)
        #expect(error?.code == .incomplete)
        #expect(error?.message.contains("AWS_ACCESS_KEY_ID") == true)
    }

    @Test("keys with characters that no key has")
    func malformedKeys() async throws {
        let time = HandClock()
        let files = try SharedFiles(
            credentials: "[default]\naws_access_key_id = A\naws_secret_access_key = hush hush")
        let error = await (try Self.source(files, time: time)).failure(at: time.now)
        #expect(error?.code == .malformed)
        #expect(error?.description.contains("hush") == false)
    }
}
