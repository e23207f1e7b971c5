package import Actions
package import HTTP
package import Intake
package import Lifecycle
package import Rules
package import Telemetry

/// The whole configuration, checked: `hookferry.yaml` and its rule files.
package struct Settings: Sendable {
    /// The intake; 0.0.0.0:8080.
    package var listen = SocketAddress(host: "0.0.0.0", port: 8080)
    /// The intake's certificate and key; nil for plain HTTP.
    package var tls: HTTPServerConfiguration.TLS?
    /// The admin listener; 127.0.0.1:9080.
    package var admin = SocketAddress(host: "127.0.0.1", port: 9080)
    /// Where people reach the admin listener, without a slash at its end; nil when nobody knows
    /// before it listens, at any free port, or at every address.
    package var adminURL: String?
    /// Set whenever `admin` is not a loopback address.
    package var adminToken: Secret?
    /// The file of the SQLite journal; `hookferry.db` beside the configuration.
    package var journalPath: String
    /// How long events are kept, and how long a delivery id is remembered; 14 days.
    package var retentionMilliseconds: Int64 = 14 * 86_400_000
    /// The receiver that is told of every dead letter.
    package var failures: String?
    /// In the order of the file.
    package var sources: [SourceSettings] = []
    package var receivers: [String: Receiver] = [:]
    /// Receivers of which a secret is not set; there are none but where files are only checked.
    package var unsetReceivers: Set<String> = []
    package var aws = AWSSettings()
    /// In the order of the files.
    package var rules: [Rule] = []
    package var tests: [RuleTest] = []
}

/// One source: who may post where, and how its requests are read.
package struct SourceSettings: Sendable {
    package let name: String
    /// `/hooks/<name>` unless configured.
    package let path: String
    /// Empty for all.
    package let allowFrom: [AddressRange]
    package let rate: Rate?
    package let kind: Kind

    /// The settings of each type of source.
    package enum Kind: Sendable {
        /// With `pinned` (PEM texts under the file names of `SigningCertURL`) nothing is fetched.
        case sns(SNSReader.Settings, pinned: [String: [UInt8]]?)
        case callback(CallbackSource)
    }
}

/// Where AWS calls go.
package struct AWSSettings: Sendable, Hashable {
    /// `aws.region`, else `AWS_REGION`, else `AWS_DEFAULT_REGION`.
    package var region: String?
    package var accounts: [String: AWSAccount] = [:]
    /// How often a call is made at most, by its name: as it is written, with a burst of as many as
    /// one period has.
    package var rates: [String: Rate] = [:]
}

/// One named target of `aws.accounts`.
package struct AWSAccount: Sendable, Hashable {
    package var region: String?
    /// Of the shared credentials and config files; with `roleARN` it is who assumes the role.
    package var profile: String?
    /// The role that is assumed for the calls.
    package var roleARN: String?
    /// What the role's trust policy wants to be told; never without `roleARN`.
    package var externalID: String?
}
