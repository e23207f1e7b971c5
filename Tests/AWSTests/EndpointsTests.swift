import AWS
import Testing

@Suite("Endpoints and partitions")
struct EndpointsTests {
    @Test(
        "the partition of a region",
        arguments: [
            ("us-east-1", "aws"), ("eu-west-3", "aws"), ("ap-southeast-7", "aws"),
            ("mx-central-1", "aws"), ("il-central-1", "aws"), ("ca-west-1", "aws"),
            ("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn"),
            ("cn-northwest-1", "aws-cn"), ("eusc-de-east-1", "aws-eusc"),
            ("us-iso-east-1", "aws-iso"), ("us-isob-east-1", "aws-iso-b"),
            ("us-isof-south-1", "aws-iso-f"), ("eu-isoe-west-1", "aws-iso-e"),
        ])
    func partitions(region: String, partition: String) {
        #expect(Partition.of(region: region)?.id == partition)
    }

    @Test(
        "what is no region",
        arguments: [
            "", "us", "us-east", "us-east-", "us--1", "-east-1", "us-east-1-1", "us-east-1a",
            "US-EAST-1", "us-east-1.evil.example", "us-east-1/", "us-east-1\n", "us-éast-1",
            "us-east-１", "xx-east-1", "s3-us-west-2", "us-ea.st-1", "us-east-1@x",
            "us-" + String(repeating: "a", count: 70) + "-1", "aws-global",
        ])
    func noRegions(region: String) {
        #expect(Partition.of(region: region) == nil)
        #expect(throws: AWSError.self) {
            try Endpoints(environment: [:]).endpoint(for: .config, region: region)
        }
    }

    @Test(
        "the documented hosts",
        arguments: [
            (AWSService.config, "us-east-2", "config.us-east-2.amazonaws.com"),
            (.config, "cn-north-1", "config.cn-north-1.amazonaws.com.cn"),
            (.config, "us-gov-west-1", "config.us-gov-west-1.amazonaws.com"),
            (.sns, "eusc-de-east-1", "sns.eusc-de-east-1.amazonaws.eu"),
            (.sts, "us-iso-east-1", "sts.us-iso-east-1.c2s.ic.gov"),
            (.proton, "us-west-2", "proton.us-west-2.amazonaws.com"),
            (
                .partnerCentralSelling, "us-east-1",
                "partnercentral-selling.us-east-1.api.aws"
            ),
        ])
    func hosts(service: AWSService, region: String, host: String) throws {
        let endpoint = try Endpoints(environment: [:]).endpoint(for: service, region: region)
        #expect(endpoint.url == "https://\(host)/")
        #expect(endpoint.authority == host)
    }

    @Test("services that are not in a partition are refused")
    func absentServices() {
        for service in [AWSService.proton, .partnerCentralSelling] {
            #expect(throws: AWSError.self) {
                try Endpoints(environment: [:]).endpoint(for: service, region: "cn-north-1")
            }
        }
    }

    @Test(
        "FIPS and dual-stack hosts",
        arguments: [
            ("true", "", "us-east-1", "config-fips.us-east-1.amazonaws.com"),
            ("", "TRUE", "us-east-1", "config.us-east-1.api.aws"),
            ("true", "true", "us-east-1", "config-fips.us-east-1.api.aws"),
            ("true", "", "us-gov-west-1", "config.us-gov-west-1.amazonaws.com"),
            ("true", "true", "us-gov-west-1", "config-fips.us-gov-west-1.api.aws"),
            ("", "true", "cn-north-1", "config.cn-north-1.api.amazonwebservices.com.cn"),
            ("false", "1", "eusc-de-east-1", "config.eusc-de-east-1.amazonaws.eu"),
        ])
    func variants(fips: String, dualStack: String, region: String, host: String) throws {
        let environment = [
            "AWS_USE_FIPS_ENDPOINT": fips, "AWS_USE_DUALSTACK_ENDPOINT": dualStack,
        ]
        let endpoint = try Endpoints(environment: environment)
            .endpoint(for: .config, region: region)
        #expect(endpoint.authority == host)
    }

    @Test("a new service states its own hosts")
    func newService() throws {
        let service = AWSService(
            signingName: "new", serviceID: "NEW_SERVICE", domain: .dualStack,
            partitions: ["aws-us-gov"], partitionsWithoutFIPSHost: ["aws-us-gov"])
        let endpoints = Endpoints(environment: ["AWS_USE_FIPS_ENDPOINT": "true"])
        let endpoint = try endpoints.endpoint(for: service, region: "us-gov-east-1")
        #expect(endpoint.authority == "new-fips.us-gov-east-1.api.aws")
        #expect(throws: AWSError.self) {
            try endpoints.endpoint(for: service, region: "us-east-1")
        }
    }

    @Test("the service's variable, then the general one, then the default")
    func precedence() throws {
        var environment = [
            "AWS_ENDPOINT_URL": "http://all:1",
            "AWS_ENDPOINT_URL_CONFIG_SERVICE": "http://config:2",
            "AWS_ENDPOINT_URL_PARTNERCENTRAL_SELLING": "http://partner:3",
            "AWS_ENDPOINT_URL_SNS": "http://sns:4", "AWS_ENDPOINT_URL_STS": " ",
        ]
        func origin(_ service: AWSService) throws -> String {
            try Endpoints(environment: environment).endpoint(for: service, region: "us-east-1")
                .origin
        }
        #expect(try origin(.config) == "http://config:2")
        #expect(try origin(.partnerCentralSelling) == "http://partner:3")
        #expect(try origin(.sns) == "http://sns:4")
        #expect(try origin(.sts) == "http://all:1")
        #expect(try origin(.proton) == "http://all:1")
        environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "True"
        #expect(try origin(.config) == "https://config.us-east-1.amazonaws.com")
    }

    @Test(
        "configured URLs keep their path; the scheme's own port is left out of the host",
        arguments: [
            ("http://127.0.0.1:4566", "http://127.0.0.1:4566/", "127.0.0.1:4566"),
            ("http://localhost:80/", "http://localhost/", "localhost"),
            ("https://vpce-1.config:443/a/b/", "https://vpce-1.config/a/b/", "vpce-1.config"),
            ("HTTPS://Host.Example:80/Path", "https://host.example:80/Path", "host.example:80"),
            ("http://[::1]:8080/x", "http://[::1]:8080/x", "[::1]:8080"),
            ("http://[::1]", "http://[::1]/", "[::1]"),
        ])
    func configured(text: String, url: String, authority: String) throws {
        let endpoint = try Endpoints(environment: ["AWS_ENDPOINT_URL": text])
            .endpoint(for: .config, region: "us-east-1")
        #expect(endpoint.url == url)
        #expect(endpoint.authority == authority)
    }

    @Test(
        "configured URLs that cannot be used",
        arguments: [
            "localhost:4566", "ftp://x", "http://", "http:///path", "http://u:p@host", "http://h?q",
            "http://h#f", "http://h h", "http://h:0", "http://h:99999", "http://h:", "http://h:+1",
            "http://[::1", "http://::1", "http://hé", "http://h\\x", "http://h/\u{1}", "file:///x",
            "http://[]", "http://a[b]:1",
        ])
    func unusable(text: String) {
        let endpoints = Endpoints(environment: ["AWS_ENDPOINT_URL": text])
        do throws(AWSError) {
            _ = try endpoints.endpoint(for: .config, region: "us-east-1")
            Issue.record("this URL cannot be used")
        } catch {
            #expect(error.kind == .configuration)
            #expect(!error.requestSent && !error.retryable)
            #expect(error.message.contains("AWS_ENDPOINT_URL"))
        }
    }
}
