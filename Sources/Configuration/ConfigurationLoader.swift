import YAML

/// Reads `hookferry.yaml` and everything it names.
package enum ConfigurationLoader {
    /// Of the configuration, and of each rule file (design.md section 10).
    package static let fileBytesMax = 1 << 20

    /// Loads all files and lists every mistake in them. `hookferry check`, start and reload all
    /// come here.
    /// - Parameters:
    ///   - path: of the configuration, YAML or JSON.
    ///   - purpose: a secret that is not set is a warning for `.check` and an error for `.serve`.
    package static func load(
        path: String, environment: [String: String], purpose: LoadPurpose
    ) -> LoadResult {
        let session = LoadSession(environment: environment, purpose: purpose)
        let settings = settings(path, session)
        return LoadResult(
            settings: session.hasErrors ? nil : settings, diagnostics: session.diagnostics,
            inputs: session.inputs)
    }

    private static func settings(_ path: String, _ session: LoadSession) -> Settings? {
        guard let node = document(path, session, isConfiguration: true),
            let reader = SettingsReader(node)
        else { return nil }
        var (settings, names) = reader.settings()
        var rules = RuleFileReader(names)
        for path in rulePaths(reader.rulePatterns, session) {
            if let node = document(path, session) { rules.read(node) }
        }
        rules.finish()
        settings.rules = rules.rules
        settings.tests = rules.tests
        return settings
    }

    /// Each file once, in the order of the patterns and of the names.
    private static func rulePaths(
        _ patterns: [(pattern: String, node: Node)], _ session: LoadSession
    ) -> [String] {
        var seen: Set<String> = []
        var paths: [String] = []
        for (text, node) in patterns {
            let pattern = GlobPattern(text)
            let found = session.paths(pattern, from: node.file.directory)
            if found.isEmpty {
                let from = node.file.directory.isEmpty ? "." : node.file.directory
                node.error(
                    pattern.hasWildcards
                        ? "no file matches `\(text)`" : "there is no file `\(text)`",
                    hint: "paths start at the directory of this file, \(from)")
            }
            paths += found.filter { seen.insert(TextFile.identity(of: $0)).inserted }
        }
        return paths
    }

    /// - Parameter isConfiguration: whether secrets may stand in the file, so that no value of it
    ///   may stand in a message.
    private static func document(
        _ path: String, _ session: LoadSession, isConfiguration: Bool = false
    ) -> Node? {
        do throws(TextFile.Failure) {
            let bytes = try session.read(path, bytesMax: fileBytesMax)
            let file = SourceFile(path: path, bytes: bytes)
            do throws(YAMLError) {
                let yaml = try YAMLParser.parse(bytes, limits: YAMLLimits(bytesMax: fileBytesMax))
                return Node(file: file, session: session, yaml: yaml)
            } catch {
                session.add(
                    .error, in: path, at: error.position,
                    isConfiguration ? error.messageWithoutValues : error.message,
                    hint: error.hint ?? addressHint(file, error.position))
            }
        } catch {
            let start = YAMLPosition(line: 1, column: 1)
            session.add(
                .error, in: path, at: start, error.message,
                hint: isConfiguration ? "name the configuration with --config" : nil)
        }
        return nil
    }

    /// `[::1]:80` without quotes is the beginning of a list.
    private static func addressHint(_ file: SourceFile, _ place: YAMLPosition) -> String? {
        guard file.lines.indices.contains(place.line - 1) else { return nil }
        let line = String(String.UnicodeScalarView(file.lines[place.line - 1]))
        return line.contains("[:") ? "put an IPv6 address in quotes: \"[::1]:8080\"" : nil
    }
}

/// What came of a load.
package struct LoadResult: Sendable {
    /// Nil when there is any error.
    package let settings: Settings?
    /// Sorted by file and place.
    package let diagnostics: [Diagnostic]
    /// What another load would look at first.
    package let inputs: LoadInputs
}

extension YAMLError {
    /// The sentence where a value may be a secret that lacks its quotes.
    fileprivate var messageWithoutValues: String {
        switch code {
        case .number: "this number cannot be taken as it is written"
        case .tag: "tags (!name) are not allowed"
        default: message
        }
    }
}
