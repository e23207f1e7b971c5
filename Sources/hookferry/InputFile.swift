import JSON
import Lifecycle

/// A file that the command line names, read whole; `-` is standard input.
struct InputFile {
    /// Four times what the intake takes (design.md section 10): a file may be indented.
    static let bytesMax = 8 << 20

    /// As in messages.
    let name: String
    let bytes: [UInt8]

    init(_ path: String, bytesMax: Int = Self.bytesMax) throws(InputError) {
        do throws(FileSystemError) {
            guard path != "-" else {
                name = "standard input"
                bytes = try StandardStreams.readInput(bytesMax: bytesMax)
                return
            }
            name = Program.printable(path)
            bytes = try FileSystem.read(path, bytesMax: bytesMax, takesPipes: true)
        } catch {
            throw InputError(message: "\(Program.printable(error.path)): \(error.message)")
        }
    }

    /// The file's one JSON value, as a tree.
    func json(_ limits: JSONLimits = .file) throws(InputError) -> JSONValue {
        try document(limits).value
    }

    /// The file's one JSON value.
    func document(_ limits: JSONLimits = .file) throws(InputError) -> JSONDocument {
        do throws(JSONError) {
            return try JSONDocument(parsing: bytes, limits: limits)
        } catch {
            throw InputError(
                message: "\(name):\(error.line):\(error.column): error: this is not JSON: "
                    + error.message)
        }
    }
}

/// Why a file cannot be used, in a sentence with its place.
struct InputError: Error {
    let message: String
}

extension JSONLimits {
    /// Of a file that the command line names.
    static let file = JSONLimits(
        bytesMax: InputFile.bytesMax, depthMax: JSONLimits.standard.depthMax,
        duplicateKeys: .kept)
}
