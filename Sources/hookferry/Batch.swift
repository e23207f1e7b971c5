import JSON
import Lifecycle

/// A batch mode: one JSON object a line on standard input, one a line on standard output, in order.
enum Batch {
    /// Longer lines are answered with an error. Room for an event of 2 MiB (design.md section 10)
    /// as text in a line, with its quotes escaped.
    static let lineBytesMax = 8 << 20

    /// As for files, with one level more for the line's own object.
    private static let lineLimits = JSONLimits(
        bytesMax: lineBytesMax, depthMax: JSONLimits.standard.depthMax + 1, duplicateKeys: .kept)

    /// Answers every line but blank ones; returns the exit code at the end of the input.
    static func run(
        _ verb: any Verb.Type, answer: (JSONValue) throws(BatchError) -> JSONValue
    ) -> Int32 {
        let answers = BatchAnswers()
        var lines = LineReader(lineBytesMax: lineBytesMax) { () throws(FileSystemError) in
            // Who waits for the answer before writing the next line must get it.
            answers.flush()
            return try StandardStreams.readInput()
        }
        do throws(FileSystemError) {
            while !answers.isClosed, let line = try lines.next() {
                guard !isBlank(line) else { continue }
                do throws(BatchError) {
                    answers.add(try answer(value(of: line)))
                } catch {
                    answers.add(["error": .string(error.message)])
                }
            }
        } catch {
            answers.flush()
            StandardStreams.writeError("hookferry \(verb.name): \(error)\n")
            return ExitCode.failed
        }
        answers.flush()
        guard answers.isClosed else { return ExitCode.fine }
        StandardStreams.writeError("hookferry \(verb.name): standard output takes no more\n")
        return ExitCode.failed
    }

    private static func isBlank(_ line: LineReader.Line) -> Bool {
        guard case .bytes(let bytes) = line else { return false }
        return bytes.allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
    }

    private static func value(of line: LineReader.Line) throws(BatchError) -> JSONValue {
        guard case .bytes(let bytes) = line else {
            throw BatchError(message: "line: it is longer than \(lineBytesMax) bytes")
        }
        do throws(JSONError) {
            return try JSONValue(parsing: bytes, limits: lineLimits)
        } catch {
            throw BatchError(message: "line: \(error.message) (column \(error.column))")
        }
    }
}

/// Why a line has no result: what its `error` says.
struct BatchError: Error {
    let message: String
}

extension JSONValue {
    /// A text member of a batch line.
    func batchText(_ key: String) throws(BatchError) -> String {
        guard let text = self[key]?.stringValue else {
            throw BatchError(message: "line: it has no text `\(key)`")
        }
        return text
    }
}

/// Answers on their way out, gathered to blocks.
private final class BatchAnswers {
    private var waiting: [UInt8] = []
    /// Whether nobody takes them any more.
    private(set) var isClosed = false

    func add(_ answer: JSONValue) {
        waiting += answer.serializedBytes()
        waiting.append(0x0A)
        if waiting.count >= StandardStreams.blockBytesMax { flush() }
    }

    func flush() {
        guard !waiting.isEmpty, !isClosed else { return }
        isClosed = !StandardStreams.writeOutput(waiting)
        waiting.removeAll(keepingCapacity: true)
    }
}

/// What was made of texts, kept for the next lines: batches ask the same again and again.
struct RecentTexts<Value> {
    /// When there are more, all are forgotten.
    private static var textsMax: Int { 256 }
    /// Longer texts are not kept, which bounds the memory to a few MiB.
    private static var textBytesMax: Int { 16 << 10 }

    private var values: [String: Value] = [:]

    mutating func value(
        of text: String, make: (String) throws(BatchError) -> Value
    ) throws(BatchError) -> Value {
        if let value = values[text] { return value }
        let value = try make(text)
        if values.count >= Self.textsMax { values.removeAll(keepingCapacity: true) }
        if text.utf8.count <= Self.textBytesMax { values[text] = value }
        return value
    }
}
