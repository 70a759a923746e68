/**
 * `orchestrator agents delete`: removes the file of an agent that was made here. Never without a yes.
 */
import * as Console from "effect/Console"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Prompt from "effect/cli/Prompt"
import * as Effect from "effect/Effect"
import { tame } from "../../adapters/chat/console/HostileText.ts"
import { Agents } from "../../core/agents/Agents.ts"
import { Interactive } from "../Interactive.ts"
import { UsageError } from "../ReportError.ts"
import { withAgents } from "./AgentsList.ts"

export const deleteAgent = Command.make(
  "delete",
  {
    name: Argument.String("name").pipe(Argument.withDescription("The agent's name")),
    yes: Flag.Boolean("yes").pipe(Flag.withAlias("y"), Flag.withDescription("Does not ask"), Flag.withDefault(false))
  },
  Effect.fn("agents delete")(function* ({ name, yes }) {
    yield* Effect.gen(function* () {
      const agents = yield* Agents
      // says that there is none before anybody is asked
      yield* agents.source(name)
      if (!yes && !(yield* Interactive))
        return yield* new UsageError({ detail: "say --yes: nobody is here to be asked" })
      if (!yes && !(yield* Prompt.Confirm({ message: `delete ${tame(name)}?`, initial: false }))) {
        return yield* Console.log("nothing was deleted")
      }
      yield* agents.delete(name)
      const { agents: left } = yield* agents.snapshot
      const original = left.find(({ agent }) => agent.name === name)
      yield* Console.log(
        tame(
          original === undefined
            ? `${name} is deleted`
            : `${name} is as in ${original.shown} again: the copy is deleted`
        )
      )
    }).pipe(withAgents)
  })
).pipe(Command.withDescription("Deletes an agent that was made here"))
