import Glibc

/// How many files and connections the process may have open at once.
package enum FileDescriptors {
    /// The limit as it is now (`RLIMIT_NOFILE`, getrlimit(2)); 1,024 where it cannot be read.
    package static var max: Int { Int(clamping: limit?.rlim_cur ?? 1_024) }

    /// Raises the limit to what the process is allowed without asking anybody. The low default is
    /// there for `select`, which nothing here uses
    /// (https://0pointer.net/blog/file-descriptor-limits.html).
    package static func raise() {
        guard var limit, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        // Refused, the process goes on with what it has.
        unsafe _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    private static var limit: rlimit? {
        var limit = rlimit()
        let result = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return result == 0 ? limit : nil
    }
}
