import Testing

@testable import Configuration

@Suite("ARNs of roles")
struct RoleARNTests {
    @Test("are taken apart")
    func parts() throws {
        let plain = try #require(RoleARN("arn:aws:iam::123456789012:role/hookferry"))
        #expect(plain.partition == "aws" && plain.account == "123456789012")
        #expect(plain.path == "/" && plain.name == "hookferry")
        let deep = try #require(RoleARN("arn:aws-us-gov:iam::123456789012:role/a:b/c/R+=,.@_-1"))
        #expect(deep.partition == "aws-us-gov" && deep.path == "/a:b/c/")
        #expect(deep.name == "R+=,.@_-1")
        let longest = "/" + String(repeating: "p", count: 510) + "/"
        #expect(RoleARN("arn:aws:iam::123456789012:role\(longest)r")?.path == longest)
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "role/x", "arn:aws:iam::123456789012:role/", "arn:aws:iam::123456789012:role",
            "arn:aws:iam::12345678901:role/x", "arn:aws:iam::12345678901a:role/x",
            "arn:aws:iam:us-east-2:123456789012:role/x", "arn:amazon:iam::123456789012:role/x",
            "arn:aws:sts::123456789012:role/x", "arn:aws:iam::123456789012:user/x",
            "arn:aws:iam::123456789012:role/a b", "arn:aws:iam::123456789012:role/*",
            "arn:aws:iam::123456789012:role/a*/b", "arn:aws:iam::123456789012:role/${a}/b",
            "arn:aws:iam::123456789012:role/a\n", "arn:aws:iam::123456789012:role/ä",
            "arn:aws:iam::１２３４５６７８９０１２:role/x",
            "arn:aws:iam::123456789012:role/" + String(repeating: "r", count: 65),
            "arn:aws:iam::123456789012:role/" + String(repeating: "p", count: 511) + "/r",
        ])
    func others(text: String) {
        #expect(RoleARN(text) == nil)
    }
}
