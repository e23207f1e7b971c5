import Cryptography
import Foundation
import Lifecycle
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Key of SNS's stand-in")
struct SNSKeyFilesTests {
    private let directory: TemporaryDirectory
    private let files: SNSKeyFiles
    private let now = Timestamp(milliseconds: 1_803_902_400_000)

    init() throws {
        directory = try TemporaryDirectory()
        files = SNSKeyFiles(besideConfiguration: "\(directory.path)/hookferry.yaml")
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("a key for its owner and a certificate for everybody, which belong together")
    func made() throws {
        let made = try files.make(now: now)
        #expect(made.keyPath == "\(directory.path)/sns-key.pem")
        #expect(try mode(made.keyPath) == 0o600)
        let name = try #require(made.certificatePath.split(separator: "/").last)
        #expect(
            name.wholeMatch(of: /SimpleNotificationService-[0-9a-f]{32}\.pem/) != nil, "\(name)")
        #expect(made.certificatePath == "\(directory.path)/sns-certificates/\(name)")
        let signature = try files.key(at: nil).sign([1], digest: .sha256)
        let certificate = try Certificate(
            pem: FileSystem.read(made.certificatePath, bytesMax: Certificate.pemBytesMax))
        #expect(certificate.publicKey.verify(signature: signature, of: [1], digest: .sha256))
        #expect(certificate.notAfter == made.notAfter.milliseconds)
    }

    @Test("a key that is there stays, and nothing else is made")
    func taken() throws {
        let first = try files.make(now: now)
        let key = try FileSystem.read(first.keyPath, bytesMax: SNSKeyFiles.keyBytesMax)
        let error = #expect(throws: SendError.self) { try files.make(now: now) }
        #expect(error?.message == "\(first.keyPath) is there already and is never replaced")
        #expect(error?.isUsage == false)
        #expect(try FileSystem.read(first.keyPath, bytesMax: SNSKeyFiles.keyBytesMax) == key)
        let certificates = "\(directory.path)/sns-certificates"
        #expect(try FileSystem.names(inDirectory: certificates).count == 1)
    }

    @Test("a key whose certificate cannot be kept does not stay")
    func half() throws {
        try directory.write("", to: "sns-certificates")
        #expect(throws: SendError.self) { try files.make(now: now) }
        #expect(try FileSystem.names(inDirectory: directory.path) == ["sns-certificates"])
    }

    @Test("a directory that is not there is told")
    func nowhere() {
        let files = SNSKeyFiles(besideConfiguration: "/nonexistent/hookferry.yaml")
        let error = #expect(throws: SendError.self) { try files.make(now: now) }
        #expect(error?.message.contains("No such file or directory") == true)
    }

    @Test("a key that is missing or is none is told with its path")
    func unusable() throws {
        let missing = #expect(throws: SendError.self) { try files.key(at: nil) }
        #expect(missing?.description.contains("--new-sns-key") == true)
        let path = try directory.write("no key", to: "other.pem")
        let bad = #expect(throws: SendError.self) { try files.key(at: path) }
        #expect(bad?.message.hasPrefix("\(path): ") == true)
        #expect(bad?.message.contains("no key") == false)
    }
}
