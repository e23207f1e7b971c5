/// A `cidr`: the addresses that begin with the same bits, as `10.0.0.0/8`. Those behind the mask
/// may be anything. An address of one family is in no block of the other.
struct AddressBlock: Hashable, Sendable {
    private let family: IPAddress.Family
    /// The bits that all addresses of the block begin with.
    private let prefix: UInt128
    private let freeBitCount: Int

    init(_ text: String) throws(OperandMistake) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        let hint = "write it as 10.0.0.0/8 or 2001:db8::/32"
        guard parts.count == 2, let mask = Int(parts[1]) else {
            throw OperandMistake("cidr takes an address, a slash and a number of bits", hint: hint)
        }
        guard let address = IPAddress(parts[0].utf8Span.span) else {
            throw OperandMistake("there is no IP address before the slash", hint: hint)
        }
        family = address.family
        let maskMax = family.bitCount - 1
        guard (0...maskMax).contains(mask) else {
            throw OperandMistake(
                "an \(family == .v4 ? "IPv4" : "IPv6") mask has 0 to \(maskMax) bits",
                hint: "a single address is written as a plain string")
        }
        freeBitCount = family.bitCount - mask
        prefix = address.bits >> freeBitCount
    }

    func contains(_ address: IPAddress) -> Bool {
        address.family == family && address.bits >> freeBitCount == prefix
    }
}
