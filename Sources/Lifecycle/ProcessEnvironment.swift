import Glibc

/// The process's environment variables.
package enum ProcessEnvironment {
    /// The variables as they are now. Of a name that stands twice the first value counts, as for
    /// getenv(3); bytes that are not UTF-8 become U+FFFD. Nothing in this program sets a variable,
    /// so no other thread moves them meanwhile.
    package static var current: [String: String] {
        var variables: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let parts = unsafe String(cString: entry)
                .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, variables[String(parts[0])] == nil {
                variables[String(parts[0])] = String(parts[1])
            }
            unsafe next += 1
        }
        return variables
    }
}
