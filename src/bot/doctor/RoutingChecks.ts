/**
 * What the doctor says of the rules that choose models: rules that never hold, models that a backend may not have, and
 * agents that leave the choice to rules which do not exist. Whether a CLI knows a model, the CLI alone can say.
 */
import type { Agent } from "../../core/model/Agent.ts"
import type { Check } from "../../core/ports/Manifest.ts"
import { autoModel, type RoutingRule } from "../../core/routing/Routing.ts"
import { fine, warning } from "./Finding.ts"

type Automatic = Pick<Agent, "backend" | "model" | "name">

const always = ({ backend, when = {} }: RoutingRule): boolean => backend === undefined && Object.keys(when).length === 0

const contradicts = ({ when = {} }: RoutingRule): boolean =>
  when.atLeast !== undefined && when.atMost !== undefined && when.atLeast > when.atMost

export const routingChecks = (
  rules: ReadonlyArray<RoutingRule>,
  agents: ReadonlyArray<Automatic>
): ReadonlyArray<Check> => {
  const automatic = agents.filter(({ model }) => model === autoModel)
  const names = automatic.map(({ name }) => name).join(", ")
  if (rules.length === 0) {
    const wrong = `there are no rules for model: auto of ${names}: the cli's own default answers`
    return automatic.length === 0
      ? []
      : [warning("routing", wrong, "add routing to the configuration, or name a model")]
  }
  const open = rules.findIndex(always)
  const backends = new Set(automatic.map(({ backend }) => backend))
  const found = rules.flatMap((rule, index): ReadonlyArray<Check> => {
    const which = `rule ${index + 1} (${rule.model})`
    if (open !== -1 && index > open) {
      return [warning("routing", `${which} is never reached: rule ${open + 1} always holds`, "put that rule last")]
    }
    if (contradicts(rule)) return [warning("routing", `${which} never holds`, "make atLeast at most what atMost is")]
    const backend = rule.backend ?? rule.when?.backend
    return backend === undefined && backends.size > 1
      ? [
          warning(
            "routing",
            `${which} names one model for ${[...backends].join(" and ")}`,
            "say backend, or when: { backend }, in that rule"
          )
        ]
      : []
  })
  const users = automatic.length === 0 ? "" : `, used by ${names}`
  return [...found, ...(found.length === 0 ? [fine("routing", `${rules.length} rules for model: auto${users}`)] : [])]
}
