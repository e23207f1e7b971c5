import AWS

/// A place that serves SNS signing certificates and nothing else, read from a `SigningCertURL`:
/// `https://sns.<region>.<suffix>/SimpleNotificationService-<32 hex digits>.pem`, to the letter.
///
/// The path is part of it because the same host echoes a stranger's text in other answers, and
/// the region's exact shape because `sns.s3-us-west-2.amazonaws.com` is anybody's bucket.
struct SigningCertificateURL: Sendable, Hashable {
    let text: String
    let region: String
    let partition: Partition
    /// `SimpleNotificationService-….pem`
    let fileName: String

    /// Nil for everything else.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.bytesMax, bytes.starts(with: Self.start) else { return nil }
        let rest = bytes[Self.start.count...]
        guard let dot = rest.firstIndex(of: UInt8(ascii: ".")),
            let slash = rest.firstIndex(of: UInt8(ascii: "/")), dot < slash,
            Self.isRegion(rest[..<dot])
        else { return nil }
        let region = String(decoding: rest[..<dot], as: UTF8.self)
        guard let partition = Partition.of(region: region),
            rest[(dot + 1)..<slash].elementsEqual(partition.dnsSuffix.utf8),
            Self.isFileName(rest[(slash + 1)...])
        else { return nil }
        self.text = text
        self.region = region
        self.partition = partition
        fileName = String(decoding: rest[(slash + 1)...], as: UTF8.self)
    }

    /// For asking about a region alone.
    private static let anyFileName =
        "SimpleNotificationService-\(String(repeating: "0", count: 32)).pem"

    /// The place of a file, else of any, in a region; nil when there can be none.
    init?(region: String, fileName: String = anyFileName) {
        guard let partition = Partition.of(region: region) else { return nil }
        self.init("https://sns.\(region).\(partition.dnsSuffix)/\(fileName)")
    }

    /// `[a-z]{2,4}(-[a-z]+)+-[0-9]`, the shape of every region in botocore's partitions.json.
    private static func isRegion(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 3, let last = parts.last, last.count == 1,
            last.allSatisfy(\.isASCIIDigit), (2...4).contains(parts[0].count)
        else { return false }
        return parts.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCIILowercase) }
    }

    private static func isFileName(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count == fileStart.count + 32 + fileEnd.count && bytes.starts(with: fileStart)
            && bytes.suffix(fileEnd.count).elementsEqual(fileEnd)
            && bytes.dropFirst(fileStart.count).dropLast(fileEnd.count)
                .allSatisfy(\.isLowercaseHexDigit)
    }

    /// The longest host and path that can pass are shorter.
    private static let bytesMax = 200
    private static let start = Array("https://sns.".utf8)
    private static let fileStart = Array("SimpleNotificationService-".utf8)
    private static let fileEnd = Array(".pem".utf8)
}

extension SigningCertificateURL {
    /// The name the certificate must be made out to (aws-sdk-java-v2, sns-message-manager).
    var certificateName: String {
        switch partition.id {
        case "aws":
            Self.ownNameRegions.contains(region)
                ? "sns-signing.\(region).amazonaws.com" : "sns.amazonaws.com"
        case "aws-cn": "sns-\(region).\(partition.dnsSuffix)"
        case "aws-us-gov": "sns-us-gov-west-1.amazonaws.com"
        case "aws-iso" where region == "us-iso-east-1",
            "aws-iso-b" where region == "us-isob-east-1":
            "sns-\(region).\(partition.dnsSuffix)"
        case "aws-iso-e" where region == "eu-isoe-west-1",
            "aws-iso-f" where ["us-isof-east-1", "us-isof-south-1"].contains(region),
            "aws-eusc" where region == "eusc-de-east-1":
            "sns-signing.\(region).\(partition.dnsSuffix)"
        default: "sns.\(partition.dnsSuffix)"
        }
    }

    /// Every certificate name there is today.
    static let certificateNames: [String] = {
        let regions =
            ownNameRegions.sorted() + [
                "us-east-1", "cn-north-1", "cn-northwest-1", "us-gov-west-1", "us-iso-east-1",
                "us-iso-west-1", "us-isob-east-1", "us-isob-west-1", "us-isof-east-1",
                "us-isof-south-1", "eu-isoe-west-1", "eusc-de-east-1",
            ]
        return regions.compactMap { Self(region: $0)?.certificateName }
    }()

    /// The opt-in regions, which sign with a certificate of their own.
    private static let ownNameRegions: Set = [
        "ap-east-1", "ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4",
        "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "me-south-1", "me-central-1",
        "eu-south-1", "eu-south-2", "eu-central-2", "af-south-1", "il-central-1", "ca-west-1",
        "mx-central-1",
    ]
}
