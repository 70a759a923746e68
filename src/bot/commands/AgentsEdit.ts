/**
 * `orchestrator agents edit`: changes an agent's file, which a running service watches. An edit is checked before it
 * counts: a file that was good is never replaced by a broken one.
 */
import * as Console from "effect/Console"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Prompt from "effect/cli/Prompt"
import * as Effect from "effect/Effect"
import { tame } from "../../adapters/chat/console/HostileText.ts"
import { Agents } from "../../core/agents/Agents.ts"
import type { AgentsError } from "../../core/agents/AgentsError.ts"
import { hasEditor, makeDraft, openEditor } from "../Editor.ts"
import { Interactive } from "../Interactive.ts"
import { AlreadySaid, UsageError } from "../ReportError.ts"
import { agentFlags, saidKeys, saidNothing, saidPersona } from "./AgentFlags.ts"
import { problemLine, withAgents } from "./AgentsList.ts"

const name = Argument.String("name").pipe(Argument.withDescription("The agent's name"))

const again = Effect.gen(function* () {
  return (yield* Interactive) && (yield* Prompt.Confirm({ message: "edit it again?", initial: true }))
})

/** Shows what is wrong; true when the person wants another try. */
const refused = Effect.fnUntraced(function* (error: AgentsError, file: string) {
  const { reason } = error
  yield* Console.error(
    reason._tag === "InvalidAgent" ? reason.problems.map(problemLine).join("\n") : tame(`✗ ${reason.message}`)
  )
  if (yield* again) return true
  yield* Console.error(`nothing was changed; your text is kept in ${file}`)
  return yield* new AlreadySaid()
})

const editText = Effect.fnUntraced(function* (name: string) {
  const agents = yield* Agents
  const before = yield* agents.source(name)
  const draft = yield* makeDraft(`${name}.md`, before)
  for (;;) {
    const text = yield* openEditor(draft.file).pipe(Effect.tapError(() => draft.discard))
    if (text === before) {
      yield* draft.discard
      return false
    }
    const stored = yield* Effect.result(agents.write(name, text))
    if (stored._tag === "Success") {
      yield* draft.discard
      return true
    }
    yield* refused(stored.failure, draft.file)
  }
})

const whereItIs = Effect.fnUntraced(function* (name: string, ownBefore: boolean) {
  const { file } = yield* (yield* Agents).entry(name)
  return tame(
    ownBefore ? `${name} is changed: ${file}` : `${name} is changed: ${file}, a copy that wins over the original`
  )
})

export const edit = Command.make(
  "edit",
  { name, ...agentFlags },
  Effect.fn("agents edit")(function* ({ name, ...flags }) {
    yield* Effect.gen(function* () {
      const agents = yield* Agents
      const { agents: known, disabled } = yield* agents.snapshot
      const own = [...known.map((each) => ({ ...each, name: String(each.agent.name) })), ...disabled].some(
        (each) => each.name === name && each.own
      )
      if (!saidNothing(flags)) {
        yield* agents.edit(name, saidKeys(flags), yield* saidPersona(flags))
        return yield* Console.log(yield* whereItIs(name, own))
      }
      if (!(yield* hasEditor)) {
        return yield* new UsageError({ detail: "say what to change (--help shows the flags), or set EDITOR" })
      }
      yield* Console.log((yield* editText(name)) ? yield* whereItIs(name, own) : "nothing was changed")
    }).pipe(withAgents)
  })
).pipe(
  Command.withDescription("Changes an agent, in your editor or by flags"),
  Command.withExamples([
    { command: "orchestrator agents edit scout", description: "opens its file in $VISUAL or $EDITOR" },
    { command: "orchestrator agents edit scout --model opus", description: "changes one key" }
  ])
)
