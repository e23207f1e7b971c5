/// One of the alternatives in a field's list.
enum FieldTest: Hashable, Sendable {
    case equals(Scalar)
    /// A plain string that is an IP address: any text of that address passes.
    case address(IPAddress)
    case prefix(ExactText)
    case suffix(ExactText)
    case equalsIgnoreCase(IgnoringCase)
    case prefixIgnoreCase(IgnoringCase)
    case suffixIgnoreCase(IgnoringCase)
    case wildcard(Wildcard)
    case cidr(AddressBlock)
    case numeric(NumericRange)
    /// Whether there is a value, null included.
    case exists(Bool)
    /// Any value but these, of whatever type.
    case anythingBut(Exclusion)

    /// Whether a value passes. `exists(false)` passes on no value; see `FieldSearch`.
    func passes(_ value: Scalar) -> Bool {
        if case .string(let string) = value { return passes(text: string.text.utf8Span.span) }
        switch self {
        case .equals(let wanted): return value == wanted
        case .exists(let isWanted): return isWanted
        case .anythingBut(let exclusion): return !exclusion.refuses(value)
        case .numeric(let range):
            guard case .number(let number) = value else { return false }
            return range.contains(number)
        case .address, .prefix, .suffix, .equalsIgnoreCase, .prefixIgnoreCase, .suffixIgnoreCase,
            .wildcard, .cidr:
            return false
        }
    }

    /// The same for a string, given in UTF-8.
    func passes(text: Span<UInt8>) -> Bool {
        switch self {
        case .equals(.string(let wanted)): text.isEqual(to: wanted.text.utf8Span.span)
        case .equals, .numeric: false
        case .address(let wanted): IPAddress(text) == wanted
        case .prefix(let prefix): text.hasPrefix(prefix.text.utf8Span.span)
        case .suffix(let suffix): text.hasSuffix(suffix.text.utf8Span.span)
        case .equalsIgnoreCase(let wanted): wanted.matches(text)
        case .prefixIgnoreCase(let prefix): prefix.isPrefix(of: text)
        case .suffixIgnoreCase(let suffix): suffix.isSuffix(of: text)
        case .wildcard(let wildcard): wildcard.matches(text)
        case .cidr(let block): IPAddress(text).map(block.contains) ?? false
        case .exists(let isWanted): isWanted
        case .anythingBut(let exclusion): !exclusion.refuses(text: text)
        }
    }
}
