import JSON
import Testing

@testable import AWS

@Suite("Protocols of AWS services")
struct AWSProtocolTests {
    static func body(_ action: String, _ input: JSONValue) -> String {
        let call = AWSCall(
            service: .sts, target: action, encoding: .query(version: "2011-06-15", elements: []),
            region: "us-east-2", input: input)
        return String(decoding: call.encoding.body(of: call), as: UTF8.self)
    }

    /// The bodies are those of botocore 1.44.5 for the same input.
    @Test("a form is written byte by byte as botocore writes it")
    func form() {
        #expect(
            Self.body(
                "AssumeRole",
                [
                    "RoleArn": "arn:aws:iam::123456789012:role/x+y z",
                    "RoleSessionName": "a=b,c@d.e-f_g", "ExternalId": "äö +/:=@~*%&\n",
                    "DurationSeconds": 3600,
                ])
                == "Action=AssumeRole&Version=2011-06-15"
                + "&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fx%2By+z"
                + "&RoleSessionName=a%3Db%2Cc%40d.e-f_g"
                + "&ExternalId=%C3%A4%C3%B6+%2B%2F%3A%3D%40~%2A%25%26%0A&DurationSeconds=3600")
        #expect(
            Self.body(
                "AssumeRoleWithWebIdentity",
                [
                    "RoleArn": "arn:aws:iam::1:role/x", "RoleSessionName": "s2",
                    "WebIdentityToken": "ey.J_-",
                ])
                == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
                + "&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx&RoleSessionName=s2"
                + "&WebIdentityToken=ey.J_-")
    }

    @Test("content types")
    func contentTypes() {
        #expect(AWSProtocol.json(.json10).contentType == "application/x-amz-json-1.0")
        #expect(AWSProtocol.json(.json11).contentType == "application/x-amz-json-1.1")
        #expect(
            AWSProtocol.query(version: "1", elements: []).contentType
                == "application/x-www-form-urlencoded; charset=utf-8")
    }
}
