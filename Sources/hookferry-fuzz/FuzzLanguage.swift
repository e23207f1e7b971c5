/// What is fuzzed. Each has a file of its own with its seeds and with what is always true of it.
enum FuzzLanguage: String, CaseIterable {
    case json, patterns, jmespath, templates, yaml, rules, callbacks

    /// Small inputs to begin with, which the fuzzer changes and puts together.
    var seeds: [String] {
        switch self {
        case .json: JSONFuzz.seeds
        case .patterns: PatternFuzz.seeds
        case .jmespath: JMESPathFuzz.seeds
        case .templates: TemplateFuzz.seeds
        case .yaml: YAMLFuzz.seeds
        case .rules: RuleFileFuzz.seeds
        case .callbacks: CallbackFuzz.seeds
        }
    }

    /// What is wrong with the language, in a sentence, as this input shows; nil if nothing is.
    func problem(in input: [UInt8]) -> String? {
        switch self {
        case .json: JSONFuzz.problem(in: input)
        case .patterns: PatternFuzz.problem(in: input)
        case .jmespath: JMESPathFuzz.problem(in: input)
        case .templates: TemplateFuzz.problem(in: input)
        case .yaml: YAMLFuzz.problem(in: input)
        case .rules: RuleFileFuzz.problem(in: input)
        case .callbacks: CallbackFuzz.problem(in: input)
        }
    }
}
