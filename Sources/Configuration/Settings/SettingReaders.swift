import AWS
import Cryptography
import HTTP
import Lifecycle
import YAML

/// Kinds of values that several settings share.
extension Node {
    func address() -> SocketAddress? {
        let hint = "write an IP address and a port: 0.0.0.0:8080 or \"[::1]:8080\""
        guard case .string(let text) = yaml.value else {
            expected("an address", hint: hint)
            return nil
        }
        if let address = SocketAddress(text) { return address }
        error("`\(text)` is no address to listen on", hint: hint)
        return nil
    }

    func addressRanges() -> [AddressRange]? {
        guard let elements = elements() else { return nil }
        guard !elements.isEmpty else {
            error("the list is empty", hint: "leave the key out")
            return nil
        }
        let ranges = elements.map { $0.addressRange() }
        return ranges.contains(nil) ? nil : ranges.compactMap { $0 }
    }

    private func addressRange() -> AddressRange? {
        guard let text = string() else { return nil }
        if let range = AddressRange(cidr: text) { return range }
        error("`\(text)` is no address range", hint: "write 10.0.0.0/8, fd00::/8 or one address")
        return nil
    }

    func rate() -> Rate? {
        guard let text = text() else { return nil }
        if let (count, period) = TimeText.rate(text) {
            return Rate(count: count, periodMilliseconds: period)
        }
        error("`\(text)` is no rate", hint: TimeText.rateHint)
        return nil
    }

    func region() -> String? {
        guard let text = string() else { return nil }
        if Partition.of(region: text) != nil { return text }
        error("`\(text)` is no AWS region", hint: "write one such as us-east-2")
        return nil
    }

    /// A path as seen from the directory of the file that names it.
    func path() -> String? {
        name().map { TextFile.resolve($0, from: file.directory) }
    }

    /// A PEM file of the server's. Its content may be missing where files are only checked.
    func pem(containing label: String) -> [UInt8]? {
        guard let path = path() else { return nil }
        do throws(TextFile.Failure) {
            let bytes = try session.read(path, bytesMax: Self.secretBytesMax)
            guard String(decoding: bytes, as: UTF8.self).contains("\(label)-----") else {
                error("\(path) holds no PEM block \(label)")
                return nil
            }
            return bytes
        } catch {
            absent("\(path) cannot be read: \(error.message)")
            return nil
        }
    }

    /// The certificates of a directory by file name.
    func pinnedCertificates() -> [String: [UInt8]]? {
        guard let directory = path() else { return nil }
        let paths = session.paths(GlobPattern("*.pem"), from: directory)
        guard !paths.isEmpty else {
            error(
                "\(directory) is no directory with .pem files",
                hint: "keep each certificate under its name in SigningCertURL")
            return nil
        }
        var certificates: [String: [UInt8]] = [:]
        for path in paths {
            let name = path.split(separator: "/").last.map(String.init)
            certificates[name ?? path] = certificate(path)
        }
        return certificates.count == paths.count ? certificates : nil
    }

    private func certificate(_ path: String) -> [UInt8]? {
        do throws(TextFile.Failure) {
            let bytes = try session.read(path, bytesMax: Certificate.pemBytesMax)
            do throws(CryptographyError) {
                _ = try Certificate(pem: bytes)
                return bytes
            } catch {
                // Its words are libcrypto's, and differ from version to version.
                self.error("\(path) is no X.509 certificate")
            }
        } catch {
            self.error("\(path) cannot be read: \(error.message)")
        }
        return nil
    }
}
