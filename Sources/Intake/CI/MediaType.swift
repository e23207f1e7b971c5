import HTTP

/// A `Content-Type` (RFC 9110, section 8.3.1), as far as callbacks need it.
struct MediaType: Hashable {
    /// `application/json`, in lower case.
    let name: String
    /// In lower case and without quotes. More than one says that nobody knows.
    let charsets: [String]

    init(_ field: String) {
        let parts = field.lowercased().split(separator: ";", omittingEmptySubsequences: false)
            .map(\.trimmed)
        name = String(parts[0])
        charsets = parts.dropFirst().compactMap { parameter in
            let start = "charset="
            guard parameter.hasPrefix(start) else { return nil }
            return String(parameter.dropFirst(start.count)).trimmingQuotes
        }
    }

    /// What a request says of its body; nil when it says nothing. Throws when it says it twice.
    init?(of headers: HTTPHeaders) throws(Refusal) {
        let fields = headers.values(of: "Content-Type")
        guard fields.count <= 1 else {
            throw Refusal(.malformedRequest, "Content-Type came twice.")
        }
        guard let field = fields.first else { return nil }
        self.init(field)
    }
}

extension String {
    fileprivate var trimmingQuotes: String {
        count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
    }
}
