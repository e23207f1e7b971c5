/// A separate world of AWS with its own domains and accounts (botocore `data/partitions.json`).
package struct Partition: Sendable, Hashable {
    /// The second field of an ARN.
    package let id: String
    /// `amazonaws.com`
    package let dnsSuffix: String
    /// `api.aws`: of hosts that have addresses of IPv4 and IPv6.
    package let dualStackDnsSuffix: String
    /// One that every account of it has from the start.
    let firstRegion: String
    /// What stands before `-<word>-<number>` in its regions.
    private let regionPrefixes: [String]

    /// The largest, which botocore's old global endpoint of STS stood for.
    static let standard = Partition(
        id: "aws", dnsSuffix: "amazonaws.com", dualStackDnsSuffix: "api.aws",
        firstRegion: "us-east-1",
        regionPrefixes: ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"])

    package static let all = [
        standard,
        Partition(
            id: "aws-cn", dnsSuffix: "amazonaws.com.cn",
            dualStackDnsSuffix: "api.amazonwebservices.com.cn",
            firstRegion: "cn-north-1", regionPrefixes: ["cn"]),
        Partition(
            id: "aws-eusc", dnsSuffix: "amazonaws.eu",
            dualStackDnsSuffix: "api.amazonwebservices.eu",
            firstRegion: "eusc-de-east-1", regionPrefixes: ["eusc-de"]),
        Partition(
            id: "aws-iso", dnsSuffix: "c2s.ic.gov", dualStackDnsSuffix: "api.aws.ic.gov",
            firstRegion: "us-iso-east-1", regionPrefixes: ["us-iso"]),
        Partition(
            id: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", dualStackDnsSuffix: "api.aws.scloud",
            firstRegion: "us-isob-east-1", regionPrefixes: ["us-isob"]),
        Partition(
            id: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk",
            dualStackDnsSuffix: "api.cloud-aws.adc-e.uk",
            firstRegion: "eu-isoe-west-1", regionPrefixes: ["eu-isoe"]),
        Partition(
            id: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", dualStackDnsSuffix: "api.aws.hci.ic.gov",
            firstRegion: "us-isof-east-1", regionPrefixes: ["us-isof"]),
        Partition(
            id: "aws-us-gov", dnsSuffix: "amazonaws.com", dualStackDnsSuffix: "api.aws",
            firstRegion: "us-gov-west-1", regionPrefixes: ["us-gov"]),
    ]

    /// The partition of a region; nil for text that is no region's name.
    package static func of(region: String) -> Partition? {
        all.first { $0.contains(region: region) }
    }

    /// `^<prefix>-\w+-\d+$` with lower-case letters and digits only: the text becomes part of a
    /// host name. New regions of a known partition are accepted by their shape.
    private func contains(region: String) -> Bool {
        guard region.utf8.count <= Self.regionBytesMax else { return false }
        return regionPrefixes.contains { prefix in
            guard region.hasPrefix(prefix + "-") else { return false }
            let parts = region.utf8.dropFirst(prefix.utf8.count + 1)
                .split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
                && parts[0].allSatisfy { Self.isLetter($0) || Self.isDigit($0) }
                && parts[1].allSatisfy(Self.isDigit)
        }
    }

    /// A label of a host name (RFC 1035) is the outer bound.
    private static let regionBytesMax = 63

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
