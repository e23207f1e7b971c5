import Actions
import Events
import JSON
import Rules

/// What a step would send, or why it cannot.
enum RenderedStep {
    /// By key: `with` of a call, the parts of a message.
    case input(JSONObject)
    case mistake(String)

    init(_ step: Step, in context: StepContext) {
        do throws(TemplateError) {
            self.init(step, rendered: try context.render(step))
        } catch {
            self = .mistake(error.message)
        }
    }

    /// As far as is known while steps with the ids `pending` have no result; what reads one is left
    /// open.
    init(_ step: Step, in context: StepContext, pending: Set<String>) {
        do throws(TemplateError) {
            let preview = try context.preview(step, pending: pending)
            guard preview.unresolved.isEmpty else {
                self = .input([:])
                return
            }
            self.init(step, rendered: preview.input)
        } catch {
            self = .mistake(error.message)
        }
    }

    private init(_ step: Step, rendered: JSONValue) {
        switch step.action {
        case .call(let name):
            let definition = CallDefinition.named(name)
            // What a call is refused for before it is made.
            let problems = definition?.problems(in: rendered, template: step.template)
            if let problem = problems?.first {
                self = .mistake(problem.message)
            } else {
                let sent = definition?.prepared(rendered, template: step.template)
                self = .input(["with": sent ?? rendered])
            }
        case .notify:
            self = .input(rendered.objectValue ?? [:])
        }
    }
}
