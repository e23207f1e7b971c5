import TestSupport

/// The `openssl` command, for keys our own code does not make.
enum OpenSSLTool {
    static func run(_ arguments: String...) throws -> [UInt8] {
        try SystemTool.run("openssl", arguments).output
    }
}
