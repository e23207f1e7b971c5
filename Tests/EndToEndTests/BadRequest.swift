/// A request that a sender might post by mistake or on purpose, and what must come of it.
struct BadRequest {
    let name: String
    /// `202 accepted`, `400 malformed_body`; the status alone where libmicrohttpd answers itself;
    /// nil for no answer at all.
    let answer: String?
    let talk: RawTalk

    init(_ name: String, _ answer: String?, _ bytes: [UInt8], closes: Bool = false) {
        self.name = name
        self.answer = answer
        talk = RawTalk([bytes], closes: closes)
    }

    init(_ name: String, _ answer: String?, pieces: [[UInt8]]) {
        self.name = name
        self.answer = answer
        talk = RawTalk(pieces)
    }

    static let all = bodies + framing + heads

    // MARK: Building

    private static func head(
        _ fields: String, method: String = "POST", path: String = "/hooks/pipeline"
    ) -> [UInt8] {
        Array(
            ("\(method) \(path) HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(Stage.token)\r\n"
                + "Connection: close\r\n\(fields)\r\n").utf8)
    }

    private static func post(
        _ body: [UInt8], _ fields: String = "", method: String = "POST",
        path: String = "/hooks/pipeline"
    ) -> [UInt8] {
        head("Content-Length: \(body.count)\r\n\(fields)", method: method, path: path) + body
    }

    /// A body of its own for each request, so that none is a duplicate.
    private static func post(
        _ name: String, _ fields: String = "", method: String = "POST",
        path: String = "/hooks/pipeline"
    ) -> [UInt8] {
        post(json(name), fields, method: method, path: path)
    }

    private static func json(_ name: String) -> [UInt8] { Array("{\"name\":\"\(name)\"}".utf8) }

    private static func chunked(
        _ chunks: String, _ fields: String = ""
    ) -> [UInt8] {
        head("Transfer-Encoding: chunked\r\n\(fields)") + Array(chunks.utf8)
    }

    private static func text(_ character: String, _ count: Int) -> String {
        String(repeating: character, count: count)
    }

    // MARK: Requests

    private static let formField = "Content-Type: application/x-www-form-urlencoded\r\n"
    private static let gzip: [UInt8] = [
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xAB, 0xAE, 5, 0, 0x43, 0xBF, 0xA6, 0xA3, 2, 0, 0, 0,
    ]

    private static let bodies = [
        BadRequest("good", "202 accepted", post("good")),
        BadRequest("malformed JSON", "400 malformed_body", post(Array("{\"a\":".utf8))),
        BadRequest("no body", "400 malformed_body", post([])),
        BadRequest("no length", "400 malformed_body", head("")),
        BadRequest(
            "form", "202 accepted", post(Array("payload=%7B%22form%22%3A+1%7D".utf8), formField)),
        BadRequest("curl -d", "202 accepted", post("curl", formField)),
        BadRequest("other form", "400 malformed_body", post(Array("a=1".utf8), formField)),
        BadRequest(
            "payload twice", "400 malformed_body",
            post(Array("payload=1&payload=2".utf8), formField)),
        BadRequest("bad form", "400 malformed_body", post(Array("payload=%7".utf8), formField)),
        BadRequest("gzip", "400 malformed_body", post(gzip, "Content-Encoding: gzip\r\n")),
        BadRequest("gzip unsaid", "400 malformed_body", post(gzip)),
        BadRequest(
            "charset", "400 malformed_body",
            post("charset", "Content-Type: application/json; charset=\"UTF-16\"\r\n")),
        BadRequest("latin-1", "400 malformed_body", post([0x22, 0xE9, 0x22])),
        BadRequest("NUL", "400 malformed_body", post(Array("{\"a\":\"\0\"}".utf8))),
        BadRequest("NULs", "400 malformed_body", post([0, 0, 0])),
        BadRequest(
            "2 MiB", "202 accepted",
            post([0x22] + [UInt8](repeating: 0x78, count: (2 << 20) - 2) + [0x22])),
        BadRequest(
            "2 MiB + 1", "413 body_too_large",
            post([0x22] + [UInt8](repeating: 0x78, count: (2 << 20) - 1) + [0x22])),
        BadRequest(
            "deep", "400 malformed_body", post([UInt8](repeating: 0x5B, count: 1_000_000))),
        BadRequest(
            "batch", "400 malformed_body",
            post(Array("[]".utf8), "Content-Type: application/cloudevents-batch+json\r\n")),
        BadRequest("half a CloudEvent", "400 malformed_body", post("half", "ce-id: 1\r\n")),
        BadRequest(
            "two keys", "400 malformed_request",
            post("keys", "Idempotency-Key: a\r\nIdempotency-Key: a\r\n")),
    ]

