import Events
import Foundation
import HTTP
import JSON
import Lifecycle
import Testing

@testable import Intake

/// Messages that SNS really signed or sent (../shared/fixtures/sns).
@Suite("Real SNS messages", .enabled(if: SharedFixtures.areThere))
struct RealMessageTests {
    /// Folder, messages in it, and a moment inside its certificates' lives.
    static let sets = [
        ("aws-sdk-java-v2", 5, "2026-03-06T20:00:00Z"),
        ("aws-php-sns-message-validator", 10, "2022-07-28T22:00:00Z"),
        ("aws-sdk-java-v1", 1, "2015-09-20T01:30:00Z"),
    ]

    private func pinned(_ folder: String) throws -> [String: [UInt8]] {
        var pinned: [String: [UInt8]] = [:]
        for file in try SharedFixtures.files("sns/\(folder)", ending: ".pem") {
            pinned[String(file.split(separator: "/").last ?? "")] = try SharedFixtures.bytes(file)
        }
        return pinned
    }

    private func reading(
        _ body: [UInt8], _ folder: String, at now: Timestamp
    ) async throws -> Reading {
        var settings = SNSReader.Settings(topics: try [#require(TopicPattern("arn:*"))])
        settings.ageMillisecondsMax = 366 * 86_400_000
        let reader = SNSReader(
            settings,
            certificates: try SigningCertificates(
                clock: WallClock { now }, pinned: pinned(folder)), confirm: { _ in .confirmed })
        let request = HTTPRequest(method: "POST", path: "/", body: body)
        return try await reader.read(request, Arrival(id: "1", receivedAt: now))
    }

    @Test("all verify, and not once a letter has changed", arguments: sets)
    func verify(_ folder: String, _ count: Int, _ moment: String) async throws {
        let now = try #require(Timestamp(iso8601: moment))
        let files = try SharedFixtures.files("sns/\(folder)", ending: ".json")
        #expect(files.count == count)
        for file in files {
            let body = try SharedFixtures.bytes(file)
            let reading = try await reading(body, folder, at: now)
            let event = try #require(reading.received, "\(file)")
            #expect(event.verified.hasPrefix("sns-signature-v"))
            let text = String(decoding: body, as: UTF8.self)
            let changed = text.replacingOccurrences(of: event.deliveryID, with: "x")
            await #expect(throws: Refusal.self, "\(file)") {
                _ = try await self.reading(Array(changed.utf8), folder, at: now)
            }
        }
    }

    @Test(
        "mail notifications with JSON and line ends inside verify",
        arguments: [
            ("bounce_notification", "2014-03-01T00:00:00Z"),
            ("complaint_notification", "2014-03-01T00:00:00Z"),
            ("subscriptionconfirmation", "2014-03-01T00:00:00Z"),
            ("delivery_notification", "2016-03-01T00:00:00Z"),
        ])
    func mail(_ name: String, _ moment: String) async throws {
        let body = try SharedFixtures.bytes("sns/django-bouncy/example_\(name).json")
        let now = try #require(Timestamp(iso8601: moment))
        let reading = try await reading(body, "django-bouncy", at: now)
        #expect(reading.received != nil)
    }

    @Test("the real certificates are refused outside their lives")
    func expired() async throws {
        let body = try SharedFixtures.bytes(
            "sns/aws-sdk-java-v2/test-notification-no-subject.json")
        let now = try #require(Timestamp(iso8601: "2026-10-15T00:00:00Z"))
        await #expect {
            _ = try await self.reading(body, "aws-sdk-java-v2", at: now)
        } throws: {
            ($0 as? Refusal)?.reason.contains("expired") == true
        }
    }

    @Test("requests recorded against AWS parse, and headers and bodies agree")
    func recorded() throws {
        let bytes = try SharedFixtures.bytes("sns/localstack-recorded-aws-http.json")
        let document = try JSONValue(parsing: Self.filled(bytes))
        let pairs = Self.pairs(in: document)
        #expect(pairs.count >= 8)
        for (body, headers) in pairs {
            let message = try SNSMessage(parsing: body.serializedBytes())
            #expect(TopicARN(message.content.topicARN) != nil)
            if let headers { try message.checkAgreement(with: headers) }
        }
    }

    /// The recordings with localstack's placeholders replaced by values of the right shape.
    private static func filled(_ bytes: [UInt8]) -> String {
        var text = String(decoding: bytes, as: UTF8.self)
        let values = [
            ("<partition>", "aws"), ("<region>", "us-east-1"), ("\"date\"", "\"\(time)\""),
            ("<resource:", "resource-"), ("<uuid:", "uuid-"),
        ]
        for (placeholder, value) in values {
            text = text.replacingOccurrences(of: placeholder, with: value)
        }
        return text.replacing(/(resource|uuid)-(\d+)>/) { "\($0.output.1)-\($0.output.2)" }
    }

    private static let time = "2023-10-12T00:47:24.000Z"

    /// Bodies with the headers that came with them: as `body` and `headers` of one object, or as
    /// neighbours `http-message` and `http-message-headers`.
    private static func pairs(in value: JSONValue) -> [(JSONValue, HTTPHeaders?)] {
        var found: [(JSONValue, HTTPHeaders?)] = []
        if let object = value.objectValue {
            if let body = object["http-message"], let headers = object["http-message-headers"] {
                found.append((body, fields(headers)))
            }
            if let body = object["body"], body["Type"] != nil, let headers = object["headers"] {
                found.append((body, fields(headers)))
            }
            if object["Type"] != nil, object["MessageId"] != nil { found.append((value, nil)) }
            found += object.members.flatMap { pairs(in: $0.value) }
        }
        return found + (value.arrayValue ?? []).flatMap { pairs(in: $0) }
    }

    private static func fields(_ value: JSONValue) -> HTTPHeaders {
        HTTPHeaders(
            (value.objectValue?.members ?? []).compactMap { member in
                member.value.stringValue.map { (name: member.key, value: $0) }
            })
    }
}

extension Reading {
    /// The event, of a confirmation too.
    var received: ReceivedEvent? {
        switch self {
        case .event(let event), .confirmed(let event): event
        case .ignored: nil
        }
    }
}
