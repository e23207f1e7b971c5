import AWS
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

@Suite("moto answers", .enabled(if: Python.has("moto"), "needs moto"))
struct MotoServerTests {
    @Test("as STS and as instance metadata")
    func answers() async throws {
        let moto = try await MotoServer.start()
        let client = try HTTPClient()
        let body = Array("Action=GetCallerIdentity&Version=2011-06-15".utf8)
        let host = String(moto.url.dropFirst("http://".count))
        let request = SigV4Request(
            method: "POST", path: "/",
            headers: ["Host": host, "Content-Type": "application/x-www-form-urlencoded"],
            body: body)
        let headers = SigV4.sign(
            request, credentials: TestClient.credentials, region: "us-east-1", service: "sts",
            at: WallClock.system.now())
        let identity = try await client.send(
            HTTPClientRequest(method: "POST", url: moto.url + "/", headers: headers, body: body))
        #expect(identity.status == 200)
        #expect(
            String(decoding: identity.body, as: UTF8.self).contains(
                "<Arn>arn:aws:sts::123456789012:user/moto</Arn>"))
        let token = try await client.send(
            HTTPClientRequest(
                method: "PUT", url: moto.url + "/latest/api/token",
                headers: ["X-aws-ec2-metadata-token-ttl-seconds": "21600"]))
        #expect(token.status == 200 && !token.body.isEmpty)
    }
}
