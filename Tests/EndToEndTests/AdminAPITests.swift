import Foundation
import HTTP
import JSON
import TestSupport
import Testing

extension EndToEnd {
    /// What the admin listener says of itself, held against what it does, by tools of others.
    @Suite("Admin API of the built binary")
    struct AdminAPITests {
        private static let adminToken = "marked-admin-token"
        /// A deploy is told; one whose channel no call could have ends as a dead letter.
        private static let rules = """
            rules:
              deployed:
                description: tells of each deploy
                match: { source: [ci] }
                steps:
                  - notify: ops
                    text: "deployed {{ detail.channel }}"
              snapshot:
                match: { source: [ci], detail: { channel: [{ anything-but: [""] }] } }
                steps:
                  - call: config:DeliverConfigSnapshot
                    with: { deliveryChannelName: "{{ detail.channel }}" }
                onFailure:
                  - notify: ops
                    text: "no snapshot: {{ failure.message }}"

            """

        private let stage: Stage

        init() throws { stage = try Stage(rules: Self.rules) }

        /// A running bridge whose journal has events, dead letters and a snapshot.
        private func start(token: Bool) async throws -> (bridge: BridgeProcess, admin: String) {
            if token {
                try stage.directory.write(
                    Stage.configuration + "adminToken: \(Self.adminToken)\n", to: "hookferry.yaml")
            }
            let bridge = try stage.start()
            let (intake, admin) = try #require(await bridge.addresses())
            // First: what comes after it has been planned is behind it.
            let told = await stage.send(
                SNSSender.content(
                    snapshot: "s-1", messageType: "ConfigurationSnapshotDeliveryCompleted"),
                to: intake)
            #expect(told?.status == 202)
            for channel in ["default", String(repeating: "x", count: 300), "again"] {
                let answer = try await stage.client.send(
                    HTTPClientRequest(
                        method: "POST", url: "\(intake)/hooks/pipeline",
                        headers: [
                            "Authorization": "Bearer \(Stage.token)", "Prefer": "wait=60",
                        ], body: Array(#"{"channel":"\#(channel)"}"#.utf8),
                        timeoutMilliseconds: 90_000))
                #expect([200, 424].contains(answer.status))
            }
            return (bridge, admin)
        }

        private func stop(_ bridge: BridgeProcess) async {
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        @Test(
            "schemathesis finds nothing that the OpenAPI document does not say",
            .enabled(if: Python.has("schemathesis"), "needs schemathesis"),
            arguments: [false, true])
        func schemathesis(token: Bool) async throws {
            let (bridge, admin) = try await start(token: token)
            let header = ["--header", "Authorization: Bearer \(Self.adminToken)"]
            // No schema can tell that a `before` or `after` has to be in the journal.
            try stage.directory.write(
                ["events", "deliveries"].map { list in
                    """
                    [[operations]]
                    include-path = "/api/v1/\(list)"
                    checks.positive_data_acceptance.expected-statuses = [200, 400]

                    """
                }.joined(), to: "schemathesis.toml")
            let run = try await CommandRun(
                [
                    // It leaves notes where it runs.
                    "-C", stage.directory.path, Python.interpreter, "-m", "schemathesis.cli", "run",
                    "\(admin)/api/v1/openapi.json",
                    "--checks", "all", "--mode", "all", "--max-examples", "15", "--seed", "7",
                    "--phases", "examples,coverage,fuzzing", "--generation-database", "none",
                    "--request-timeout", "30", "--no-color",
                    "--warnings", "off",
                ] + (token ? header : []),
                of: "/usr/bin/env",
                environment: ["HOME": stage.directory.path, "PATH": "/usr/local/bin:/usr/bin:/bin"])
            #expect(run.exitCode == 0, "\(run.output.suffix(8_000))\n\(run.error.suffix(1_000))")
            #expect(run.output.contains("No issues found"))
            await stop(bridge)
        }

        @Test(
            "Prometheus' own reader takes the metrics, and every family keeps its rules",
            .enabled(if: Python.has("prometheus_client"), "needs prometheus_client"))
        func metrics() async throws {
            let (bridge, admin) = try await start(token: false)
            let answer = try await stage.client.send(HTTPClientRequest(url: "\(admin)/metrics"))
            let text = String(decoding: answer.body, as: UTF8.self)
            let output = try Python.run(Self.reader, input: text)
            let read = try JSONValue(parsing: output)
            func value(_ name: String, _ labels: JSONObject = [:]) -> Double? {
                read.arrayValue?.first { $0[0]?.stringValue == name && $0[1] == .object(labels) }?[
                    2]?
                    .doubleValue
            }
            #expect(
                value(
                    "hookferry_requests_accepted_total",
                    [
                        "source": "pipeline", "status": "accepted",
                    ]) == 3)
            #expect(
                value(
                    "hookferry_deliveries_total",
                    [
                        "outcome": "succeeded", "rule": "deployed",
                    ]) == 3)
            #expect(value("hookferry_dead_letters") == 1)
            #expect(
                value("hookferry_acknowledge_duration_seconds_count", ["source": "pipeline"]) == 3)
            let age = value(
                "hookferry_snapshot_age_seconds",
                ["account": "123456789012", "region": "us-east-2"])
            #expect(age != nil)
            #expect(!Stage.secrets.contains { text.contains($0) })
            await stop(bridge)
        }

        /// Reads strictly: no family twice, no sample twice, all names ours with their unit, and of
        /// histograms the buckets, sum and count that belong together. Prints a list of
        /// [name, labels, value].
        private static let reader = """
            import json, sys
            from prometheus_client.parser import text_string_to_metric_families
            families = list(text_string_to_metric_families(sys.stdin.read()))
            names = [family.name for family in families]
            assert len(names) == len(set(names)), names
            found, seen = [], set()
            for family in families:
                assert family.name.startswith("hookferry_"), family.name
                assert family.documentation, family.name
                assert family.type in ("counter", "gauge", "histogram"), family.type
                counts = {}
                for sample in family.samples:
                    key = (sample.name, tuple(sorted(sample.labels.items())))
                    assert key not in seen, key
                    seen.add(key)
                    found.append([sample.name, dict(sorted(sample.labels.items())), sample.value])
                    if family.type == "counter":
                        assert sample.name.endswith("_total"), sample.name
                    if family.type == "histogram":
                        labels = {k: v for k, v in sample.labels.items() if k != "le"}
                        counts.setdefault(json.dumps(labels), []).append(sample)
                for samples in counts.values():
                    buckets = [s for s in samples if s.name.endswith("_bucket")]
                    values = [s.value for s in buckets]
                    bounds = [float(s.labels["le"]) for s in buckets]
                    assert values == sorted(values) and bounds == sorted(bounds)
                    assert bounds[-1] == float("inf")
                    [count] = [s.value for s in samples if s.name.endswith("_count")]
                    [total] = [s.value for s in samples if s.name.endswith("_sum")]
                    assert count == values[-1] and total >= 0
            print(json.dumps(found))
            """

        @Test("the age of a snapshot is known after a restart")
        func snapshotAfterRestart() async throws {
            let (first, _) = try await start(token: false)
            await stop(first)
            let second = try stage.start()
            let admin = try #require(await second.addresses()).admin
            let answer = try await stage.client.send(HTTPClientRequest(url: "\(admin)/metrics"))
            let text = String(decoding: answer.body, as: UTF8.self)
            let line =
                #"hookferry_snapshot_age_seconds{account="123456789012",region="us-east-2"} "#
            #expect(text.contains(line))
            await stop(second)
        }
    }
}
