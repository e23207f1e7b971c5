import JSON

/// A fleet of teams with ten rules each, as a platform team has them, and events that concern one
/// team each. More rules are more teams: what an event has to do with does not grow.
enum Fleet {
    static let eventCount = 1_000
    private static let rulesOfTeam = 10
    private static let teamCount = 1_000

    static func rule(_ number: Int) -> JSONValue {
        let team = number / rulesOfTeam
        let name = "team-\(team)"
        return number % rulesOfTeam < 5
            ? firstRule(number % rulesOfTeam, name, team)
            : secondRule(number % rulesOfTeam, name, team)
    }

    private static func firstRule(_ number: Int, _ name: String, _ team: Int) -> JSONValue {
        switch number {
        case 0:
            return [
                "source": ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State Change"],
                "detail": [
                    "alarmName": [["prefix": .string("\(name)-")]], "state": ["value": ["ALARM"]],
                ],
            ]
        case 1:
            return [
                "source": ["aws.cloudwatch"],
                "detail": [
                    "alarmName": [["wildcard": .string("\(name)-*-Latency")]],
                    "previousState": ["value": ["OK"]],
                ],
            ]
        case 2:
            return [
                "source": ["github"],
                "detail": [
                    "repository": ["full_name": [.string("acme/\(name)")]],
                    "action": ["opened", "reopened"], "pull_request": ["draft": [false]],
                ],
            ]
        case 3:
            return [
                "detail": [
                    "repository": ["full_name": [["prefix": .string("acme/\(name)")]]],
                    "pull_request": [
                        "additions": [["numeric": [">", .number(JSONNumber(100 + team))]]],
                        "user": ["login": [["anything-but": ["suffix": "[bot]"]]]],
                    ],
                ]
            ]
        default:
            return [
                "detail": [
                    "alerts": [
                        "status": ["firing"],
                        "labels": ["app": [.string(name)], "severity": ["critical"]],
                    ]
                ]
            ]
        }
    }

    private static func secondRule(_ number: Int, _ name: String, _ team: Int) -> JSONValue {
        let account = account(team)
        switch number {
        case 5:
            return [
                "source": ["aws.s3"],
                "detail": [
                    "bucket": ["name": [["wildcard": .string("\(name)-*-uploads")]]],
                    "object": ["key": [["suffix": ".png"]], "size": [["numeric": [">", 0]]]],
                ],
            ]
        case 6:
            return [
                "source": ["aws.guardduty"], "account": [.string(account)],
                "detail": [
                    "severity": [["numeric": [">=", 7]]],
                    "ip": [["cidr": .string("10.\(team % 256).0.0/16")]],
                ],
            ]
        case 7:
            return [
                "$or": [
                    ["source": [["prefix": "aws."]], "region": ["eu-west-1"]],
                    ["source": ["github"], "pipeline": ["status": ["failed"]]],
                ],
                "account": [.string(account)],
            ]
        case 8:
            return [
                "source": ["aws.codepipeline"],
                "detail": [
                    "pipeline": [["equals-ignore-case": .string("\(name)-Deploy")]],
                    "state": ["FAILED"],
                ],
            ]
        default:
            return [
                "source": ["aws.config"], "account": [.string(account)],
                "detail": [
                    "messageType": [["prefix": "ConfigurationSnapshotDelivery"]],
                    "configSnapshotId": [["exists": true]],
                ],
            ]
        }
    }

    private static func account(_ team: Int) -> String { String(123_456_000_000 + team) }

    /// Teams and kinds of events by turns; each as long as `SampleEvent`.
    static func event(_ number: Int) -> [UInt8] {
        let team = number * 7 % teamCount
        let name = "team-\(team)"
        let (source, detailType, detail): (String, String, JSONValue) =
            switch number % 5 {
            case 0:
                (
                    "aws.cloudwatch", "CloudWatch Alarm State Change",
                    [
                        "alarmName": .string("\(name)-prod-Latency"), "state": ["value": "ALARM"],
                        "previousState": ["value": "OK"],
                    ]
                )
            case 1:
                (
                    "github", "pull_request",
                    [
                        "action": "opened", "repository": ["full_name": .string("acme/\(name)")],
                        "pull_request": [
                            "draft": false, "additions": 5_000, "user": ["login": "octocat"],
                        ],
                    ]
                )
            case 2:
                (
                    "alertmanager", "alert",
                    [
                        "alerts": [
                            ["status": "resolved", "labels": ["app": .string(name)]],
                            [
                                "status": "firing",
                                "labels": ["app": .string(name), "severity": "critical"],
                            ],
                        ]
                    ]
                )
            case 3:
                (
                    "aws.s3", "Object Created",
                    [
                        "bucket": ["name": .string("\(name)-prod-uploads")],
                        "object": ["key": "in/2026/11/21/3f1b0c.png", "size": 65_065],
                    ]
                )
            default:
                (
                    "aws.config", "Config Configuration Snapshot Delivery Status",
                    [
                        "messageType": "ConfigurationSnapshotDeliveryCompleted",
                        "configSnapshotId": "41cb3436-20c2-485d-a051-308986d3271d",
                    ]
                )
            }
        return event(source, detailType, account(team), detail)
    }

    private static func event(
        _ source: String, _ detailType: String, _ account: String, _ detail: JSONValue
    ) -> [UInt8] {
        var event: JSONObject = [
            "version": "0", "id": "9ea61e8a-d1ed-3020-f13a-3fabcd7c9026",
            "detail-type": .string(detailType), "source": .string(source),
            "account": .string(account), "time": "2026-11-21T16:04:15Z", "region": "us-east-2",
            "resources": [], "detail": detail,
        ]
        // What nobody asks for: as many keys and values as the sample event has.
        let size = JSONValue.object(event).serializedBytes().count
        let rest = (SampleEvent.text.utf8.count - size) / 40
        event["context"] = .array(
            (0..<rest).map { ["id": .number(JSONNumber($0)), "text": "nothing asks for me"] })
        return JSONValue.object(event).serializedBytes()
    }
}
