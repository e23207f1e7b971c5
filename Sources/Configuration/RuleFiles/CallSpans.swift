import Actions
import JSON
import YAML

/// How long a call step looks back and ahead: its `coalesce` and its `follow`. Both rest on what
/// the journal keeps, so that a span beyond `retention` is doubtful.
struct CallSpans {
    private(set) var coalesceMilliseconds: Int64?
    private(set) var followMilliseconds: Int64?

    /// Every mistake is reported. A notify step has neither key.
    init(_ table: Table, _ names: KnownNames) {
        coalesceMilliseconds = table["coalesce"]?.duration()
        followMilliseconds = table["follow"]?.duration()
        if let span = coalesceMilliseconds, span > names.retentionMilliseconds {
            table["coalesce"]?.warning(
                "`coalesce` is longer than `retention`: a call is forgotten with its event, and "
                    + "then made again")
        }
        if let span = followMilliseconds, span > names.retentionMilliseconds {
            table["follow"]?.warning(
                "`follow` is longer than `retention`: the event is kept until the step has ended")
        }
        checkFollow(table, names)
    }

    private func checkFollow(_ table: Table, _ names: KnownNames) {
        guard followMilliseconds != nil, let place = table.keyPosition("follow"),
            let name = table["call"]?.yaml.value.json.stringValue,
            let definition = CallDefinition.named(name)
        else { return }
        guard let follow = definition.follow else {
            let known = CallDefinition.all.filter { $0.follow != nil }.map { "`\($0.name)`" }
            table.node.error(
                "\(name) has no later end that could be followed",
                hint: "`follow` goes with \(known.joined(separator: ", "))", at: place)
            return
        }
        if follow.poll == nil, !names.hasTopics {
            table.node.warning(
                "nobody would tell the end of \(name): there is no source of type `sns`",
                hint: "add a source for the topic of the delivery channel", at: place)
        }
    }
}
