import Lifecycle
import Testing

@testable import Configuration

@Suite("AWS settings")
struct AWSReaderTests {
    private func load(
        _ aws: String, _ environment: [String: String], _ folder: TemporaryFolder? = nil
    ) throws -> LoadResult {
        let folder = try folder ?? TemporaryFolder()
        try folder.write("hookferry.yaml", "sources: {}\nrules: []\n\(aws)\n")
        return folder.load(environment: environment)
    }

    @Test("take the region from the file, else from the environment")
    func region() throws {
        let environment = ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"]
        let configured = try load("aws: { region: us-east-2 }", environment)
        #expect(configured.settings?.aws.region == "us-east-2")
        #expect(try load("", environment).settings?.aws.region == "eu-west-1")
        let other = ["AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-2"]
        #expect(try load("", other).settings?.aws.region == "eu-west-2")
        #expect(try load("", ["HOME": "/nonexistent"]).settings?.aws.region == nil)
    }

    @Test("take an account's role with its external id, and who assumes it")
    func roles() throws {
        let folder = try TemporaryFolder()
        let config = try folder.write("config", "[profile base]\nregion = sa-east-1\n")
        let environment = ["AWS_CONFIG_FILE": config, "HOME": "/nonexistent"]
        let role = "arn:aws:iam::123456789012:role/hookferry"
        let result = try load(
            """
            aws:
              accounts:
                plain: { roleArn: "\(role)" }
                based: { roleArn: "\(role)", profile: base, externalId: "12" }
                china: { roleArn: "arn:aws-cn:iam::123456789012:role/r", region: cn-north-1 }
            """, environment, folder)
        let accounts = try #require(result.settings?.aws.accounts, "\(result.lines)")
        #expect(accounts["plain"] == AWSAccount(roleARN: role))
        #expect(
            accounts["based"]
                == AWSAccount(
                    region: "sa-east-1", profile: "base", roleARN: role, externalID: "12"))
        #expect(accounts["china"]?.region == "cn-north-1")
    }

    @Test("take rates by call")
    func rates() throws {
        let result = try load(#"aws: { rates: { "config:DeliverConfigSnapshot": 3/2m } }"#, [:])
        #expect(
            result.settings?.aws.rates
                == ["config:DeliverConfigSnapshot": Rate(count: 3, periodMilliseconds: 120_000)])
        #expect(try load("aws: {}", [:]).settings?.aws.rates == [:])
    }

    @Test("take the region of a profile")
    func profile() throws {
        let folder = try TemporaryFolder()
        let config = try folder.write(
            "config", "[default]\nregion = eu-west-3\n[profile ops]\nregion = sa-east-1\n")
        let environment = ["AWS_CONFIG_FILE": config, "HOME": "/nonexistent"]
        let result = try load(
            """
            aws:
              accounts:
                ops: { profile: ops }
                other: { profile: ops, region: us-west-2 }
            """, environment, folder)
        let aws = try #require(result.settings?.aws)
        #expect(aws.region == "eu-west-3")
        #expect(aws.accounts["ops"] == AWSAccount(region: "sa-east-1", profile: "ops"))
        #expect(aws.accounts["other"] == AWSAccount(region: "us-west-2", profile: "ops"))
    }
}
