import Testing

@testable import Actions

@Suite("Links into the AWS console")
struct ConsoleLinkTests {
    @Test(
        "each partition has its host",
        arguments: [
            ("us-east-2", "https://console.aws.amazon.com/config/home?region=us-east-2#/dashboard"),
            ("cn-north-1", "https://console.amazonaws.cn/config/home?region=cn-north-1#/dashboard"),
            (
                "us-gov-west-1",
                "https://console.amazonaws-us-gov.com/config/home?region=us-gov-west-1#/dashboard"
            ),
        ])
    func hosts(region: String, link: String) {
        #expect(ConsoleLink(region: region)?.config == link)
        #expect(Summary.link(link) == link)
    }

    @Test(
        "without a region of a known partition there is no link",
        arguments: [
            nil, "", "US East (N. Virginia)", "us-east-2.evil.example", "us-east-2/", "us-east-22",
            "us-e4st-1", "us-east-2\n", "zz-east-1", "us-iso-east-1", "@evil.example",
        ])
    func noRegion(region: String?) {
        #expect(ConsoleLink(region: region) == nil)
    }

    @Test("names stand behind the host, percent-encoded")
    func names() throws {
        let console = try #require(ConsoleLink(region: "eu-west-1"))
        let hostile = "a/../b?c#d@e f\u{202E}"
        let encoded = "a%2F..%2Fb%3Fc%23d%40e%20f%E2%80%AE"
        let start = "https://console.aws.amazon.com/"
        #expect(
            console.configRule(hostile)
                == start + "config/home?region=eu-west-1#/rules/details?configRuleName=\(encoded)")
        #expect(
            console.configResource(type: "AWS::EC2::Instance", id: hostile) == start
                + "config/home?region=eu-west-1#/timeline/AWS::EC2::Instance/\(encoded)")
        let pipelines = start + "codesuite/codepipeline/pipelines"
        #expect(
            console.pipeline(hostile, execution: hostile)
                == "\(pipelines)/\(encoded)/executions/\(encoded)/timeline?region=eu-west-1")
        #expect(
            console.pipeline("p", execution: nil) == "\(pipelines)/p/view?region=eu-west-1")
        #expect(
            console.buildProject(hostile) == start
                + "codesuite/codebuild/projects/\(encoded)/history?region=eu-west-1")
        #expect(
            console.alarm(hostile)
                == start + "cloudwatch/home?region=eu-west-1#alarmsV2:alarm/\(encoded)")
        #expect(
            console.topic("arn:aws:sns:x") == start
                + "sns/v3/home?region=eu-west-1#/topic/arn:aws:sns:x")
    }

    @Test("what has no name leads to the list")
    func lists() throws {
        let console = try #require(ConsoleLink(region: "eu-west-1"))
        #expect(console.configRule(nil) == console.config)
        #expect(console.configResource(type: nil, id: "x") == console.config)
        #expect(console.pipeline(nil, execution: "x").contains("/pipelines?region="))
        #expect(console.buildProject(nil).contains("/projects?region="))
        #expect(console.alarm(nil).hasSuffix("#alarmsV2:"))
    }

    @Test("AWS Health has an address that we know in one partition only")
    func health() {
        #expect(
            ConsoleLink(region: "eu-west-1")?.health
                == "https://health.aws.amazon.com/health/home")
        for region in ["cn-north-1", "us-gov-west-1"] {
            #expect(ConsoleLink(region: region)?.health == nil)
        }
    }
}
