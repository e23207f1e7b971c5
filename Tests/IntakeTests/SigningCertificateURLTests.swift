import Testing

@testable import Intake

@Suite("Signing certificate URLs")
struct SigningCertificateURLTests {
    @Test(
        "every partition's place is known, with the name its certificates have",
        arguments: [
            ("us-east-2", "amazonaws.com", "sns.amazonaws.com"),
            ("ap-northeast-1", "amazonaws.com", "sns.amazonaws.com"),
            ("ap-southeast-7", "amazonaws.com", "sns-signing.ap-southeast-7.amazonaws.com"),
            ("af-south-1", "amazonaws.com", "sns-signing.af-south-1.amazonaws.com"),
            ("cn-north-1", "amazonaws.com.cn", "sns-cn-north-1.amazonaws.com.cn"),
            ("cn-northwest-1", "amazonaws.com.cn", "sns-cn-northwest-1.amazonaws.com.cn"),
            ("us-gov-west-1", "amazonaws.com", "sns-us-gov-west-1.amazonaws.com"),
            ("us-gov-east-1", "amazonaws.com", "sns-us-gov-west-1.amazonaws.com"),
            ("us-iso-east-1", "c2s.ic.gov", "sns-us-iso-east-1.c2s.ic.gov"),
            ("us-iso-west-1", "c2s.ic.gov", "sns.c2s.ic.gov"),
            ("us-isob-east-1", "sc2s.sgov.gov", "sns-us-isob-east-1.sc2s.sgov.gov"),
            ("us-isof-south-1", "csp.hci.ic.gov", "sns-signing.us-isof-south-1.csp.hci.ic.gov"),
            ("eu-isoe-west-1", "cloud.adc-e.uk", "sns-signing.eu-isoe-west-1.cloud.adc-e.uk"),
            ("eusc-de-east-1", "amazonaws.eu", "sns-signing.eusc-de-east-1.amazonaws.eu"),
        ])
    func places(_ region: String, _ suffix: String, _ name: String) throws {
        let url = try #require(
            SigningCertificateURL("https://sns.\(region).\(suffix)/\(SNSAttackTests.file)"))
        #expect(url.region == region)
        #expect(url.fileName == SNSAttackTests.file)
        #expect(url.certificateName == name)
    }

    @Test("whatever else is none, in any region", arguments: SNSAttackTests.badURLs)
    func refused(_ text: String) { #expect(SigningCertificateURL(text) == nil) }

    @Test(
        "what is not shaped like a region is none",
        arguments: [
            "s3-us-west-2", "s3-accelerate", "s3", "us-s3-1", "us-east-22", "us-east-", "us-east",
            "us-1", "US-east-1", "us--east-1", "u-east-1", "xx-east-1", "",
        ])
    func region(_ region: String) {
        let url = "https://sns.\(region).amazonaws.com/\(SNSAttackTests.file)"
        #expect(SigningCertificateURL(url) == nil)
    }
}
