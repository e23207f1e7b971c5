import TestSupport

/// cfn-lint, AWS's own checker of templates.
enum CloudFormationLint {
    static let isThere = Python.has("cfnlint")

    /// What its command does; the package cannot be run as one. That it found something is no
    /// failure here.
    private static let program = """
        import cfnlint.runner
        try:
            cfnlint.runner.main()
        except SystemExit:
            pass
        """

    /// What it says of the templates in these files; empty when all is well.
    static func findings(_ files: [String]) throws -> String {
        try Python.run(program, ["--include-checks", "I", "--"] + files)
    }
}
