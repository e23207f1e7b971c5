import HTTP
import Lifecycle

/// Who may have how many sockets, so that the process never runs out of descriptors: libmicrohttpd
/// 0.9.75, once accept(2) has failed for want of one, takes no further connection for good.
struct DescriptorBudget: Sendable, Hashable {
    /// Connections to the intake; further clients wait in the system's backlog.
    let intake: Int
    /// Connections to others.
    let outgoing: Int

    /// Connections to the admin listener.
    static let admin = 16
    /// Beside the connections: the journal, the polling threads' own, and files that are read for a
    /// moment.
    static let reserved = 80
    static let intakeWished = HTTPServerLimits().connectionsMax
    static let outgoingWished = HTTPClient.Limits().connectionsMax
    /// Of one outgoing connection: its socket, an idle one that is kept, and while a name is looked
    /// up what libcurl's resolver has open.
    static let perOutgoing = 4
    /// What remains for connections must be worth running for.
    static let connectionsMin = 24

    /// Enough for everything that is wished.
    static var wished: Int { reserved + admin + perOutgoing * outgoingWished + intakeWished }
    static var least: Int { reserved + admin + connectionsMin }

    /// Asks the system for what is wished.
    static func ofThisProcess() throws(BridgeError) -> DescriptorBudget {
        try DescriptorBudget(limit: OpenFileLimit.raise(to: wished))
    }

    /// - Parameter limit: how many descriptors the process may have.
    init(limit: Int) throws(BridgeError) {
        guard limit >= Self.least else {
            throw BridgeError(
                "the limit of open files is \(limit); at least \(Self.least) are needed "
                    + "(ulimit -n, or LimitNOFILE of systemd)")
        }
        let connections = limit - Self.reserved - Self.admin
        let rest = connections - Self.intakeWished
        outgoing = min(Self.outgoingWished, max(connections / 3, rest) / Self.perOutgoing)
        intake = min(Self.intakeWished, connections - Self.perOutgoing * outgoing)
    }
}
