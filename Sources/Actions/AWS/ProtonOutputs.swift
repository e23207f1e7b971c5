import JSON

/// Makes Proton's list of outputs from a mapping of names to values, or from the object that
/// `terraform output -json` prints: `{name: {sensitive, type, value}}`.
enum ProtonOutputs {
    static let adapter = InputAdapter { input, template in
        guard case .object(let outputs) = input[key] else {
            return InputAdapter.Adapted(input: input) { $0 }
        }
        let entries = entries(of: outputs, named: template[key]?.objectValue)
        var adapted = input
        adapted[key] = .array(
            entries.map { ["key": .string($0.name), "valueString": .string($0.text)] })
        let names = entries.map(\.name)
        return InputAdapter.Adapted(input: adapted) { path in
            guard path.count > 1, path[0] == key, let index = Int(path[1]),
                names.indices.contains(index)
            else { return path }
            return [key, names[index]]
        }
    }

    private static let key = "outputs"

    /// - Parameter named: the mapping as the rule writes it; nil where a template makes all of it.
    private static func entries(
        of outputs: JSONObject, named: JSONObject?
    ) -> [(name: String, text: String)] {
        outputs.members.compactMap { member in
            var value = member.value
            if let output = TerraformOutput(value) {
                guard !output.isSensitive || named?[member.key] != nil else { return nil }
                value = output.value
            }
            // As any optional value that is not there.
            guard !value.isNull else { return nil }
            return (member.key, value.stringValue ?? value.serialized())
        }
    }

    /// One member of what Terraform prints.
    private struct TerraformOutput {
        let isSensitive: Bool
        let value: JSONValue

        init?(_ json: JSONValue) {
            guard let sensitive = json["sensitive"]?.boolValue, let value = json["value"] else {
                return nil
            }
            isSensitive = sensitive
            self.value = value
        }
    }
}
