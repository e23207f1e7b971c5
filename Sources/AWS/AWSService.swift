/// One service of AWS: its names and where it stands.
package struct AWSService: Sendable, Hashable {
    /// The service part of a signature's scope; it is also the first label of the host.
    package let signingName: String
    /// As in `AWS_ENDPOINT_URL_<SERVICE_ID>`.
    package let serviceID: String
    package let domain: Domain
    /// The ids of the partitions that have it.
    package let partitions: Set<String>

    /// Under which domain a service stands.
    package enum Domain: Sendable, Hashable {
        /// `amazonaws.com`, and `api.aws` for both kinds of addresses.
        case standard
        /// `api.aws` always.
        case api
    }

    package init(
        signingName: String, serviceID: String, domain: Domain = .standard,
        partitions: Set<String> = Set(Partition.all.map(\.id))
    ) {
        self.signingName = signingName
        self.serviceID = serviceID
        self.domain = domain
        self.partitions = partitions
    }

    package static let config = AWSService(signingName: "config", serviceID: "CONFIG_SERVICE")
    /// https://docs.aws.amazon.com/partner-central/latest/selling-api/
    package static let partnerCentralSelling = AWSService(
        signingName: "partnercentral-selling", serviceID: "PARTNERCENTRAL_SELLING", domain: .api,
        partitions: ["aws"])
    package static let proton = AWSService(
        signingName: "proton", serviceID: "PROTON", partitions: ["aws"])
    package static let sns = AWSService(signingName: "sns", serviceID: "SNS")
    package static let sts = AWSService(signingName: "sts", serviceID: "STS")

    /// The host AWS documents for a region; nil where the service does not exist.
    func host(region: String, partition: Partition) -> String? {
        guard partitions.contains(partition.id) else { return nil }
        switch domain {
        case .standard: return "\(signingName).\(region).\(partition.dnsSuffix)"
        case .api: return "\(signingName).\(region).api.aws"
        }
    }
}
