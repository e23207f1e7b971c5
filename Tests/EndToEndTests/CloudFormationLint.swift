import Foundation
import TestSupport

/// cfn-lint, AWS's own checker of templates: the one of `.build/python`, else the system's.
enum CloudFormationLint {
    private static let program: String = {
        let ours = URL(filePath: #filePath)
            .appending(path: "../../../.build/python/bin/cfn-lint").standardized.path()
        return FileManager.default.isExecutableFile(atPath: ours) ? ours : "cfn-lint"
    }()

    /// In CI it must be: there a missing tool is a failure and must not look like a pass.
    static var isThere: Bool {
        if ProcessInfo.processInfo.environment["CI"]?.isEmpty == false { return true }
        return (try? SystemTool.run(program, ["--version"]))?.exitCode == 0
    }

    /// What it says of the templates in these files; empty when all is well.
    static func findings(_ files: [String]) throws -> String {
        let run = try SystemTool.run(program, ["--include-checks", "I", "--"] + files)
        return run.exitCode == 0 && run.text.isEmpty ? "" : "\(run.exitCode): \(run.text)"
    }
}
