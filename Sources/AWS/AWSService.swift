/// The services the bridge calls.
package enum AWSService: String, Sendable, Hashable, CaseIterable {
    case config
    case partnerCentralSelling = "partnercentral-selling"
    case proton
    case sns
    case sts

    /// The service part of a signature's scope; it is also the first label of the host.
    package var signingName: String { rawValue }

    /// As in `AWS_ENDPOINT_URL_<SERVICE_ID>`.
    var serviceID: String {
        switch self {
        case .config: "CONFIG_SERVICE"
        case .partnerCentralSelling: "PARTNERCENTRAL_SELLING"
        case .proton: "PROTON"
        case .sns: "SNS"
        case .sts: "STS"
        }
    }

    /// The host AWS documents for a region; nil where the service does not exist.
    func host(region: String, partition: Partition) -> String? {
        switch self {
        case .config, .sns, .sts: "\(rawValue).\(region).\(partition.dnsSuffix)"
        case .proton where partition.id == "aws": "proton.\(region).amazonaws.com"
        // Not amazonaws.com: https://docs.aws.amazon.com/partner-central/latest/selling-api/
        case .partnerCentralSelling where partition.id == "aws":
            "partnercentral-selling.\(region).api.aws"
        case .proton, .partnerCentralSelling: nil
        }
    }
}
