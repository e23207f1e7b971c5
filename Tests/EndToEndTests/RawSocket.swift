import Foundation
import JSON
import TestSupport

/// Bytes on a TCP connection that no HTTP client would send. By Python, because the socket
/// constants belong to no module that every build order can import.
enum RawSocket {
    /// Writes a file's bytes to a loopback port, and closes without reading.
    static func send(_ file: String, to port: Int) throws {
        let bytes = try Array(Data(contentsOf: URL(filePath: file)))
        _ = try exchange([RawTalk([bytes], closes: true)], with: port)
    }

    /// Has one connection after the other with a loopback port; returns what each got.
    static func exchange(_ talks: [RawTalk], with port: Int) throws -> [String] {
        let input = JSONValue.array(
            talks.map { talk in
                let pieces = talk.pieces.map { JSONValue.string(Data($0).base64EncodedString()) }
                return ["pieces": .array(pieces), "closes": .bool(talk.closes)]
            })
        let output = try Python.run(
            exchangeProgram, ["\(port)"],
            input: String(decoding: input.serializedBytes(), as: UTF8.self))
        return try JSONValue(parsing: output).arrayValue?.compactMap(\.stringValue) ?? []
    }

    /// Sends each start at once and then a byte every second, on a connection of its own; returns
    /// what each got and after how many seconds.
    static func trickle(
        _ starts: [String], to port: Int
    ) throws -> [(answer: String, seconds: Double)] {
        let input = JSONValue.array(starts.map { .string($0) })
        let output = try Python.run(
            trickleProgram, ["\(port)"],
            input: String(decoding: input.serializedBytes(), as: UTF8.self))
        return try JSONValue(parsing: output).arrayValue?.map { result in
            (result[0]?.stringValue ?? "", result[1]?.doubleValue ?? 0)
        } ?? []
    }

    private static let exchangeProgram = """
        import base64, json, socket, sys

        def talk(case):
            connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            connection.settimeout(10)
            got = b""
            try:
                for number, piece in enumerate(case["pieces"]):
                    while number and b"\\r\\n\\r\\n" not in got:
                        more = connection.recv(65536)
                        if not more: return got
                        got += more
                    connection.sendall(base64.b64decode(piece))
                while not case["closes"]:
                    more = connection.recv(65536)
                    if not more: return got
                    got += more
            except OSError:
                pass
            return got

        print(json.dumps([talk(case).decode("latin-1") for case in json.load(sys.stdin)]))
        """

    private static let trickleProgram = """
        import json, socket, sys, threading, time

        starts = json.load(sys.stdin)
        results = [None] * len(starts)

        def trickle(number):
            begin = time.monotonic()
            connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            connection.settimeout(1)
            got = b""
            try:
                connection.sendall(starts[number].encode())
                while time.monotonic() - begin < 25:
                    try:
                        more = connection.recv(65536)
                        if not more: break
                        got += more
                    except TimeoutError:
                        connection.sendall(b"1")
            except OSError:
                pass
            results[number] = [got.decode("latin-1"), time.monotonic() - begin]

        threads = [threading.Thread(target=trickle, args=[n]) for n in range(len(starts))]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(json.dumps(results))
        """
}

/// What is sent on one connection. Each further piece waits for the head of an answer.
struct RawTalk {
    let pieces: [[UInt8]]
    /// Whether the connection is closed without waiting for an answer.
    let closes: Bool

    init(_ pieces: [[UInt8]], closes: Bool = false) {
        self.pieces = pieces
        self.closes = closes
    }
}
