import Foundation
import Testing

@testable import AWS

@Suite("Whether this is an EC2 instance")
struct EC2MachineTests {
    @Test(
        "is what the vendor or the hypervisor says",
        arguments: [
            ("class/dmi/id/sys_vendor", "Amazon EC2\n", true),
            ("class/dmi/id/sys_vendor", "QEMU\n", false),
            ("class/dmi/id/sys_vendor", "Not Amazon EC2\n", false),
            ("hypervisor/uuid", "ec2e1916-9099-7caf-fd21-012345abcdef\n", true),
            ("hypervisor/uuid", "7caf1916-9099-7caf-fd21-012345abcdef\n", false),
            ("hypervisor/uuid", "", false), ("other", "Amazon EC2", false),
        ])
    func files(path: String, content: String, expected: Bool) throws {
        let system = try SharedFiles()
        let file = "\(system.home)/\(path)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true)
        try content.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(EC2Machine.isHere(system: system.home) == expected)
    }
}
