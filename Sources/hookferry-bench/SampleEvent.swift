/// An event of about 1.5 KB as EventBridge delivers it: an alarm on the gap between two metrics.
enum SampleEvent {
    static let text = pieces.joined()

    private static let pieces = [
        #"{"version":"0","id":"c4c1c1c9-6542-e61b-6ef0-8c4d36933a92","#,
        #""detail-type":"CloudWatch Alarm State Change","source":"aws.cloudwatch","#,
        #""account":"123456789012","time":"2026-11-21T16:04:15Z","region":"us-east-2","#,
        #""resources":["arn:aws:cloudwatch:us-east-2:123456789012:alarm:ledger-prod-Latency"],"#,
        #""detail":{"alarmName":"ledger-prod-Latency","#,
        #""state":{"value":"ALARM","reason":"Threshold Crossed: 1 out of the last 1 datapoints "#,
        #"[0.32 (21/11/26 16:01:00)] was less than the lower threshold [1.14]","#,
        #""reasonData":"{\"version\":\"1.0\",\"startDate\":\"2026-11-21T16:01:00.000+0000\","#,
        #"\"statistic\":\"Average\",\"period\":60,\"recentDatapoints\":[0.32]}","#,
        #""timestamp":"2026-11-21T16:04:15.236+0000"},"#,
        #""previousState":{"value":"OK","reason":"Threshold Crossed: 1 out of the last 1 "#,
        #"datapoints [1.41 (21/11/26 15:56:00)] was not less than the lower threshold [1.14]","#,
        #""timestamp":"2026-11-21T15:57:15.093+0000"},"#,
        #""configuration":{"description":"The ledger answers suspiciously fast.","#,
        #""metrics":[{"id":"m1","metricStat":{"metric":{"namespace":"AWS/ApplicationELB","#,
        #""name":"TargetResponseTime","dimensions":{"LoadBalancer":"app/ledger/3f1b0c7a5d2e"}},"#,
        #""period":60,"stat":"Average"},"returnData":true},"#,
        #"{"id":"ad1","expression":"ANOMALY_DETECTION_BAND(m1, 2)","label":"expected","#,
        #""returnData":true}],"comparisonOperator":"LessThanLowerThreshold","#,
        #""thresholdMetricId":"ad1","threshold":1.14,"evaluationPeriods":1,"datapointsToAlarm":1,"#,
        #""treatMissingData":"notBreaching"},"#,
        #""muteDetail":null}}"#,
    ]
}
