import Glibc

/// An extended regular expression of POSIX (regex(3)), compiled once. Patterns are ASCII and keep
/// to what the ECMA dialect of JSON Schema reads in the same way: `^ $ . [ ] ( ) | * + ? { }`,
/// ranges in brackets, and no backslash. A whole text is matched only between `^` and `$`.
@safe package final class RegularExpression: @unchecked Sendable {
    // Sendable because regexec(3) may be called from many threads at once on one expression, and
    // nothing else touches it before regfree.
    private let compiled: UnsafeMutablePointer<regex_t>
    package let pattern: String
    /// False for a pattern with a mistake, which nothing matches.
    package let isValid: Bool

    package init(_ pattern: String) {
        self.pattern = pattern
        unsafe compiled = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
        unsafe compiled.initialize(to: regex_t())
        isValid = unsafe regcomp(compiled, pattern, REG_EXTENDED | Self.withoutPlaces) == 0
    }

    deinit {
        if isValid { unsafe regfree(compiled) }
        unsafe compiled.deallocate()
    }

    /// Whether the pattern is found in the text. A NUL is a character like any other.
    package func matches(_ text: String) -> Bool {
        guard isValid else { return false }
        // An empty buffer may have no address, which regexec does not take.
        var bytes = Array(text.utf8)
        let length = bytes.count
        bytes.append(0)
        return unsafe bytes.withUnsafeBytes { buffer in
            guard let base = unsafe buffer.bindMemory(to: CChar.self).baseAddress else {
                return false
            }
            var place = regmatch_t(rm_so: 0, rm_eo: regoff_t(length))
            return unsafe regexec(compiled, base, 1, &place, Self.startAndEnd) == 0
        }
    }

    // regex.h; macros with an expression in them.
    private static let withoutPlaces: Int32 = REG_NOSUB
    private static let startAndEnd: Int32 = REG_STARTEND
}
