/** What a person or a token may do, in words. */
import type { Scope } from "../../../../../../core/control/protocol/Visitor.ts"

export const scopeWords: Readonly<Record<Scope, string>> = {
  read: "look at sessions, agents and costs",
  talk: "talk to agents, look at what comes of it, and stop own turns",
  approve: "see everything, and answer what agents ask",
  administer: "change agents, people and the configuration",
  spend: "raise budgets",
  metrics: "read the service's figures at /metrics, and nothing else"
}
