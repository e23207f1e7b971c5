import Cryptography
import HTTP

/// The `Authorization` header of a signed request, taken apart.
struct SigV4Authorization {
    let accessKeyId: String
    let scope: SigV4Scope
    /// Lower case, in byte order, each once.
    let signedHeaders: [String]
    /// 64 lower-case hexadecimal digits.
    let signature: String

    init(_ headers: HTTPHeaders) throws(SigV4Refusal) {
        let values = headers.values(of: "Authorization")
        guard let value = values.first else {
            throw SigV4Refusal(
                code: .missingAuthenticationToken, message: "Missing Authentication Token")
        }
        guard values.count == 1, value.hasPrefix(SigV4.algorithm + " ") else {
            throw .incomplete("Unsupported 'Authorization' header: it must be one SigV4 signature.")
        }
        let parameters = try Self.parameters(value.dropFirst(SigV4.algorithm.count + 1))
        (accessKeyId, scope) = try Self.credential(Self.required("Credential", in: parameters))
        signedHeaders = try Self.required("SignedHeaders", in: parameters)
            .split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        let sorted = Set(signedHeaders).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard sorted == signedHeaders, signedHeaders.allSatisfy({ $0 == $0.lowercased() }) else {
            throw .incomplete("'SignedHeaders' must be in lower case, sorted, each name once.")
        }
        signature = try Self.required("Signature", in: parameters)
        guard Hex.decode(signature)?.count == 32, signature == signature.lowercased() else {
            throw .incomplete("'Signature' must be 64 lower-case hexadecimal digits.")
        }
    }

    private static func parameters(
        _ text: Substring
    ) throws(SigV4Refusal) -> [String: String] {
        var parameters: [String: String] = [:]
        for part in text.split(separator: ",") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, parameters[String(pair[0])] == nil else {
                throw .incomplete(
                    "Invalid key=value pair (missing equal-sign) in Authorization header.")
            }
            parameters[String(pair[0])] = String(pair[1])
        }
        return parameters
    }

    private static func required(
        _ name: String, in parameters: [String: String]
    ) throws(SigV4Refusal) -> String {
        guard let value = parameters[name], !value.isEmpty else {
            throw .incomplete("Authorization header requires '\(name)' parameter.")
        }
        return value
    }

    private static func credential(
        _ text: String
    ) throws(SigV4Refusal) -> (String, SigV4Scope) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts.allSatisfy({ !$0.isEmpty }), parts[4] == SigV4.terminator
        else {
            throw .incomplete(
                "Credential must have exactly 5 slash-delimited elements, e.g. "
                    + "keyid/date/region/service/\(SigV4.terminator).")
        }
        return (parts[0], SigV4Scope(day: parts[1], region: parts[2], service: parts[3]))
    }
}
