import JSON
import TestSupport
import Testing

@testable import HookferryApp

@Suite("OpenAPI document")
struct OpenAPIDocumentTests {
    @Test("every route is in it, and every reference leads somewhere")
    func routes() {
        let document = OpenAPIDocument(needsToken: true).json
        for route in AdminRoute.all {
            let operation = document["paths"]?[route.path]?[route.method.rawValue.lowercased()]
            #expect(operation?["summary"]?.stringValue == route.about)
            #expect((operation?["security"] != nil) == (route.access == .operators))
        }
        let text = document.serialized()
        let schemas = document["components"]?["schemas"]?.objectValue?.keys ?? []
        for piece in text.split(separator: ##""$ref":"#/components/schemas/"##).dropFirst() {
            let name = piece.prefix { $0 != "\"" }
            #expect(schemas.contains(String(name)), "\(name)")
        }
    }

    @Test("each operation has a name of its own")
    func operationIDs() {
        let paths = OpenAPIDocument(needsToken: false).json["paths"]?.objectValue?.members ?? []
        let names = paths.flatMap { $0.value.objectValue?.members ?? [] }
            .compactMap { $0.value["operationId"]?.stringValue }
        #expect(names.count == AdminRoute.all.count)
        #expect(Set(names).count == names.count)
        #expect(names.contains("postDeliveriesIdRedrive"))
    }

    @Test("without a token nothing asks for one")
    func withoutToken() {
        let text = OpenAPIDocument(needsToken: false).json.serialized()
        #expect(!text.contains("security"))
        #expect(!text.contains("401"))
        #expect(text.contains("403"))
    }

    @Test(
        "it keeps to the standard's schema",
        .enabled(if: Python.has("openapi_spec_validator"), "needs openapi-spec-validator"))
    func standard() throws {
        let program = """
            import json, sys
            from openapi_spec_validator import validate
            validate(json.load(sys.stdin))
            print("valid")
            """
        for needsToken in [true, false] {
            let text = OpenAPIDocument(needsToken: needsToken).json.serialized()
            #expect(try Python.run(program, input: text) == "valid\n")
        }
    }
}
