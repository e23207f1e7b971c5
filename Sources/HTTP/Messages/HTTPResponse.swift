/// A complete answer, sent by our server or received by our client.
package struct HTTPResponse: Sendable {
    /// 200 to 599 when sent: an answer is final.
    package var status: Int
    /// When sent, `Content-Length`, `Transfer-Encoding` and `Date` are the server's own business
    /// and are left out if given.
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
