import AWS

/// Links into the AWS console: templates of ours, into which event data goes only behind the host,
/// and percent-encoded.
struct ConsoleLink {
    private let host: String
    private let partition: String
    private let region: String

    /// Nil for what is no region, and where the console has no host that we know
    /// (https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/learn-whats-new.html).
    init?(region: String?) {
        guard let region, let partition = Partition.of(region: region),
            let host = Self.hosts[partition.id], Self.isRegion(region)
        else { return nil }
        self.host = host
        self.partition = partition.id
        self.region = region
    }

    private static let hosts = [
        "aws": "console.aws.amazon.com", "aws-cn": "console.amazonaws.cn",
        "aws-us-gov": "console.amazonaws-us-gov.com",
    ]

    /// `us-east-2`, `us-gov-west-1`: `^[a-z]{2}(-[a-z]+)+-\d$`.
    private static func isRegion(_ text: String) -> Bool {
        text.utf8.count <= 25 && text.wholeMatch(of: /[a-z]{2}(-[a-z]+)+-[0-9]/) != nil
    }

    var config: String { link("config/home", "/dashboard") }

    func configRule(_ name: String?) -> String {
        guard let name else { return config }
        return link("config/home", "/rules/details?configRuleName=\(Self.encoded(name))")
    }

    func configResource(type: String?, id: String?) -> String {
        guard let type, let id else { return config }
        return link("config/home", "/timeline/\(Self.encoded(type))/\(Self.encoded(id))")
    }

    func pipeline(_ name: String?, execution: String?) -> String {
        guard let name else { return "https://\(host)/codesuite/codepipeline/pipelines" + query }
        let path = execution.map { "executions/\(Self.encoded($0))/timeline" } ?? "view"
        return "https://\(host)/codesuite/codepipeline/pipelines/\(Self.encoded(name))/\(path)"
            + query
    }

    func buildProject(_ name: String?) -> String {
        guard let name else { return "https://\(host)/codesuite/codebuild/projects" + query }
        return "https://\(host)/codesuite/codebuild/projects/\(Self.encoded(name))/history" + query
    }

    func alarm(_ name: String?) -> String {
        guard let name else { return link("cloudwatch/home", "alarmsV2:") }
        return link("cloudwatch/home", "alarmsV2:alarm/\(Self.encoded(name))")
    }

    func topic(_ arn: String) -> String {
        link("sns/v3/home", "/topic/\(Self.encoded(arn))")
    }

    /// Of the other partitions no address is documented
    /// (https://docs.aws.amazon.com/health/latest/ug/what-is-aws-health.html).
    var health: String? {
        partition == "aws" ? "https://health.aws.amazon.com/health/home" : nil
    }

    private var query: String { "?region=\(region)" }

    private func link(_ path: String, _ fragment: String) -> String {
        "https://\(host)/\(path)\(query)#\(fragment)"
    }

    /// Colons may stand in a fragment (RFC 3986, section 3.5), and people read ARNs better so.
    private static func encoded(_ text: String) -> String {
        PercentEncoding.encoded(text.utf8, keeping: [UInt8(ascii: ":")])
    }
}
