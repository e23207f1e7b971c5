import Lifecycle

/// Whether this machine is an EC2 instance, as the kernel tells without a network
/// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html).
enum EC2Machine {
    /// What these files hold is shorter by far.
    private static let bytesMax = 4_096

    /// - Parameter system: where sysfs is.
    static func isHere(system: String = "/sys") -> Bool {
        // A Nitro instance by its vendor, a Xen instance by its UUID.
        text("\(system)/class/dmi/id/sys_vendor") == "Amazon EC2"
            || text("\(system)/hypervisor/uuid")?.hasPrefix("ec2") == true
    }

    private static func text(_ path: String) -> String? {
        guard let bytes = try? FileSystem.read(path, bytesMax: bytesMax) else { return nil }
        return String(decoding: bytes, as: UTF8.self).trimmingWhitespace()
    }
}
