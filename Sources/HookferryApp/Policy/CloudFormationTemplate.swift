import JSON

/// The sections of a template
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html).
struct CloudFormationTemplate {
    private let description: String
    var parameters = JSONObject()
    var conditions = JSONObject()
    var resources = JSONObject()
    var outputs = JSONObject()

    init(_ description: String) { self.description = description }

    var json: JSONValue {
        var template: JSONObject = [
            "AWSTemplateFormatVersion": "2010-09-09", "Description": .string(description),
        ]
        let sections = [
            ("Parameters", parameters), ("Conditions", conditions), ("Resources", resources),
            ("Outputs", outputs),
        ]
        for (name, section) in sections where !section.isEmpty {
            template[name] = .object(section)
        }
        return .object(template)
    }

    static func attribute(_ name: String, of resource: String) -> JSONValue {
        ["Fn::GetAtt": [.string(resource), .string(name)]]
    }

    /// A policy of these statements.
    static func document(_ statements: [JSONValue]) -> JSONValue {
        ["Version": "2012-10-17", "Statement": .array(statements)]
    }
}
