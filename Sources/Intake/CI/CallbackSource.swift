package import HTTP
package import Lifecycle
package import Telemetry

/// The types of sources to which a system of its user's own posts callbacks; the raw value is the
/// `type` in the configuration (design.md section 4).
package enum CallbackType: String, Sendable, Hashable, CaseIterable {
    case github, gitlab, bitbucket, circleci, buildkite, jenkins
    case azureDevOps = "azure-devops"
    case hcpTerraform = "hcp-terraform"
    case standardWebhooks = "standard-webhooks"
    case hmac, token, basic
}

/// What the configuration says of a source of callbacks.
package struct CallbackSource: Sendable {
    package let type: CallbackType
    package let credentials: SenderCredentials
    /// The `source` of events of the generic types.
    package var eventSource = "ci"
    /// The `detail-type` of events of the generic types; nil for what the body says, else
    /// `Callback`.
    package var detailType: String?

    package init(_ type: CallbackType, _ credentials: SenderCredentials) {
        self.type = type
        self.credentials = credentials
    }

    /// How the sender's payloads are read.
    var format: any CallbackFormat {
        switch type {
        case .github: GitHubFormat()
        case .gitlab: GitLabFormat()
        case .bitbucket: BitbucketFormat()
        case .circleci: CircleCIFormat()
        case .buildkite: BuildkiteFormat()
        case .jenkins: JenkinsFormat()
        case .azureDevOps: AzureDevOpsFormat()
        case .hcpTerraform: HCPTerraformFormat()
        case .standardWebhooks, .hmac, .token, .basic:
            GenericFormat(
                eventSource: eventSource, detailType: detailType,
                isStandardWebhooks: type == .standardWebhooks)
        }
    }
}

extension CallbackSource {
    /// The header fields with which this source's sender would post a body, beside `Content-Type`:
    /// for `hookferry send`. Throws `malformedBody` for what is not JSON, and `unnamedEvent`.
    ///
    /// - Parameters:
    ///   - event: the sender's name of the event; nil for what the body looks like.
    ///   - id: the delivery's name.
    package func fields(
        posting body: [UInt8], event: String?, id: String, at now: Timestamp
    ) throws(Refusal) -> HTTPHeaders {
        let payload = try CallbackBody.json(body)
        var fields = try format.namedFields(for: payload, event: event, id: id)
        for field in credentials.proof.fields(for: body, id: id, at: now) {
            fields.set(field.name, field.value)
        }
        return fields
    }
}

/// What a sender proves itself with. Of several secrets any will do, so that one can be replaced
/// while both are in use; the first is the one that `hookferry send` signs with.
package enum SenderCredentials: Sendable {
    /// An HMAC of the body in a header field.
    case bodySignature(SignatureShape, [Secret])
    /// The signature of Standard Webhooks; secrets are `whsec_` and base64.
    case standardWebhooks([Secret])
    /// Buildkite's signature of time and body.
    case buildkiteSignature([Secret])
    /// A token as it is in a header field of this name.
    case tokenField(String, [Secret])
    /// `Authorization: Bearer`.
    case bearer([Secret])
    /// `Authorization: Basic`.
    case basic(username: String, password: Secret)

    /// Checks these credentials.
    var proof: any SenderProof {
        switch self {
        case .bodySignature(let shape, let secrets): BodySignature(shape, secrets)
        case .standardWebhooks(let secrets): StandardSignature(secrets)
        case .buildkiteSignature(let secrets): BuildkiteSignature(secrets)
        case .tokenField(let name, let tokens): TokenField(name, tokens)
        case .bearer(let tokens): BearerTokens(tokens)
        case .basic(let username, let password):
            BasicCredentials(username: username, password: password)
        }
    }

    /// What lets its owner read what became of the source's events (design.md section 6); nil where
    /// nothing but a signature is agreed upon.
    var outcomeProof: (any SenderProof)? {
        switch self {
        case .tokenField(_, let tokens): BearerTokens(tokens)
        case .bearer, .basic: proof
        case .bodySignature, .standardWebhooks, .buildkiteSignature: nil
        }
    }
}
