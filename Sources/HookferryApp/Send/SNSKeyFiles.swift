import Cryptography
import Intake
package import Lifecycle

/// The key with which `hookferry send` signs in the place of SNS, and the directory of its
/// certificate: both beside the configuration.
package struct SNSKeyFiles: Sendable {
    /// For `certificates` of a source.
    package static let directoryName = "sns-certificates"
    static let keyName = "sns-key.pem"
    /// A key of 8,192 bits has 6.4 KB.
    static let keyBytesMax = 64 << 10

    private let place: String

    /// What was made.
    package struct Made: Sendable, Hashable {
        package let keyPath: String
        package let certificatePath: String
        package let notAfter: Timestamp
    }

    /// - Parameter configurationPath: need not exist, but its directory must.
    package init(besideConfiguration configurationPath: String) {
        place = configurationPath.lastIndex(of: "/").map { String(configurationPath[...$0]) } ?? ""
    }

    /// Makes a key and its certificate. A key that is there already is never replaced: bridges may
    /// have pinned its certificate.
    package func make(now: Timestamp) throws(SendError) -> Made {
        let path = place + Self.keyName
        guard FileSystem.kind(of: path) == nil else { throw Self.taken(path) }
        do {
            let key = try PrivateKey.generate()
            let certificate = try SNSSigner.certificate(for: key, now: now)
            try FileSystem.create(try key.pem(), at: path, for: .owner)
            do {
                let certificatePath = try keep(certificate.pem, as: certificate.fileName)
                return Made(
                    keyPath: path, certificatePath: certificatePath,
                    notAfter: certificate.notAfter)
            } catch {
                // Without its certificate the key would only stand in the way of the next one.
                try? FileSystem.removeTree(path)
                throw error
            }
        } catch let error as FileSystemError {
            throw error.code == .exists ? Self.taken(path) : SendError("\(error)")
        } catch {
            throw SendError("no key can be made: \(error)")
        }
    }

    /// The key at `path`; nil for the one beside the configuration.
    func key(at path: String?) throws(SendError) -> PrivateKey {
        let path = path ?? place + Self.keyName
        do {
            return try PrivateKey(pem: FileSystem.read(path, bytesMax: Self.keyBytesMax))
        } catch let error as FileSystemError where error.code == .notFound {
            throw SendError(
                "there is no key \(path) to sign with in the place of SNS",
                hint: "make one with `hookferry send --new-sns-key`, or name one with --sns-key")
        } catch let error as CryptographyError {
            throw SendError("\(path): \(error.message)")
        } catch {
            throw SendError("\(error)")
        }
    }

    /// Certificates are no secret, and the bridge may run as another user.
    private func keep(_ pem: [UInt8], as fileName: String) throws -> String {
        let directory = place + Self.directoryName
        if FileSystem.kind(of: directory) != .directory {
            try FileSystem.makeDirectory(directory, for: .everybody)
        }
        let path = "\(directory)/\(fileName)"
        try FileSystem.create(pem, at: path, for: .everybody)
        return path
    }

    private static func taken(_ path: String) -> SendError {
        SendError(
            "\(path) is there already and is never replaced",
            hint: "remove it and its certificate to make a new one")
    }
}
