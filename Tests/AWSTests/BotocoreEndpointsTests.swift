import AWS
import JSON
import TestSupport
import Testing

@Suite("Endpoints as botocore finds them", .enabled(if: Python.has("botocore"), "needs botocore"))
struct BotocoreEndpointsTests {
    static let services: [String: AWSService] = [
        "config": .config, "partnercentral-selling": .partnerCentralSelling, "proton": .proton,
        "sns": .sns, "sts": .sts,
    ]

    /// Where we refuse although botocore's rules make up a host:
    /// a pseudo-region such as `aws-global` is no region that a call could name, and Proton and
    /// Partner Central exist in the partition `aws` only, so that the host would not resolve.
    private static func isRefused(_ service: String, _ region: String) -> Bool {
        if region.hasSuffix("-global") { return true }
        return ["proton", "partnercentral-selling"].contains(service)
            && Partition.of(region: region)?.id != "aws"
    }

    @Test("in every region of every partition, plain, FIPS, dual-stack and both")
    func everywhere() throws {
        let output = try Python.run(
            script: "Botocore/endpoints.py", ["all"] + Self.services.keys.sorted())
        let rows = try JSONValue(parsing: output).arrayValue ?? []
        var partitions: Set<String> = []
        var compared = 0
        for row in rows.compactMap(\.arrayValue) where row.count == 5 {
            let name = try #require(row[0].stringValue)
            let region = try #require(row[1].stringValue)
            let service = try #require(Self.services[name])
            let environment = [
                "AWS_USE_FIPS_ENDPOINT": row[2].serialized(),
                "AWS_USE_DUALSTACK_ENDPOINT": row[3].serialized(),
            ]
            let ours = try? Endpoints(environment: environment)
                .endpoint(for: service, region: region).origin
            let expected = Self.isRefused(name, region) ? nil : row[4].stringValue
            #expect(ours == expected, "\(row)")
            partitions.formUnion(Partition.of(region: region).map { [$0.id] } ?? [])
            compared += 1
        }
        #expect(compared == rows.count && compared >= 5 * 50 * 4)
        #expect(partitions == Set(Partition.all.map(\.id)))
    }

    fileprivate struct Setting {
        var environment: [String: String] = [:]
        var config = ""
    }

    /// Every subset of the places where an endpoint can be configured.
    private static func settings() -> [Setting] {
        let profile = "[default]\n", section = "[services all]\n"
        let parts: [(Setting) -> Setting] = [
            { $0.with("AWS_ENDPOINT_URL_CONFIG_SERVICE", "http://one:1") },
            { $0.with("AWS_ENDPOINT_URL", "http://two:2/path") },
            { $0.with(config: "services = all\n") },
            { $0.with(config: "endpoint_url = http://three:3\n") },
            { $0.with("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true") },
            { $0.with(config: "ignore_configured_endpoint_urls = True\n") },
            { $0.with(config: "use_fips_endpoint = true\n") },
            { $0.with("AWS_USE_DUALSTACK_ENDPOINT", "true") },
        ]
        return (0..<(1 << parts.count)).map { bits in
            var setting = Setting(config: profile)
            for (index, part) in parts.enumerated() where bits & (1 << index) != 0 {
                setting = part(setting)
            }
            let nested = "config_service =\n  endpoint_url = http://four:4\n"
            return setting.with(config: section + nested)
        }
    }

    @Test("for every subset of the places where one can be configured")
    func configured() throws {
        let operations = ["config": "DeliverConfigSnapshot"]
        for (name, operation) in operations {
            let settings = Self.settings()
            let cases = settings.map { setting -> JSONValue in
                var environment = JSONObject()
                for (key, value) in setting.environment { environment[key] = .string(value) }
                return [
                    "service": .string(name), "operation": .string(operation),
                    "config": .string(setting.config), "environment": .object(environment),
                ]
            }
            let output = try Python.run(
                script: "Botocore/endpoints.py", ["configured"],
                input: JSONValue.array(cases).serialized())
            let expected = try JSONValue(parsing: output).arrayValue ?? []
            #expect(expected.count == settings.count)
            let service = try #require(BotocoreEndpointsTests.services[name])
            for (setting, expected) in zip(settings, expected) {
                let files = try SharedFiles(config: setting.config)
                let environment = setting.environment.merging(["HOME": files.home]) { $1 }
                let ours = try Endpoints(environment: environment)
                    .endpoint(for: service, region: "us-east-1")
                let url = ours.path == "/" ? ours.origin : ours.url
                #expect(url == expected.stringValue, "\(setting)")
            }
        }
    }
}

extension BotocoreEndpointsTests.Setting {
    fileprivate func with(_ name: String, _ value: String) -> Self {
        var copy = self
        copy.environment[name] = value
        return copy
    }

    fileprivate func with(config text: String) -> Self {
        var copy = self
        copy.config += text
        return copy
    }
}
