import HTTP
import JSON

/// The service hooks' of Azure DevOps.
///
/// <https://learn.microsoft.com/azure/devops/service-hooks/events>
struct AzureDevOpsFormat: CallbackFormat {
    private static let source = "azure-devops"

    /// Of builds, runs, stages, jobs, releases and their environments, in lower case: the spelling
    /// changes with the version. `partiallySucceeded` counts as success, as it does for Azure's
    /// own conditions; a deployment that failed is `rejected`.
    private static let words: [String: Pipeline.Status] = [
        "notstarted": .queued, "queued": .queued, "scheduled": .queued, "waiting": .queued,
        "pending": .queued, "postponed": .queued,
        "inprogress": .running, "running": .running, "canceling": .running,
        "cancelling": .running,
        "succeeded": .succeeded, "partiallysucceeded": .succeeded,
        "succeededwithissues": .succeeded,
        "failed": .failed, "rejected": .failed,
        "canceled": .canceled, "cancelled": .canceled, "stopped": .canceled,
        "skipped": .canceled, "abandoned": .canceled,
    ]

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        guard let event = payload["eventType"]?.text else {
            throw .malformedBody("The body has no eventType, which Azure DevOps sends.")
        }
        var callback = Callback(source: Self.source, detailType: event, detail: payload)
        callback.id = DeliveryID.of(payload["id"]?.text)
        callback.deliveryID = DeliveryID.of(
            payload["id"]?.text, payload["notificationId"]?.idText ?? "")
        callback.time = payload["createdDate"]?.timeText
        callback.pipeline = Self.pipeline(of: event, payload["resource"])
        return .event(callback)
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders { [:] }

    /// By parts of the name: documents write `ms.vss-release.…` and `ms.azure-devops-release.…`.
    private static func pipeline(of event: String, _ resource: JSONValue?) -> Pipeline? {
        var pipeline = Pipeline(provider: source)
        if event == "build.complete" {
            fill(&pipeline, build: resource)
        } else if event == "git.push" {
            fill(&pipeline, push: resource)
        } else if event.contains("pipelinechecks") {
            fill(&pipeline, check: resource)
        } else if event.contains("-pipelines.") {
            fill(&pipeline, run: resource)
        } else if event.contains("-release.") {
            fill(&pipeline, release: resource)
            // How an approval stands is not how the deployment stands.
            if event.contains("approval") { pipeline.status = nil }
        } else {
            return nil
        }
        return pipeline
    }

    /// `status` is the result in version 1.0; in 2.0 it is `completed`, and `result` the result.
    private static func status(_ state: JSONValue?, _ result: JSONValue?) -> Pipeline.Status? {
        let state = state?.text?.lowercased()
        let word = state == nil || state == "completed" ? result?.text?.lowercased() : state
        return word.flatMap { words[$0] }
    }

    /// The page for people where one of these has one, else what the API calls the first.
    private static func url(_ values: JSONValue?...) -> String? {
        values.lazy.compactMap { $0?["_links"]?["web"]?["href"]?.text }.first
            ?? values.lazy.compactMap { $0?["url"]?.text }.first
    }

    private static func login(_ identity: JSONValue?) -> String? {
        identity?["uniqueName"]?.text ?? identity?["displayName"]?.text
    }

    /// With the project in front, which Azure Repos leaves out and GitHub's names have.
    private static func repository(_ value: JSONValue?, _ project: JSONValue?) -> String? {
        guard let name = value?["name"]?.text else {
            return value?["url"]?.text.flatMap(CloneURL.repository)
        }
        guard !name.contains("/"), let project = project?["name"]?.text else { return name }
        return "\(project)/\(name)"
    }
}

extension AzureDevOpsFormat {
    private static func fill(_ pipeline: inout Pipeline, build: JSONValue?) {
        pipeline.name = build?["definition"]?["name"]?.text
        pipeline.status = status(build?["status"], build?["result"])
        pipeline.runID = build?["id"]?.idText
        pipeline.url = url(build)
        pipeline.repository = repository(build?["repository"], build?["project"])
        pipeline.ref = build?["sourceBranch"]?.text
        pipeline.commit = build?["sourceVersion"]?.text
        // Version 1.0 has both in one: `LG:refs/heads/main:600c52…`.
        let version = build?["sourceGetVersion"]?.text?.split(separator: ":")
        if let version, version.count == 3, version[0] == "LG" {
            pipeline.ref = pipeline.ref ?? String(version[1])
            pipeline.commit = pipeline.commit ?? String(version[2])
        }
        pipeline.actor =
            login(build?["requestedFor"]) ?? login(build?["requests"]?[0]?["requestedFor"])
        pipeline.startedAt = build?["startTime"]?.timeText
        pipeline.finishedAt = build?["finishTime"]?.timeText
    }

