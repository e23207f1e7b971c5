import Foundation

/// Python with what others have written, to compare with: `.build/python`, which `.ci/python`
/// makes, else the system's.
package enum Python {
    /// The checkout's root.
    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardized
        .path()

    package static let interpreter: String = {
        let ours = "\(root)/.build/python/bin/python3"
        return FileManager.default.isExecutableFile(atPath: ours) ? ours : "python3"
    }()

    /// Whether a test that needs these modules runs: where they are, and in CI always. There a
    /// missing tool is a failure and must not look like a pass.
    package static func has(_ modules: String...) -> Bool {
        if ProcessInfo.processInfo.environment["CI"]?.isEmpty == false { return true }
        let program = """
            import importlib.util, sys
            sys.exit(any(importlib.util.find_spec(name) is None for name in sys.argv[1:]))
            """
        return (try? run(program, modules)) != nil
    }

    /// What the program prints; throws when it fails.
    package static func run(
        _ program: String, _ arguments: [String] = [], input: String = ""
    ) throws -> String {
        try output(of: ["-c", program] + arguments, input: input)
    }

    /// What a script of Tests prints, such as `Botocore/endpoints.py`; throws when it fails.
    package static func run(
        script: String, _ arguments: [String] = [], input: String = ""
    ) throws -> String {
        try output(of: ["\(root)/Tests/\(script)"] + arguments, input: input)
    }

    /// Runs a module that is a program, such as `cfnlint`, to its end, however it ends.
    package static func run(
        module: String, _ arguments: [String] = [], input: String = ""
    ) throws -> SystemTool {
        try SystemTool.run(interpreter, ["-W", "ignore", "-m", module] + arguments, input: input)
    }

    private static func output(of arguments: [String], input: String) throws -> String {
        let run = try SystemTool.run(interpreter, ["-W", "ignore"] + arguments, input: input)
        guard run.exitCode == 0 else { throw POSIXError(.ENOENT) }
        return run.text
    }
}
