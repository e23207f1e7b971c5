import AWS
import Actions
import Lifecycle
import YAML

/// Reads `aws`.
enum AWSReader {
    static func settings(_ node: Node?, environment: [String: String]) -> AWSSettings {
        var settings = AWSSettings()
        let table = node.flatMap { Table($0, .aws) }
        settings.region = table?["region"]?.region() ?? standardRegion(environment)
        for (name, _, value) in table?["accounts"]?.namedMembers("account") ?? [] {
            settings.accounts[name] = account(value)
        }
        settings.rates = table?["rates"].map(rates) ?? [:]
        return settings
    }

    private static func rates(_ node: Node) -> [String: Rate] {
        let calls = CallDefinition.all.map(\.name)
        var rates: [String: Rate] = [:]
        for member in node.members() ?? [] {
            if calls.contains(member.key) {
                rates[member.key] = node.with(member.value).rate()
            } else {
                node.unknown("call", member.key, among: calls, at: member.keyPosition)
            }
        }
        return rates
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
            region: table["region"]?.region(), profile: table["profile"]?.name(),
            roleARN: table["roleArn"]?.roleARN(), externalID: table["externalId"]?.externalID())
        checkPartition(of: account, table)
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

    /// No credentials of one partition are worth anything in another.
    private static func checkPartition(of account: AWSAccount, _ table: Table) {
        guard let arn = account.roleARN, let region = account.region,
            let partition = Partition.of(region: region)?.id, RoleARN(arn)?.partition != partition
        else { return }
        table["region"]?.error("`\(region)` is a region of \(partition), but the role is not")
    }
}

extension Node {
    fileprivate func roleARN() -> String? {
        guard let text = string() else { return nil }
        if RoleARN(text) != nil { return text }
        let hint = "write arn:aws:iam::123456789012:role/NAME"
        if text.contains(":assumed-role/") {
            error("`\(text)` is a session of a role, not the role", hint: hint)
        } else {
            error("`\(text)` is no ARN of an IAM role", hint: hint)
        }
        return nil
    }

    /// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    private static let externalIDCharacters = 2...1_224

    fileprivate func externalID() -> String? {
        guard let text = string() else { return nil }
        let isRight = text.utf8.allSatisfy { byte in
            RoleARN.isNameByte(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/")
        }
        guard isRight, Self.externalIDCharacters.contains(text.utf8.count) else {
            error(
                "this is no external id",
                hint: "it has 2 to 1224 letters, digits and characters of _+=,.@:/-")
            return nil
        }
        return text
    }
}
