/// Where a repository is cloned from, or its page or API address.
enum CloneURL {
    /// `acme/api` of `https://github.com/acme/api.git`, `git@github.com:acme/api.git` and
    /// `https://api.github.com/repos/acme/api`; nil for what names no owner. Only the path is
    /// looked at: what stands before the host may be a password.
    static func repository(_ url: String) -> String? {
        guard let path = path(url) else { return nil }
        var parts = path.split(separator: "/")
        if let last = parts.last, last.hasSuffix(".git") {
            parts[parts.count - 1] = last.dropLast(4)
        }
        // Azure Repos: the project stands before the mark, the repository behind it.
        if let mark = parts.firstIndex(of: "_git") {
            guard mark > 0, mark + 1 < parts.count else { return nil }
            parts = [parts[mark - 1], parts[mark + 1]]
        }
        // Bitbucket Data Center clones from /scm, GitHub's API answers at /repos.
        if parts.count == 3, parts[0] == "scm" || parts[0] == "repos" { parts.removeFirst() }
        return parts.count > 1 ? parts.joined(separator: "/") : nil
    }

    private static func path(_ url: String) -> Substring? {
        let address = url.prefix { $0 != "?" && $0 != "#" }
        if let scheme = address.firstRange(of: "://") {
            guard address[..<scheme.lowerBound] != "file" else { return nil }
            return address[scheme.upperBound...].drop { $0 != "/" }
        }
        // As scp writes it: `git@github.com:acme/api.git`.
        guard let colon = address.firstIndex(of: ":"),
            address[..<colon].contains(where: { $0 == "@" || $0 == "." }),
            !address[..<colon].contains("/")
        else { return nil }
        return address[address.index(after: colon)...]
    }
}
