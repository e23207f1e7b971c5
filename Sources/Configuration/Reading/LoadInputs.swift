import Lifecycle

/// The files a load has read and the patterns it has looked for, as it found them. What it did not
/// find is noted too: a file that comes later is a change.
package struct LoadInputs: Sendable, Hashable {
    private struct Search: Sendable, Hashable {
        let pattern: GlobPattern
        let directory: String
    }

    private var files: [String: FileState?] = [:]
    private var searches: [Search: [String]] = [:]

    /// The same files and patterns as they are now.
    package func lookedAtAgain() -> LoadInputs {
        var now = LoadInputs()
        for path in files.keys { now.note(file: path) }
        for search in searches.keys { now.note(search.pattern, from: search.directory) }
        return now
    }

    /// Only the first look counts: a file that is read twice is watched since then.
    mutating func note(file path: String) {
        guard !files.keys.contains(path) else { return }
        files.updateValue(FileSystem.state(of: path), forKey: path)
    }

    @discardableResult
    mutating func note(_ pattern: GlobPattern, from directory: String) -> [String] {
        let paths = pattern.paths(from: directory)
        searches[Search(pattern: pattern, directory: directory)] = paths
        return paths
    }
}
