import Glibc

/// How many files and sockets the process may have open (getrlimit(2), `RLIMIT_NOFILE`).
package enum OpenFileLimit {
    /// Raises the soft limit to `wished`, or as far as the hard limit lets it; never lowers it.
    /// Returns what holds from now on.
    package static func raise(to wished: Int) -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
        guard unsafe getrlimit(resource, &limit) == 0 else { return wished }
        let before = limit.rlim_cur
        guard before < rlim_t(wished) else { return wished }
        limit.rlim_cur = min(rlim_t(wished), limit.rlim_max)
        return Int(unsafe setrlimit(resource, &limit) == 0 ? limit.rlim_cur : before)
    }
}
