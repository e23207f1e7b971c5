import AWS
import HTTP
import Lifecycle

/// The clients of all identities of the process. A reload gets the ones there are: with sessions,
/// what is left to retry with, and what is known of AWS's clock.
final class AWSClients: Sendable {
    private let http: HTTPClient
    private let environment: [String: String]
    private let identities: AWSIdentities
    private let clients = Locked<[AWSIdentity: AWSClient]>([:])

    init(http: HTTPClient, environment: [String: String]) {
        self.http = http
        self.environment = environment
        identities = AWSIdentities(CredentialParts(http: http, environment: environment))
    }

    /// The one client of that identity.
    func client(for identity: AWSIdentity) -> AWSClient {
        if let known = clients.withLock({ $0[identity] }) { return known }
        let made = AWSClient(
            http: http,
            endpoints: Endpoints(environment: environment, profile: identity.profile),
            credentials: identities.source(for: identity))
        return clients.withLock { clients in
            if let known = clients[identity] { return known }
            clients[identity] = made
            return made
        }
    }
}
