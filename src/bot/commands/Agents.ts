/**
 * `orchestrator agents`: the agents of this service, as a table of contents.
 */
import * as Command from "effect/cli/Command"
import { create } from "./AgentsCreate.ts"
import { deleteAgent } from "./AgentsDelete.ts"
import { edit } from "./AgentsEdit.ts"
import { check, list, show } from "./AgentsList.ts"

export const agents = Command.make("agents").pipe(
  Command.withDescription("Shows, makes and changes agents"),
  Command.withSubcommands([list, show, create, edit, deleteAgent, check])
)
