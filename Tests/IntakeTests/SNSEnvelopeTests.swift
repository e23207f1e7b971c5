import Events
import JSON
import Lifecycle
import Testing

@testable import Intake

@Suite("Events of SNS messages")
struct SNSEnvelopeTests {
    private func envelope(_ message: String, subject: String? = nil) throws -> EventEnvelope {
        let topic = try #require(TopicARN(Rig.topic))
        return Rig.notification(message, subject: subject)
            .received(topic, verified: "test").envelope
    }

    @Test("an event as design.md shows it")
    func whole() async throws {
        let rig = try Rig()
        let message = """
            {"configSnapshotId":"1","notificationCreationTime":"2016-09-27T18:39:40.062Z",\
            "messageType":"ConfigurationSnapshotDeliveryCompleted","recordVersion":"1.1"}
            """
        _ = try await rig.post(Rig.notification(message, subject: "[AWS Config:us-east-2] x"), .v1)
        let document = try #require(rig.seen.events.first).document
        #expect(
            document.objectValue?.keys == [
                "id", "source", "detail-type", "account", "region", "time", "resources", "detail",
                "intake",
            ])
        #expect(document["id"] == "9fc82f4b-397e-5b69-8f55-7f2f86527100")
        #expect(document["source"] == "aws.config")
        #expect(document["detail-type"] == "Config Configuration Snapshot Delivery Status")
        #expect(document["account"] == "123456789012")
        #expect(document["region"] == "us-east-2")
        #expect(document["time"] == "2016-09-27T18:39:40.062Z")
        #expect(document["resources"] == [.string(Rig.topic)])
        #expect(document["detail"]?["configSnapshotId"] == "1")
        #expect(document["intake"]?["deliveryId"] == document["id"])
        #expect(document["intake"]?["subject"] == "[AWS Config:us-east-2] x")
        #expect(document["intake"]?["verified"] == "sns-signature-v1")
        #expect(document["intake"]?["source"] == "config-topic")
    }

    @Test(
        "Config's message types have EventBridge's names",
        arguments: [
            ("ConfigurationSnapshotDeliveryStarted", "Configuration Snapshot Delivery Status"),
            ("ConfigurationSnapshotDeliveryFailed", "Configuration Snapshot Delivery Status"),
            ("ConfigurationHistoryDeliveryCompleted", "Configuration History Delivery Status"),
            ("ConfigurationHistoryDeliveryFailed", "Configuration History Delivery Status"),
            ("ComplianceChangeNotification", "Rules Compliance Change"),
            ("ConfigRulesEvaluationStarted", "Rules Re-evaluation Status"),
            ("ConfigurationItemChangeNotification", "Configuration Item Change"),
            ("OversizedConfigurationItemChangeNotification", "Configuration Item Change"),
            ("OversizedConfigurationItemChangeDeliveryFailed", "Configuration Item Change"),
        ])
    func configTypes(_ type: String, _ detailType: String) throws {
        let event = try envelope(#"{"messageType":"\#(type)"}"#)
        #expect(event.source == "aws.config")
        #expect(event.detailType == "Config \(detailType)")
        #expect(event.time == Rig.start.iso8601)
        #expect(event.account == "123456789012")
    }

    @Test(
        "account and region are the message's own where it has them",
        arguments: [
            #"{"messageType":"ComplianceChangeNotification",OWN}"#,
            #"{"messageType":"ConfigurationItemChangeNotification","configurationItem":{OWN}}"#,
            #"{"messageType":"ConfigurationItemChangeNotification","configurationItem":[{OWN}]}"#,
            #"{"messageType":"OversizedConfigurationItemChangeNotification","#
                + #""configurationItemSummary":{OWN}}"#,
        ])
    func own(_ message: String) throws {
        let own = #""awsAccountId":"210987654321","awsRegion":"eu-west-1""#
        let event = try envelope(message.replacing("OWN", with: own))
        #expect(event.account == "210987654321")
        #expect(event.region == "eu-west-1")
        #expect(event.resources == [Rig.topic])
    }

    @Test("an oversized change is taken out of its text")
    func oversized() throws {
        let json = #"{"messageType":"OversizedConfigurationItemChangeNotification","x":[1]}"#
        let event = try envelope(
            "View the Timeline {here}:\n    https://console\n    \n    New State Record Summary:\n"
                + "    ----------------------------\n    \(json)\n \n")
        #expect(event.source == "aws.config")
        #expect(event.detailType == "Config Configuration Item Change")
        #expect(event.detail == (try JSONValue(parsing: json)))
    }

    @Test(
        "a text that only looks oversized stays a text",
        arguments: [
            "New State Record Summary:", "New State Record Summary:\n---\n{",
            "New State Record Summary:\n---\n{\"a\":1} and more",
        ])
    func notOversized(_ message: String) throws {
        let event = try envelope(message)
        #expect(event.source == "aws.sns")
        #expect(event.detail == ["message": .string(message)])
    }

    @Test("an EventBridge event keeps its own fields")
    func bridged() throws {
        let event = try envelope(
            """
            {"version":"0","id":"7ccb","detail-type":"T","source":"my.app","account":"1",\
            "time":"2020-04-13T21:47:57Z","region":"us-west-1","resources":["r"],"detail":{"a":1}}
            """)
        var expected = EventEnvelope(
            id: "7ccb", source: "my.app", detailType: "T", account: "1", region: "us-west-1",
            time: "2020-04-13T21:47:57Z", resources: ["r"], detail: ["a": 1])
        expected.others = ["version": "0"]
        #expect(event == expected)
    }

    @Test("a CodeStar event lacks an id and spells detailType")
    func codeStar() throws {
        let event = try envelope(
            """
            {"account":"1","detailType":"CodePipeline Pipeline Execution State Change",\
            "region":"us-west-2","source":"aws.codepipeline","time":"yesterday",\
            "resources":7,"detail":{"version":2}}
            """)
        #expect(event.id == Rig.notification().messageID)
        #expect(event.detailType == "CodePipeline Pipeline Execution State Change")
        #expect(event.time == Rig.start.iso8601)
        #expect(event.resources == [Rig.topic])
        #expect(event.detail == ["version": 2])
    }

    @Test("an alarm matches patterns of EventBridge and of SNS")
    func alarm() throws {
        let event = try envelope(
            """
            {"AlarmName":"CPU","AWSAccountId":"210987654321","NewStateValue":"ALARM",\
            "NewStateReason":"high","StateChangeTime":"2019-02-12T15:45:24.006+0000",\
            "Region":"EU (London)","OldStateValue":"OK",\
            "AlarmArn":"arn:aws:cloudwatch:eu-west-2:210987654321:alarm:CPU"}
            """)
        #expect(event.source == "aws.cloudwatch")
        #expect(event.detailType == "CloudWatch Alarm State Change")
        #expect(event.account == "210987654321")
        #expect(event.region == "eu-west-2")
        #expect(event.time == "2019-02-12T15:45:24.006Z")
        #expect(event.resources == ["arn:aws:cloudwatch:eu-west-2:210987654321:alarm:CPU"])
        #expect(event.detail["AlarmName"] == "CPU")
        #expect(event.detail["alarmName"] == "CPU")
        #expect(event.detail["state"]?["value"] == "ALARM")
        #expect(event.detail["state"]?["reason"] == "high")
        #expect(event.detail["previousState"]?["value"] == "OK")
    }

    @Test("an alarm without ARN is in the topic's region")
    func alarmWithoutARN() throws {
        let event = try envelope(
            #"{"AlarmName":"a","NewStateValue":"OK","Region":"US (Virginia)"}"#)
        #expect(event.region == "us-east-2")
        #expect(event.account == "123456789012")
        #expect(event.resources == [Rig.topic])
    }

    @Test("an approval's token is nowhere in the event")
    func approval() throws {
        let token = "1a2b3c4d-573f-4ea7-a67E-XAMPLETOKEN"
        let event = try envelope(
            """
            {"region":"us-east-2","approval":{"pipelineName":"P","token":"\(token)",\
            "links":["https://console/approve/\(token)",7,null]}}
            """, subject: "APPROVAL NEEDED")
        #expect(event.source == "aws.sns")
        let approval = event.detail["message"]?["approval"]
        #expect(approval?["token"] == "(redacted)")
        #expect(approval?["pipelineName"] == "P")
        #expect(approval?["links"] == ["https://console/approve/(redacted)", 7, nil])
        #expect(!event.detail.serialized().contains("XAMPLETOKEN"))
    }

    @Test(
        "anything else is told as it is, JSON as JSON",
        arguments: [
            ("Hello", "Hello"), ("", ""), ("  {\"a\":1}\n", ["a": 1]), ("17", 17),
            ("[true]", [true]), ("{\"a\":1", "{\"a\":1"), ("not json", "not json"),
            ("{\"a\":\"\\ud800\"}", "{\"a\":\"\\ud800\"}"),
            ("{\"source\":\"x\",\"detail\":1}", ["source": "x", "detail": 1]),
            ("{\"messageType\":\"Other\"}", ["messageType": "Other"]),
            (
                "{\"AlarmName\":7,\"NewStateValue\":\"OK\"}",
                ["AlarmName": 7, "NewStateValue": "OK"]
            ),
        ] as [(String, JSONValue)])
    func plain(_ message: String, _ expected: JSONValue) throws {
        let event = try envelope(message, subject: "S")
        #expect(event.source == "aws.sns")
        #expect(event.detailType == "SNS Notification")
        #expect(event.detail == ["subject": "S", "message": expected])
    }

    @Test("of two equal keys in a message both are kept")
    func duplicateKeys() throws {
        let event = try envelope(#"{"a":1,"a":2}"#, subject: "S")
        #expect(event.detail["message"]?.serialized() == #"{"a":1,"a":2}"#)
    }

    @Test("JSON nested too deep stays a text")
    func tooDeep() throws {
        let deep = String(repeating: "[", count: 129) + String(repeating: "]", count: 129)
        #expect(try envelope(deep).detail == ["message": .string(deep)])
    }
}
