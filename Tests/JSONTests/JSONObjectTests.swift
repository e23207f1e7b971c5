import JSON
import Testing

@Suite("JSON object")
struct JSONObjectTests {
    @Test("members keep their order through change and removal", arguments: [5, 40])
    func membersKeepTheirOrder(count: Int) {
        var object = JSONObject()
        for index in 0..<count { object["k\(index)"] = .number(JSONNumber(index)) }
        object["k1"] = "changed"
        object["k0"] = nil
        object["k0"] = "last"
        #expect(object.keys == (1..<count).map { "k\($0)" } + ["k0"])
        #expect(object["k1"] == "changed")
        #expect(object["k\(count - 1)"] == .number(JSONNumber(count - 1)))
        #expect(object["none"] == nil)
    }

    @Test("equality does not ask for order")
    func equalityDoesNotAskForOrder() {
        let left: JSONObject = ["a": 1, "b": 2]
        let right: JSONObject = ["b": 2, "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1, "c": 2])
    }
}
