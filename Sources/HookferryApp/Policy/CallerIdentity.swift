import Configuration

/// As whom a call is signed.
enum CallerIdentity: Sendable, Hashable {
    /// Whoever the bridge itself runs as.
    case bridge
    /// A profile of the shared AWS files.
    case profile(String)
    /// A role, by its ARN.
    case role(String)
}

extension AWSSettings {
    /// As whom the calls of an account are signed; nil for steps that name none.
    func caller(of account: String?) -> CallerIdentity {
        guard let account = account.flatMap({ accounts[$0] }) else { return .bridge }
        return account.roleARN.map(CallerIdentity.role) ?? account.base
    }
}

extension AWSAccount {
    /// Who assumes the role.
    var base: CallerIdentity { profile.map(CallerIdentity.profile) ?? .bridge }
}