    private static let framing = [
        BadRequest(
            "chunks", "202 accepted",
            chunked("8\r\n{\"name\":\r\n4\r\n\"ch\"\r\n1\r\n}\r\n0\r\n\r\n")),
        BadRequest(
            "chunk extensions", "202 accepted",
            chunked("7;a=b;c=\"d\"\r\n{\"x\":1}\r\n0;last\r\n\r\n")),
        BadRequest(
            "trailers", "202 accepted",
            chunked("7\r\n{\"t\":1}\r\n0\r\nX-A: b\r\nContent-Length: 9\r\n\r\n")),
        BadRequest(
            "chunks beyond the limit", "413 body_too_large",
            chunked(
                String(
                    repeating: "10000\r\n" + text("x", 65_536) + "\r\n",
                    count: 33) + "0\r\n\r\n")),
        BadRequest("no chunk size", "400", chunked("zz\r\n{}\r\n0\r\n\r\n")),
        BadRequest("negative chunk", "400", chunked("-2\r\n{}\r\n0\r\n\r\n")),
        BadRequest("chunk too short", "400", chunked("2\r\n{}x\r\n0\r\n\r\n")),
        BadRequest("endless chunk size", "413", chunked("ffffffffffffffffff\r\n{}")),
        BadRequest(
            "length and chunks", "400 malformed_request",
            chunked("2\r\n{}\r\n0\r\n\r\n", "Content-Length: 2\r\n")),
        BadRequest(
            "two lengths", "400 malformed_request",
            head("Content-Length: 2\r\nContent-Length: 3\r\n") + Array("{} ".utf8)),
        BadRequest(
            "two equal lengths", "400 malformed_request",
            head("Content-Length: 2\r\nContent-Length: 2\r\n") + Array("{}".utf8)),
        BadRequest("a list of lengths", "400", head("Content-Length: 2, 2\r\n") + Array("{}".utf8)),
        BadRequest("negative length", "400", head("Content-Length: -2\r\n") + Array("{}".utf8)),
        BadRequest(
            "gzip in transfer", "400 malformed_request",
            head("Transfer-Encoding: gzip, chunked\r\n") + Array("2\r\n{}\r\n0\r\n\r\n".utf8)),
        BadRequest(
            "expectation met", "202 accepted",
            pieces: [
                head("Content-Length: 14\r\nExpect: 100-continue\r\n"),
                Array("{\"expected\":1}".utf8),
            ]),
        BadRequest(
            "expectation refused", "413 body_too_large",
            head("Content-Length: 3000000\r\nExpect: 100-continue\r\n")),
        BadRequest(
            "half a head", nil, Array("POST /hooks/pipeline HTTP/1.1\r\nHost".utf8), closes: true),
        BadRequest("half a body", nil, Array(post("half a body").dropLast()), closes: true),
        BadRequest("half the chunks", nil, chunked("2\r\n{}\r\n"), closes: true),
    ]

    private static let heads = [
        BadRequest(
            "10,000 fields", "431",
            post("fields", (1...10_000).map { "X-\($0): y\r\n" }.joined())),
        BadRequest(
            "10,000 empty fields", "431", post("fields", text("a:\r\n", 10_000))
        ),
        BadRequest(
            "a long field", "431 headers_too_large",
            post("long", "X-A: " + text("x", 17_000) + "\r\n")),
        BadRequest("NUL in a value", "400 malformed_request", post("nul", "X-A: a\0b\r\n")),
        BadRequest(
            "NUL behind a value", "400 malformed_request", post("nul", "X-A: a\0\r\n")),
        BadRequest("CR in a value", "400 malformed_request", post("cr", "X-A: a\rX-B: b\r\n")),
        BadRequest("NUL in a name", "400", post("nul", "X\0A: b\r\n")),
        BadRequest(
            "NUL in the path", "400 malformed_request", post("nul", path: "/hooks/pipeline\0x")),
        BadRequest("NUL in the method", "400 malformed_request", post("nul", method: "PO\0ST")),
        BadRequest(
            "space before a colon", "400 malformed_request",
            post("space", "Transfer-Encoding : chunked\r\n")),
        BadRequest("a folded line", "400 malformed_request", post("fold", "X-A: a\r\n b\r\n")),
        BadRequest(
            "bare line feeds", "202 accepted",
            Array(
                String(decoding: post("feeds"), as: UTF8.self)
                    .split(separator: "\r\n", omittingEmptySubsequences: false)
                    .joined(separator: "\n").utf8)),
        BadRequest(
            "a long path", "404 unknown_source",
            post("path", path: "/hooks/" + text("a", 15_000))),
        BadRequest(
            "long path", "414", post("path", path: "/" + text("a", 60_000))),
        BadRequest("NUL in code", "404 unknown_source", post("path", path: "/hooks/pipeline%00")),
        BadRequest("dots", "404 not_found", post("path", path: "/x/../hooks/pipeline")),
        BadRequest("lower case", "405 method_not_allowed", post("case", method: "post")),
        BadRequest(
            "no host", "400",
            Array("POST /hooks/pipeline HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}".utf8)),
        BadRequest(
            "another protocol", "400", Array(UInt8.min...UInt8.max) + Array("\r\n\r\n".utf8)),
        BadRequest("HTTP/2", "505", Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)),
    ]
}
