import AWS
import TestSupport
import Testing

@Suite("Endpoints that a profile configures")
struct EndpointProfileTests {
    static let config = """
        [default]
        services = local
        endpoint_url = http://profile:1

        [profile plain]
        endpoint_url = http://plain:2

        [profile ignoring]
        endpoint_url = http://plain:2
        ignore_configured_endpoint_urls = true
        use_fips_endpoint = true
        use_dualstack_endpoint = true

        [profile lost]
        services = nowhere

        [services local]
        config_service =
          endpoint_url = http://config:3
        sns =
          other = x
        """

    private static func origin(
        _ service: AWSService = .config, _ environment: [String: String] = [:],
        profile: String? = nil, config: String = config
    ) throws -> String {
        let files = try SharedFiles(config: config)
        let environment = environment.merging(["HOME": files.home]) { $1 }
        return try Endpoints(environment: environment, profile: profile)
            .endpoint(for: service, region: "us-east-1").origin
    }

    @Test("the services section, then endpoint_url, both after the environment")
    func precedence() throws {
        #expect(try Self.origin() == "http://config:3")
        #expect(try Self.origin(.sns) == "http://profile:1")
        #expect(try Self.origin(.config, ["AWS_ENDPOINT_URL": "http://all"]) == "http://all")
        #expect(try Self.origin(.sns, ["AWS_PROFILE": "plain"]) == "http://plain:2")
        #expect(
            try Self.origin(.config, ["AWS_PROFILE": "ignoring"], profile: "plain")
                == "http://plain:2")
    }

    @Test("URLs that are to be ignored; the profile's FIPS and dual-stack, unless a variable says")
    func ignored() throws {
        #expect(try Self.origin(profile: "ignoring") == "https://config-fips.us-east-1.api.aws")
        let environment = ["AWS_USE_FIPS_ENDPOINT": "false"]
        #expect(
            try Self.origin(.config, environment, profile: "ignoring")
                == "https://config.us-east-1.api.aws")
        let all = environment.merging(["AWS_ENDPOINT_URL": "http://all"]) { $1 }
        #expect(
            try Self.origin(.config, all, profile: "ignoring") == "https://config.us-east-1.api.aws"
        )
        let heeded = all.merging(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"]) { $1 }
        #expect(try Self.origin(.config, heeded, profile: "ignoring") == "http://all")
    }

    @Test(
        "a mistake in the files is told and never passed over",
        arguments: [
            ("lost", config, "profile lost: There is no section [services nowhere]."),
            ("gone", config, "profile gone"), (nil, "[default", "config:1: A section title"),
            (
                nil, "[default]\nendpoint_url = localhost:4566",
                "endpoint_url of profile default is no http"
            ),
            (
                nil, "[default]\nservices = a\n[services a]\nconfig_service =\n endpoint_url = x",
                "endpoint_url of config_service in [services a] is no http"
            ),
        ] as [(String?, String, String)])
    func mistakes(profile: String?, config: String, message: String) throws {
        do {
            _ = try Self.origin(profile: profile, config: config)
            Issue.record("this cannot be used")
        } catch let error as AWSError {
            #expect(error.kind == .configuration)
            #expect(!error.requestSent && !error.retryable)
            #expect(error.message.contains(message), "\(error.message)")
        }
    }
}
