import HTTP
import JSON
import Telemetry
import Testing

@testable import AWS

@Suite("Answers of the query protocol")
struct QueryAnswerTests {
    static func read(
        _ body: String, status: Int = 200, secrets: [Secret] = []
    ) -> Result<JSONValue, AWSError> {
        AWSAnswer(HTTPResponse(status: status, body: Array(body.utf8)), secrets: secrets)
            .read(
                AWSCall(
                    service: .sts, target: "Do",
                    encoding: .query(version: "1", elements: ["A", "Bc"]), region: "us-east-1",
                    input: [:]))
    }

    static func failure(_ body: String, status: Int, secrets: [Secret] = []) -> AWSError? {
        guard case .failure(let error) = read(body, status: status, secrets: secrets) else {
            return nil
        }
        return error
    }

    static func document(_ text: String) -> String { "<DoResponse>\(text)</DoResponse>" }

    @Test(
        "leaves wherever they stand",
        arguments: [
            document("<A>1</A><Bc>2</Bc>"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<DoResponse xmlns=\"https://x/\">\n <R>\n <Bc>\n 2 </Bc><A>1</A></R>\n"
                + "</DoResponse>\n",
            document("<Ab>9</Ab><A>1</A><Bc>&#50;</Bc><Bcd x=\"1\"/>"),
        ])
    func leaves(body: String) throws {
        #expect(try Self.read(body).get() == ["A": "1", "Bc": "2"])
    }

    @Test("the five entities, references by number, and text beyond ASCII")
    func references() throws {
        let body = Self.document("<A>&lt;&gt;&amp;&quot;&apos;é</A><Bc>&#x1F600;&#65;&#x0a;z</Bc>")
        #expect(try Self.read(body).get() == ["A": "<>&\"'é", "Bc": "😀A\nz"])
    }

    @Test(
        "everything else is malformed",
        arguments: [
            "", " ", "{}", "<html>hotel</html>", "<DoResponse/>", document(""),
            document("<A>1</A>"), document("<A>1</A><A>1</A><Bc>2</Bc>"),
            document("<A><x>1</x></A><Bc>2</Bc>"), document("<A/><Bc>2</Bc>"),
            document("<A a=\"1\">1</A><Bc>2</Bc>"), document("<A>1</A ><Bc>2</Bc>"),
            document("<A>1</Bc><Bc>2</A>"), document("<A>1<Bc>2</Bc>"),
            document("<A>&x;</A><Bc>2</Bc>"), document("<A>&#0;</A><Bc>2</Bc>"),
            document("<A>&#xD800;</A><Bc>2</Bc>"), document("<A>&#12345678;</A><Bc>2</Bc>"),
            document("<A>&#+5;</A><Bc>2</Bc>"), document("<A>&amp</A><Bc>2</Bc>"),
            document("<!-- x --><A>1</A><Bc>2</Bc>"), document("<![CDATA[x]]><A>1</A><Bc>2</Bc>"),
            "<!DOCTYPE x>" + document("<A>1</A><Bc>2</Bc>"),
            document("<?p?><A>1</A><Bc>2</Bc>"), "x" + document("<A>1</A><Bc>2</Bc>"),
            document("<A>1</A><Bc>2</Bc>") + "x", "<DoResponse><A>1</A><Bc>2</Bc>",
            "<DoResponse><A>1</A><Bc>2</Bc></DoResp",
            "<Other><A>1</A><Bc>2</Bc></Other>",
            "<ErrorResponse><Error><Code>A</Code></Error></ErrorResponse>",
        ])
    func malformed(body: String) {
        let error = Self.failure(body, status: 200)
        #expect(error?.kind == .malformedResponse)
        #expect(error?.retryable == true)
    }

    @Test("bytes that are no UTF-8, and a document that is too large")
    func bounds() {
        let document = Array(Self.document("<A>1</A>").utf8)
        #expect(LeafElements(document, root: "DoResponse") != nil)
        var broken = document
        broken[14] = 0xff
        #expect(LeafElements(broken, root: "DoResponse") == nil)
        let padding = [UInt8](repeating: 32, count: LeafElements.bytesMax - document.count)
        #expect(LeafElements(document + padding, root: "DoResponse") != nil)
        #expect(LeafElements(document + padding + [32], root: "DoResponse") == nil)
    }

    @Test("no bytes crash it")
    func anyBytes() {
        var state: UInt64 = 7
        let parts = ["<", ">", "/", "A", "&", "#x", ";", "!", "?", " ", "DoResponse", "\u{301}"]
        for _ in 0..<20_000 {
            let text = (0..<12).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return parts[Int(state >> 33) % parts.count]
            }.joined()
            _ = Self.read(text)
            _ = Self.read(Self.document("<A>" + text))
        }
    }

    static func error(_ code: String, _ message: String) -> String {
        """
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error>
          <RequestId>r</RequestId>
        </ErrorResponse>
        """
    }

    @Test(
        "errors of STS",
        arguments: [
            (403, "AccessDenied", AWSError.Kind.refused, false),
            (400, "ValidationError", .refused, false),
            (400, "InvalidIdentityToken", .refused, false),
            (403, "IDPRejectedClaim", .refused, false),
            (403, "RegionDisabledException", .refused, false),
            (400, "IDPCommunicationError", .transient, true),
            (400, "Throttling", .throttled, true), (500, "InternalFailure", .transient, true),
            (403, "InvalidClientTokenId", .credentials, false),
            (403, "ExpiredToken", .credentials, true),
            (400, "ExpiredTokenException", .credentials, true),
        ])
    func errors(status: Int, code: String, kind: AWSError.Kind, retryable: Bool) {
        let error = Self.failure(Self.error(code, "It&apos;s so."), status: status)
        #expect(error?.kind == kind)
        #expect(error?.code == code)
        #expect(error?.message == "It's so.")
        #expect(error?.retryable == retryable)
    }

    @Test("an error without a name is judged by its status", arguments: [400, 403, 500, 503])
    func statuses(status: Int) {
        for body in [
            "", "<html>no</html>", Self.error("<b>x</b>", "m"), Self.error("no name", "m"),
        ] {
            let error = Self.failure(body, status: status)
            #expect(error?.code == "HTTPStatus\(status)")
            #expect(error?.kind == (status < 500 ? .refused : .transient))
        }
    }

    @Test("secrets that STS quotes are cut out")
    func secrets() {
        let error = Self.failure(
            Self.error("AccessDenied", "token TO&amp;KEN"), status: 403,
            secrets: [Secret("TO&KEN")])
        #expect(error?.message == "token (secret)")
    }
}
