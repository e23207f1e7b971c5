import Lifecycle

/// Looks for an input that breaks what is always true of a language. `make fuzz` builds it with
/// libFuzzer (`-D FUZZING`); any other build has no fuzzer and checks the seeds or given files.
enum FuzzProgram {
    /// A file that somebody wants checked; libFuzzer's own have 4 KB.
    private static let fileBytesMax = 2 << 20

    private static let usage = """
        Usage: hookferry-fuzz                      checks the seeds of all languages
               hookferry-fuzz LANGUAGE seeds DIR   writes its seeds into a directory
               hookferry-fuzz LANGUAGE FILE...     checks files, such as a finding of make fuzz
        Languages: \(FuzzLanguage.allCases.map(\.rawValue).joined(separator: ", "))

        """

    static func run(_ arguments: [String]) -> Int32 {
        guard let name = arguments.first else { return checkSeeds() }
        guard let language = FuzzLanguage(rawValue: name), arguments.count > 1 else {
            StandardStreams.writeError(usage)
            return 2
        }
        do throws(FileSystemError) {
            if arguments[1] == "seeds", arguments.count == 3 {
                for (number, seed) in language.seeds.enumerated() {
                    try FileSystem.write(Array(seed.utf8), to: "\(arguments[2])/seed-\(number)")
                }
                return 0
            }
            #if FUZZING
            return LibFuzzer.run()
            #else
            return try check(arguments.dropFirst(), language)
            #endif
        } catch {
            StandardStreams.writeError("hookferry-fuzz: \(error)\n")
            return 1
        }
    }

    private static func checkSeeds() -> Int32 {
        var code: Int32 = 0
        for language in FuzzLanguage.allCases {
            for seed in language.seeds {
                guard let problem = language.problem(in: Array(seed.utf8)) else { continue }
                StandardStreams.writeError("\(language.rawValue): \(problem)\n\(seed)\n")
                code = 1
            }
            StandardStreams.writeOutput("\(language.rawValue): \(language.seeds.count) seeds\n")
        }
        return code
    }

    private static func check(
        _ files: ArraySlice<String>, _ language: FuzzLanguage
    ) throws(FileSystemError) -> Int32 {
        var code: Int32 = 0
        for file in files {
            let problem = language.problem(
                in: try FileSystem.read(file, bytesMax: fileBytesMax))
            StandardStreams.writeOutput("\(file): \(problem ?? "fine")\n")
            if problem != nil { code = 1 }
        }
        return code
    }
}
