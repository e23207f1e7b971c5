import Intake
import Telemetry
import YAML

/// Secrets: `{env: NAME}`, `{file: PATH}` or a literal.
extension Node {
    /// What stands in for a secret that is not set where files are only checked.
    static let placeholder = Secret("unset")

    /// A file that holds a secret; a key pair of 8,192 bits has 6.4 KB.
    static let secretBytesMax = 64 << 10

    func secret() -> Secret? {
        switch yaml.value {
        case .string(let text):
            guard !text.isEmpty else {
                error("the secret is empty")
                return nil
            }
            warning("a secret stands in the file", hint: "write { env: NAME } or { file: PATH }")
            return Secret(text)
        case .mapping: return referredSecret()
        default:
            expected("a secret", hint: "write { env: NAME } or { file: PATH }")
            return nil
        }
    }

    /// Several secrets of which any may match, so that one can be replaced at a time.
    func secrets(_ read: (Node) -> Secret? = { $0.secret() }) -> [Secret]? {
        guard let elements = elements() else { return nil }
        guard !elements.isEmpty else {
            error("the list is empty, so nobody could prove who they are")
            return nil
        }
        let secrets = elements.map(read)
        return secrets.contains(nil) ? nil : secrets.compactMap { $0 }
    }

    /// Secrets of Standard Webhooks. One that is none could sign nothing.
    func standardSecrets() -> [Secret]? { secrets { $0.standardSecret() } }

    private func standardSecret() -> Secret? {
        guard let secret = secret() else { return nil }
        let isUnset = session.purpose == .check && secret == Self.placeholder
        guard isUnset || StandardSecret.key(secret) != nil else {
            let range = StandardSecret.keyBytesRange
            error(
                "this is no secret of Standard Webhooks",
                hint: "it is whsec_ and \(range.lowerBound) to \(range.upperBound) bytes in base64")
            return nil
        }
        return secret
    }

    private func referredSecret() -> Secret? {
        // Keys are not quoted: `{hunter2}` is a mapping too.
        guard let members = members(), members.count == 1, let member = members.first,
            ["env", "file"].contains(member.key)
        else {
            error("a secret is either { env: NAME } or { file: PATH }")
            return nil
        }
        let value = with(member.value)
        guard let name = value.name() else { return nil }
        return member.key == "env" ? value.environmentSecret(name) : value.fileSecret(name)
    }

    private func environmentSecret(_ variable: String) -> Secret? {
        let isName = variable.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (byte < 0x80 && Character(UnicodeScalar(byte)).isLetter)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte
        }
        guard isName else {
            error("this is no name of an environment variable", hint: "the secret does not go here")
            return nil
        }
        if let text = session.environment[variable], !text.isEmpty { return Secret(text) }
        return unset("the environment variable \(variable) is not set")
    }

    private func fileSecret(_ path: String) -> Secret? {
        let resolved = TextFile.resolve(path, from: file.directory)
        do throws(TextFile.Failure) {
            let bytes = try session.read(resolved, bytesMax: Self.secretBytesMax)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                error("the secret in \(resolved) is not UTF-8")
                return nil
            }
            // Editors end files with a line end that is no part of the secret.
            let end = text.reversed().prefix { $0 == "\n" || $0 == "\r\n" }.count
            let secret = Secret(String(text.dropLast(end)))
            return secret.isEmpty ? unset("the file \(resolved) is empty") : secret
        } catch {
            return unset("the secret \(resolved) cannot be read: \(error.message)")
        }
    }

    private func unset(_ message: String) -> Secret? {
        absent(message)
        return session.purpose == .check ? Self.placeholder : nil
    }
}