    /// A run, or a stage or job of one. Those have their own name: their success must not look like
    /// the pipeline's. All have the run's id: those of stages and jobs lead nowhere.
    private static func fill(_ pipeline: inout Pipeline, run resource: JSONValue?) {
        let run = resource?["run"]
        let part = resource?["job"]?.ifObject ?? resource?["stage"]?.ifObject
        let subject = part ?? run
        let definition = resource?["pipeline"]?.ifObject ?? run?["pipeline"]
        pipeline.name =
            part == nil
            ? definition?["name"]?.text : part?["displayName"]?.text ?? part?["name"]?.text
        pipeline.status = status(subject?["state"], subject?["result"])
        pipeline.runID = run?["id"]?.idText
        pipeline.attempt = part?["attempt"]?.attempt
        pipeline.url = url(subject, run)
        let own = run?["resources"]?["repositories"]?["self"]
        pipeline.repository =
            repository(own?["repository"], nil) ?? repository(resource?["repositories"]?[0], nil)
        pipeline.ref = own?["refName"]?.text
        pipeline.commit = own?["version"]?.text
        pipeline.startedAt =
            subject?["startTime"]?.timeText ?? subject?["createdDate"]?.timeText
        pipeline.finishedAt =
            subject?["finishTime"]?.timeText ?? subject?["finishedDate"]?.timeText
    }

    /// An approval of a stage of a run.
    private static func fill(_ pipeline: inout Pipeline, check resource: JSONValue?) {
        let run = resource?["run"]
        pipeline.name =
            resource?["stageName"]?.text ?? resource?["stage"]?["name"]?.text
            ?? resource?["pipeline"]?["name"]?.text
        pipeline.runID = run?["id"]?.idText
        pipeline.attempt = resource?["attemptId"]?.attempt
        pipeline.url = url(run)
        pipeline.environment = resource?["resource"]?["name"]?.text
    }

    /// A release, or its deployment to an environment.
    private static func fill(_ pipeline: inout Pipeline, release resource: JSONValue?) {
        let deployment = resource?["deployment"]
        let approval = resource?["approval"]
        let environment =
            resource?["environment"]?.ifObject ?? deployment?["releaseEnvironment"]?.ifObject
        let release = resource?["release"]
        let owners = [release, deployment, environment, approval]
        pipeline.name =
            owners.lazy.compactMap { $0?["releaseDefinition"]?["name"]?.text }.first
        // In the documents' own example the release itself has the number 0 when a deployment of it
        // starts, and the environment names the right one.
        let releases = [environment?["release"], deployment?["release"], approval?["release"]]
        let named = releases.lazy.compactMap { $0?.ifObject }.first ?? release
        pipeline.runID = named?["id"]?.idText
        pipeline.url = url(named, release)
        pipeline.environment =
            environment?["name"]?.text ?? approval?["releaseEnvironment"]?["name"]?.text
        pipeline.status =
            environment == nil
            ? status(release?["status"], nil)
            : status(environment?["status"], nil) ?? status(deployment?["deploymentStatus"], nil)
        pipeline.attempt = deployment?["attempt"]?.attempt ?? approval?["attempt"]?.attempt
        pipeline.actor = login(deployment?["requestedFor"]) ?? login(release?["createdBy"])
        pipeline.startedAt = deployment?["startedOn"]?.timeText
        pipeline.finishedAt = deployment?["completedOn"]?.timeText
    }

    private static func fill(_ pipeline: inout Pipeline, push: JSONValue?) {
        let update = push?["refUpdates"]?[0]
        pipeline.repository = repository(push?["repository"], push?["repository"]?["project"])
        pipeline.ref = update?["name"]?.text
        pipeline.commit = update?["newObjectId"]?.commit
        pipeline.actor = login(push?["pushedBy"])
    }
}
