import JSON

/// One evaluation of an expression and what it may still cost.
struct Evaluation {
    private var stepsLeft: Int
    private let stepsMax: Int

    init(stepsMax: Int) {
        self.stepsMax = stepsMax
        stepsLeft = stepsMax
    }

    /// Bytes of text that cost one step.
    static let bytesPerStep = 16

    mutating func spend(_ steps: Int = 1) throws(JMESPathError) {
        stepsLeft -= steps
        guard stepsLeft >= 0 else {
            throw JMESPathError(.invalidValue, "the evaluation takes more than \(stepsMax) steps")
        }
    }

    mutating func spend(bytes: Int) throws(JMESPathError) {
        try spend(bytes / Self.bytesPerStep)
    }

    /// The length of a number's or string's text.
    func textBytes(of value: JSONValue) -> Int {
        switch value {
        case .number(let number): number.text.utf8.count
        case .string(let text): text.utf8.count
        case .null, .bool, .array, .object: 0
        }
    }

    /// What it takes to read each of these numbers or strings once.
    func textSteps(_ values: [JSONValue]) -> Int {
        values.reduce(values.count) { $0 + textBytes(of: $1) / Self.bytesPerStep }
    }

    /// Spends what it costs to walk or write a value.
    mutating func weigh(_ value: JSONValue) throws(JMESPathError) {
        try spend()
        switch value {
        case .null, .bool, .number, .string: try spend(bytes: textBytes(of: value))
        case .array(let elements):
            for element in elements { try weigh(element) }
        case .object(let object):
            for member in object.members {
                try spend(bytes: member.key.utf8.count)
                try weigh(member.value)
            }
        }
    }

    mutating func evaluate(
        _ node: Node, on value: JSONValue
    ) throws(JMESPathError) -> JSONValue {
        try spend()
        switch node.kind {
        case .current: return value
        case .literal(let literal): return literal
        case .fields(let names): return try fields(names, of: value)
        case .index(let index): return element(index, of: value)
        case .slice(let slice): return try self.slice(slice, of: value)
        case .chain(let left, let right):
            return try evaluate(right, on: evaluate(left, on: value))
        case .projection(let left, let right):
            guard case .array(let elements) = try evaluate(left, on: value) else { return .null }
            return try project(right, over: elements)
        case .objectProjection(let left, let right):
            guard case .object(let object) = try evaluate(left, on: value) else { return .null }
            return try project(right, over: object.members.map(\.value))
        case .filterProjection(let left, let condition, let right):
            guard case .array(let elements) = try evaluate(left, on: value) else { return .null }
            return try project(right, over: elements, where: condition)
        case .flatten(let inner): return try flatten(evaluate(inner, on: value))
        case .list(let nodes): return try list(nodes, on: value)
        case .hash(let entries): return try hash(entries, on: value)
        case .or(let left, let right):
            let result = try evaluate(left, on: value)
            return result.isTruthy ? result : try evaluate(right, on: value)
        case .and(let left, let right):
            let result = try evaluate(left, on: value)
            return result.isTruthy ? try evaluate(right, on: value) : result
        case .not(let inner): return .bool(!(try evaluate(inner, on: value).isTruthy))
        case .comparison(let comparator, let left, let right):
            return try compare(
                evaluate(left, on: value), comparator, evaluate(right, on: value))
        case .call(let call): return try self.call(call, on: value)
        }
    }

    private mutating func fields(
        _ names: [String], of value: JSONValue
    ) throws(JMESPathError) -> JSONValue {
        try spend(names.count - 1)
        var value = value
        for name in names {
            guard case .object(let object) = value, let member = object[name] else { return .null }
            value = member
        }
        return value
    }

    private mutating func project(
        _ node: Node, over elements: [JSONValue], where condition: Node? = nil
    ) throws(JMESPathError) -> JSONValue {
        var results: [JSONValue] = []
        if condition == nil { results.reserveCapacity(elements.count) }
        for element in elements {
            if let condition, !(try evaluate(condition, on: element).isTruthy) { continue }
            let result = try evaluate(node, on: element)
            if case .null = result { continue }
            results.append(result)
        }
        return .array(results)
    }

    private mutating func flatten(_ value: JSONValue) throws(JMESPathError) -> JSONValue {
        guard case .array(let elements) = value else { return .null }
        var results: [JSONValue] = []
        for element in elements {
            if case .array(let inner) = element {
                try spend(inner.count)
                results += inner
            } else {
                try spend()
                results.append(element)
            }
        }
        return .array(results)
    }

    private mutating func list(
        _ nodes: [Node], on value: JSONValue
    ) throws(JMESPathError) -> JSONValue {
        if case .null = value { return .null }
        var results: [JSONValue] = []
        results.reserveCapacity(nodes.count)
        for node in nodes { results.append(try evaluate(node, on: value)) }
        return .array(results)
    }

    private mutating func hash(
        _ entries: [Node.Entry], on value: JSONValue
    ) throws(JMESPathError) -> JSONValue {
        if case .null = value { return .null }
        var object = JSONObject()
        for entry in entries { object[entry.key] = try evaluate(entry.value, on: value) }
        return .object(object)
    }

    private mutating func call(
        _ call: Node.Call, on value: JSONValue
    ) throws(JMESPathError) -> JSONValue {
        var values: [JSONValue] = []
        values.reserveCapacity(call.arguments.count)
        for argument in call.arguments {
            switch argument {
            case .value(let node): values.append(try evaluate(node, on: value))
            case .reference: values.append(.null)
            }
        }
        let arguments = Arguments(values, of: call)
        try arguments.checkTypes()
        switch call.function {
        case .number(let function): return try number(function, arguments)
        case .string(let function): return try string(function, arguments)
        case .array(let function): return try array(function, arguments)
        case .object(let function): return try object(function, arguments)
        }
    }

    // MARK: Indices

    private func element(_ index: Int, of value: JSONValue) -> JSONValue {
        guard case .array(let elements) = value else { return .null }
        // A negative index counts from the end; -Int.max and below can meet no element.
        let position = index < 0 ? index + elements.count : index
        return elements.indices.contains(position) ? elements[position] : .null
    }

    private mutating func slice(
        _ slice: Node.Slice, of value: JSONValue
    ) throws(JMESPathError) -> JSONValue {
        guard case .array(let elements) = value else { return .null }
        let count = elements.count
        let isForward = slice.step > 0
        let bounds = isForward ? 0...count : -1...(count - 1)
        func position(_ bound: Int?, default missing: Int) -> Int {
            guard let bound else { return missing }
            let absolute = bound < 0 ? bound + count : bound
            return min(max(absolute, bounds.lowerBound), bounds.upperBound)
        }
        let start = position(slice.start, default: isForward ? 0 : count - 1)
        let stop = position(slice.stop, default: isForward ? count : -1)
        var results: [JSONValue] = []
        for index in stride(from: start, to: stop, by: slice.step) {
            results.append(elements[index])
        }
        try spend(results.count)
        return .array(results)
    }
}
