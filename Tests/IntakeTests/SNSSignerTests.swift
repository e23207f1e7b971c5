import Cryptography
import Lifecycle
import Testing

@testable import Intake

@Suite("SNS signer")
struct SNSSignerTests {
    /// One of each row of the name table (aws-sdk-java-v2, sns-message-manager).
    private static let regions = [
        "us-east-1", "eu-west-1", "ap-east-1", "ap-east-2", "ap-south-2", "ap-southeast-3",
        "ap-southeast-7", "me-south-1", "me-central-1", "eu-south-1", "eu-south-2",
        "eu-central-2", "af-south-1", "il-central-1", "ca-west-1", "mx-central-1", "cn-north-1",
        "cn-northwest-1", "us-gov-west-1", "us-gov-east-1", "us-iso-east-1", "us-isob-east-1",
        "us-isof-east-1", "us-isof-south-1", "eu-isoe-west-1", "eusc-de-east-1",
    ]

    @Test("a certificate of its own making passes the intake's checks in every region")
    func everyRegion() throws {
        let made = try SNSSigner.certificate(for: Rig.key(), now: Rig.start)
        #expect(made.pem.count <= Certificate.pemBytesMax)
        let certificate = try Certificate(pem: made.pem)
        for region in Self.regions {
            let place = try #require(
                SigningCertificateURL(region: region, fileName: made.fileName), "\(region)")
            _ = try SigningCertificate(certificate, from: place, at: Rig.start)
        }
        #expect(SigningCertificateURL(region: "nowhere", fileName: made.fileName) == nil)
    }

    @Test("it is valid from a day before to ten years after")
    func validity() throws {
        let made = try SNSSigner.certificate(for: Rig.key(), now: Rig.start)
        let certificate = try Certificate(pem: made.pem)
        let day: Int64 = 86_400_000
        #expect(certificate.notBefore == Rig.start.milliseconds - day)
        #expect(certificate.notAfter == made.notAfter.milliseconds)
        #expect(
            made.notAfter == Rig.start.adding(milliseconds: SNSSigner.validityDays * day))
        #expect(made.notAfter.iso8601.prefix(4) == "2037")
    }
}
