import Testing

@testable import Configuration

@Suite("Not available")
struct NotAvailableTests {
    @Test("what is listed is known otherwise, so that it is taken out when it is built")
    func listed() {
        for (section, keys) in NotAvailable.keys {
            #expect(keys.isSubset(of: section.keys.map(\.name)), "\(section)")
        }
        #expect(NotAvailable.receiverTypes.isDisjoint(with: ReceiverReader.types))
    }

    @Test("every receiver type of the design is known", arguments: NotAvailable.receiverTypes)
    func receivers(type: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            "sources: {}\nrules: []\nreceivers: { a: { type: \(type), url: x } }\n")
        #expect(
            folder.load().lines == [
                "hookferry.yaml:3:25: error: the receiver type `\(type)` "
                    + "is not available in this version"
            ])
    }
}
