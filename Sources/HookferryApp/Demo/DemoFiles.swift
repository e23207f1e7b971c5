import Intake
import Lifecycle

/// The demo's own directory: a configuration, a rule file, a pinned certificate, the journal.
struct DemoFiles: Sendable {
    let directory: String

    /// Makes the directory and everything in it but the journal.
    init(signer: SNSSigner, topic: String) throws {
        directory =
            FileSystem.temporaryDirectory(ProcessEnvironment.current)
            + "/hookferry-demo-\(RandomID.uuid())"
        try FileSystem.makeDirectory(directory)
        try FileSystem.makeDirectory("\(directory)/certificates")
        try write(Self.configuration(topic: topic), "hookferry.yaml")
        try write(Self.rules, "rules.yaml")
        try write(
            String(decoding: signer.certificate, as: UTF8.self),
            "certificates/\(signer.certificateFileName)")
    }

    var configurationPath: String { "\(directory)/hookferry.yaml" }
    var journalPath: String { "\(directory)/hookferry.db" }

    func remove() { try? FileSystem.removeTree(directory) }

    private func write(_ text: String, _ name: String) throws {
        try FileSystem.write(Array(text.utf8), to: "\(directory)/\(name)")
    }

    private static func configuration(topic: String) -> String {
        """
        listen: 127.0.0.1:0
        admin: 127.0.0.1:0
        journal: sqlite:hookferry.db
        failures: team
        sources:
          config-topic:
            type: sns
            topics: ["\(topic)"]
            certificates: certificates/
          pipeline:
            type: token
            tokens: [{ env: PIPELINE_TOKEN }]
        receivers:
          team:
            type: slack
            url: { env: SLACK_WEBHOOK_URL }
            allow: [127.0.0.0/8]
            rate: 1000/s
        aws:
          region: us-east-2
        rules: [rules.yaml]

        """
    }

    /// The rules of the story; `examples/quickstart` has the same ones.
    static let rules = """
        rules:
          retry-failed-snapshot:
            description: AWS Config could not deliver a snapshot. Tell the team and ask again.
            match:
              source: [aws.config]
              detail: { messageType: [ConfigurationSnapshotDeliveryFailed] }
            steps:
              - notify: team
                severity: error
                title: "AWS Config could not deliver a snapshot in {{ region }}"
              - id: snapshot
                call: config:DeliverConfigSnapshot
                with: { deliveryChannelName: default }
                follow: 30m
              - notify: team
                text: "Asked again, and it is in: snapshot {{ steps.snapshot.configSnapshotId }}"

          snapshot-after-deploy:
            description: Record the configuration right after a production deploy.
            match:
              source: [ci]
              detail: { pipeline: [deploy-prod], status: [succeeded] }
            steps:
              - call: config:DeliverConfigSnapshot
                with: { deliveryChannelName: default }

          snapshot-is-in:
            description: Say where a snapshot can be found.
            match:
              source: [aws.config]
              detail: { messageType: [ConfigurationSnapshotDeliveryCompleted] }
            steps:
              - notify: team
                severity: success
                text: "Snapshot {{ detail.configSnapshotId }} is in s3://{{ detail.s3Bucket }}"

          subscription-cancelled:
            description: Without the subscription nobody would hear of the next failed snapshot.
            match:
              source: [aws.sns]
              detail-type: [SNS Unsubscribe Confirmation]
            steps:
              - notify: team
                severity: warning
                title: "The subscription to {{ detail.topicArn }} was cancelled"

        """
}
