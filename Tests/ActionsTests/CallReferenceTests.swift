import AWS
import Events
import Foundation
import JSON
import Lifecycle
import Testing

@testable import Actions

@Suite("Reference of the calls")
struct CallReferenceTests {
    @Test("is the page in examples; `hookferry check --calls > examples/calls.md` renews it")
    func page() throws {
        let page = URL(filePath: #filePath).appending(path: "../../../examples/calls.md")
        #expect(
            try String(contentsOf: page.standardized, encoding: .utf8)
                == CallReference.markdown())
    }

    @Test("has what a definition has")
    func contents() {
        let text = CallReference.markdown()
        for call in CallDefinition.all {
            for part in [call.name, call.summary, call.page] + call.notes {
                #expect(text.contains(part), "\(part)")
            }
            for parameter in call.parameters { #expect(text.contains("| `\(parameter.name)` |")) }
        }
        #expect(text.contains("| `outputs[].valueString` | optional | 1 to 1024 characters |"))
        #expect(text.contains(#"`^(arn:.*\|eng-[0-9a-z]{14})$`"#))
        #expect(text.contains("**AWS Proton's support ended on 7 October 2026.**"))
    }

    /// A call of a service that is not there, as somebody would add one.
    static let sixth = CallDefinition(
        name: "widgets:PaintWidget", summary: "Paints a widget.",
        page: "https://docs.example.com/API_PaintWidget.html",
        service: AWSService(signingName: "widgets", serviceID: "WIDGETS"),
        target: "Widgets.PaintWidget", protocolVersion: .json10,
        parameters: [
            CallParameter("colour", .choice("red", "blue"), "What is seen."),
            CallParameter(
                "coats", .list(of: .text("^c-[0-9]{2}$", such: "c-07"), count: 1...2), "Layers.",
                isRequired: false),
        ],
        repetition: .harmless, refusals: ["DryException": .refused],
        permission: CallPermission(
            "widgets:PaintWidget", resources: { ["arn:\($0["colour"]?.stringValue ?? "*")"] }),
        rate: CallRate(Rate(count: 3, periodMilliseconds: 1_000)))

    @Test("a sixth call is one definition")
    func sixthCall() {
        let call = Self.sixth
        #expect(call.problems(in: ["colour": "red", "coats": ["c-01"]]).isEmpty)
        #expect(
            call.problems(in: ["colour": "green", "coats": ["c-1"], "x": 1]).map(\.message) == [
                "widgets:PaintWidget has no parameter `x`",
                "`colour` must be `red` or `blue`, not `green`",
                "`coats[0]` must match ^c-[0-9]{2}$, not `c-1`",
            ])
        let error = AWSError(.refused, code: "DryException", message: "m")
        #expect(call.outcome(of: error) == .rejected(.refused, message: "DryException: m"))
        #expect(call.permission.resources(["colour": "red"]) == ["arn:red"])
        #expect(call.region(named: nil, input: [:], configured: "eu-west-1") == "eu-west-1")
        let page = CallReference.markdown([call])
        for part in [
            "## widgets:PaintWidget\n\nPaints a widget. [API reference](https://docs.example",
            "| `coats` | optional | list of 1 to 2 elements | Layers. |",
            "- **Permission**: `widgets:PaintWidget` on `arn:*`\n", "- **Rate**: `3/s`",
        ] { #expect(page.contains(part), "\(part)") }
    }
}
