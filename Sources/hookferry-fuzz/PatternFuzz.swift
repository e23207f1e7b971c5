import EventPatterns
import JSON

/// Lines of event patterns, then an event: matching them all at once gives those that match alone.
enum PatternFuzz {
    static let seeds = [
        """
        {"source":["aws.config",null,1,true,""]}
        {"detail":{"n":[{"numeric":[">",0,"<=",5e2]}],"s":[{"prefix":"a"},{"suffix":"b"}]}}
        {"source":["aws.config"],"detail":{"n":[5],"s":"ab"}}
        """,
        """
        {"a":[{"equals-ignore-case":"É"},{"prefix":{"equals-ignore-case":"x"}}]}
        {"a":[{"suffix":{"equals-ignore-case":"X"}}],"b":[{"exists":false}]}
        {"a":["é","xX"],"c":1}
        """,
        """
        {"a":[{"wildcard":"*a*b\\\\*c*"}]}
        {"a":[{"wildcard":"a*"},{"wildcard":"*"}]}
        {"a":"aab*cc"}
        """,
        """
        {"a":[{"anything-but":["x",1]}]}
        {"a":[{"anything-but":{"prefix":"x"}}]}
        {"a":[{"anything-but":{"suffix":["x","y"]}}]}
        {"a":[{"anything-but":{"wildcard":"x*"}}]}
        {"a":[{"anything-but":{"equals-ignore-case":["X"]}}]}
        {"a":["x","y",2]}
        """,
        """
        {"ip":[{"cidr":"10.0.0.0/8"},{"cidr":"2001:db8::/32"}]}
        {"ip":["10.1.2.3","2001:db8::1"]}
        """,
        """
        {"$or":[{"a":[1]},{"b":{"c":[{"exists":true}]}}],"d":[{"numeric":["=",1.0]}]}
        {"$or":[{"a":["x"]},{"$or":[{"b":["y"]},{"d":["z"]}]}]}
        {"a":1,"b":[{"c":2},{"c":[3]}],"d":1e0}
        """,
        """
        {"a":{"b":["x"],"c":["y"]}}
        {"a.b":["x"]}
        {"a":[{"b":"x","c":"z"},{"b":"w","c":"y"}]}
        """,
        "{\"a\":[{\"numeric\":[\"<\",1,\">\",2]}]}\n{}", "{\"a\":[]}\n{}", "[]\n[]", "",
    ]

    static func problem(in input: [UInt8]) -> String? {
        let input = FuzzInput(input)
        var patterns: [EventPattern] = []
        for line in input.lines.dropLast() {
            do throws(PatternError) {
                patterns.append(try EventPattern(parsing: line))
            } catch {
                if error.message.isEmpty { return "the mistake has no message: \(line)" }
            }
        }
        guard let event = try? JSONDocument(parsing: Array(input.last.utf8), limits: .event) else {
            return nil
        }
        let value = event.value
        let alone = patterns.indices.filter { patterns[$0].matches(value) }
        let together = PatternMatcher(patterns).matches(event)
        guard alone == together else {
            return "alone \(alone) match, together \(together)"
        }
        return nil
    }
}
