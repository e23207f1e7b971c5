import HTTP
import JSON

/// HCP Terraform's and Terraform Enterprise's notifications.
///
/// <https://developer.hashicorp.com/terraform/cloud-docs/api-docs/notification-configurations>,
/// with the states of <https://developer.hashicorp.com/terraform/cloud-docs/api-docs/run>
struct HCPTerraformFormat: CallbackFormat {
    private static let source = "hcp-terraform"

    /// A run that waits for a person or a policy has begun and is not over.
    private static let runStates: [String: Pipeline.Status] = [
        "pending": .queued, "fetching": .queued, "fetching_completed": .queued,
        "queuing": .queued, "plan_queued": .queued,
        "pre_plan_running": .running, "pre_plan_completed": .running, "planning": .running,
        "planned": .running, "cost_estimating": .running, "cost_estimated": .running,
        "policy_checking": .running, "policy_override": .running, "policy_checked": .running,
        "confirmed": .running, "post_plan_running": .running, "post_plan_completed": .running,
        "planned_and_saved": .running, "queuing_apply": .running, "apply_queued": .running,
        "pre_apply_running": .running, "pre_apply_completed": .running, "applying": .running,
        "planned_and_finished": .succeeded, "applied": .succeeded,
        "errored": .failed, "policy_soft_failed": .failed,
        "canceled": .canceled, "force_canceled": .canceled, "discarded": .canceled,
    ]

    /// Where no state is given. `run:errored` is also sent for a run that was canceled.
    private static let triggers: [String: Pipeline.Status] = [
        "run:created": .queued, "run:planning": .running, "run:needs_attention": .running,
        "run:applying": .running, "run:completed": .succeeded, "run:errored": .failed,
    ]

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        let notification = payload["notifications"]?[0]
        guard let trigger = payload["trigger"]?.text ?? notification?["trigger"]?.text else {
            throw .malformedBody("The body has no trigger, which HCP Terraform sends.")
        }
        guard trigger != "verification" else {
            return .ignored("HCP Terraform verified the connection.")
        }
        var callback = Callback(source: Self.source, detailType: trigger, detail: payload)
        // Several at once, which HashiCorp reserves, have no name in the first of them.
        if payload["notifications"]?[1] == nil {
            callback.deliveryID = DeliveryID.of(
                payload["run_id"]?.text, trigger, notification?["run_updated_at"]?.text)
        }
        let assessment = payload["details"]?["new_assessment_result"]
        callback.time =
            notification?["run_updated_at"]?.timeText ?? assessment?["created_at"]?.timeText
        callback.pipeline = Self.pipeline(of: trigger, payload, notification)
        return .event(callback)
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders { [:] }

    /// Of notifications about a run, also one that destroys a workspace by itself. An assessment of
    /// a workspace is no run.
    private static func pipeline(
        of trigger: String, _ payload: JSONValue, _ notification: JSONValue?
    ) -> Pipeline? {
        var pipeline = Pipeline(provider: source)
        if trigger.hasPrefix("run:") {
            pipeline.runID = payload["run_id"]?.text
            pipeline.status = status(notification?["run_status"], trigger)
            pipeline.url = payload["run_url"]?.text
            pipeline.actor = payload["run_created_by"]?.text
            pipeline.startedAt = payload["run_created_at"]?.timeText
            if pipeline.status?.hasEnded == true {
                pipeline.finishedAt = notification?["run_updated_at"]?.timeText
            }
        } else if let run = payload["details"]?["run_external_id"]?.text {
            pipeline.runID = run
            pipeline.status = status(payload["details"]?["run_status"], trigger)
            pipeline.startedAt = payload["details"]?["run_created_at"]?.timeText
        } else {
            return nil
        }
        // A workspace is what Terraform applies to, and the only name that its runs have.
        pipeline.name =
            payload["workspace_name"]?.text ?? payload["details"]?["workspace_name"]?.text
        pipeline.environment = pipeline.name
        return pipeline
    }

    /// The run's state says more than the trigger. A state that is not known says nothing.
    private static func status(_ state: JSONValue?, _ trigger: String) -> Pipeline.Status? {
        guard let state = state?.text else { return triggers[trigger] }
        return runStates[state]
    }
}
