/// One service of AWS: its names and where it stands.
package struct AWSService: Sendable, Hashable {
    /// The service part of a signature's scope; it is also the first label of the host.
    package let signingName: String
    /// As in `AWS_ENDPOINT_URL_<SERVICE_ID>`.
    package let serviceID: String
    package let domain: Domain
    /// The ids of the partitions that have it.
    package let partitions: Set<String>
    /// The ids of those where the ordinary IPv4 endpoint is also the one validated by FIPS 140.
    package let partitionsWithoutFIPSHost: Set<String>

    /// Under which domain a service stands.
    package enum Domain: Sendable, Hashable {
        /// `amazonaws.com`, and `api.aws` for both kinds of addresses.
        case standard
        /// `api.aws` always.
        case dualStack
    }

    package init(
        signingName: String, serviceID: String, domain: Domain = .standard,
        partitions: Set<String> = Set(Partition.all.map(\.id)),
        partitionsWithoutFIPSHost: Set<String> = []
    ) {
        self.signingName = signingName
        self.serviceID = serviceID
        self.domain = domain
        self.partitions = partitions
        self.partitionsWithoutFIPSHost = partitionsWithoutFIPSHost
    }

    package static let config = AWSService(
        signingName: "config", serviceID: "CONFIG_SERVICE",
        partitionsWithoutFIPSHost: ["aws-us-gov"])
    /// https://docs.aws.amazon.com/partner-central/latest/selling-api/
    package static let partnerCentralSelling = AWSService(
        signingName: "partnercentral-selling", serviceID: "PARTNERCENTRAL_SELLING",
        domain: .dualStack, partitions: ["aws"])
    package static let proton = AWSService(
        signingName: "proton", serviceID: "PROTON", partitions: ["aws"])
    package static let sns = AWSService(
        signingName: "sns", serviceID: "SNS", partitionsWithoutFIPSHost: ["aws-us-gov"])
    package static let sts = AWSService(
        signingName: "sts", serviceID: "STS", partitionsWithoutFIPSHost: ["aws-us-gov"])

    /// The host AWS documents for a region; nil where the service does not exist.
    func host(region: String, partition: Partition, variant: EndpointVariant) -> String? {
        guard partitions.contains(partition.id) else { return nil }
        let isDualStack = variant.isDualStack || domain == .dualStack
        let hasFIPSHost = isDualStack || !partitionsWithoutFIPSHost.contains(partition.id)
        let name = variant.isFIPS && hasFIPSHost ? "\(signingName)-fips" : signingName
        let suffix = isDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix
        return "\(name).\(region).\(suffix)"
    }
}

/// Which of a service's hosts in a region is wanted.
package struct EndpointVariant: Sendable, Hashable {
    /// One whose cryptography was validated by FIPS 140.
    package var isFIPS = false
    /// One with addresses of IPv4 and IPv6.
    package var isDualStack = false

    package init(isFIPS: Bool = false, isDualStack: Bool = false) {
        self.isFIPS = isFIPS
        self.isDualStack = isDualStack
    }
}
