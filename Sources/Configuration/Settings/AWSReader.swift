import AWS

/// Reads `aws`.
enum AWSReader {
    static func settings(_ node: Node?, environment: [String: String]) -> AWSSettings {
        var settings = AWSSettings()
        let table = node.flatMap { Table($0, .aws) }
        settings.region = table?["region"]?.region() ?? standardRegion(environment)
        for (name, _, value) in table?["accounts"]?.namedMembers("account") ?? [] {
            settings.accounts[name] = account(value)
        }
        return settings
    }

    /// As every AWS tool finds it.
    private static func standardRegion(_ environment: [String: String]) -> String? {
        ["AWS_REGION", "AWS_DEFAULT_REGION"].compactMap { environment[$0] }
            .first { Partition.of(region: $0) != nil }
            ?? (try? ProfileLocation(environment: environment).read())?.region
    }

    private static func account(_ node: Node) -> AWSAccount {
        guard let table = Table(node, .account) else { return AWSAccount() }
        var account = AWSAccount(
            region: table["region"]?.region(), profile: table["profile"]?.name())
        if let profile = account.profile {
            let environment = node.session.environment
            do throws(CredentialError) {
                let found = try ProfileLocation(environment: environment, profile: profile).read()
                account.region = account.region ?? found.region
            } catch {
                table["profile"]?.absent(error.message)
            }
        }
        return account
    }
}
