import AWS
import Actions
import Configuration
import Cryptography
import Deliveries
import HTTP
import Intake
import Journal
import Lifecycle
import Rules

/// Everything that a reload replaces: made whole from the settings, then swapped in.
struct Wiring: Sendable {
    let sources: SourceTable
    let directions: Directions
    let receivers: [String: Receiver]
    /// How often calls are made.
    let rates: [String: Rate]

    init(_ settings: Settings, _ outbound: Outbound) throws(BridgeError) {
        var sources: [IntakeSource] = []
        for source in settings.sources {
            sources.append(
                IntakeSource(
                    name: source.name, path: source.path, allowFrom: source.allowFrom,
                    rate: source.rate, reader: try Self.reader(of: source, outbound)))
        }
        self.sources = SourceTable(sources)
        receivers = settings.receivers
        rates = settings.aws.rates
        directions = Directions(
            rules: RuleSet(settings.rules), actions: Self.actions(settings, outbound),
            failures: settings.failures)
    }

    private static func reader(
        of source: SourceSettings, _ outbound: Outbound
    ) throws(BridgeError) -> any RequestReader {
        switch source.kind {
        case .callback(let source): return CallbackReader(source)
        case .sns(let settings, let pinned):
            let certificates: SigningCertificates
            if let pinned {
                do throws(PinnedCertificateError) {
                    certificates = try SigningCertificates(clock: outbound.clock, pinned: pinned)
                } catch {
                    throw BridgeError(
                        "\(error.fileName) of source \(source.name): \(error.message)")
                }
            } else {
                certificates = SigningCertificates(
                    clock: outbound.clock, fetch: outbound.certificate)
            }
            return SNSReader(settings, certificates: certificates, confirm: outbound.confirm)
        }
    }

    private static func actions(_ settings: Settings, _ outbound: Outbound) -> ActionCatalog {
        let aws = settings.aws
        func target(_ identity: AWSIdentity, _ region: String?) -> AWSTarget {
            AWSTarget(client: outbound.clients.client(for: identity), region: region)
        }
        let accounts = aws.accounts.mapValues { account in
            let identity = AWSIdentity(
                profile: account.profile, roleARN: account.roleARN,
                externalID: account.externalID, region: account.region ?? aws.region)
            return target(identity, account.region)
        }
        return ActionCatalog(
            calls: AWSCallAction(
                standard: target(AWSIdentity(region: aws.region), aws.region),
                accounts: accounts, rates: aws.rates, queues: outbound.queues),
            receivers: settings.receivers, http: outbound.http, adminURL: settings.adminURL)
    }
}

extension Wiring {
    /// What turns rest on, in numbers that are the same in every process.
    var layout: QueueLayout {
        let places = receivers.mapValues { "\($0.platform.destination) \($0.options)" }
        return QueueLayout(messages: Self.number(of: places), calls: Self.number(of: rates))
    }

    /// The beginning of a digest.
    private static func number<Value>(of values: [String: Value]) -> Int64 {
        let lines = values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
        let digest = Digest.digest(Array(lines.joined().utf8), .sha256)
        return digest.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }
}

/// Why the bridge cannot start or go on: one sentence for the person who started it.
package struct BridgeError: Error, Sendable, Hashable, CustomStringConvertible {
    package let message: String

    init(_ message: String) { self.message = message }

    package var description: String { message }
}
