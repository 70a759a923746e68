/**
 * `orchestrator agents create`: makes an agent's file from flags, or asks a person for what an agent needs. The file goes
 * into the data directory, where a running service finds it.
 */
import * as Console from "effect/Console"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Prompt from "effect/cli/Prompt"
import * as Effect from "effect/Effect"
import { tame } from "../../adapters/chat/console/HostileText.ts"
import { type AgentKeys, Agents } from "../../core/agents/Agents.ts"
import { backendList } from "../BackendList.ts"
import { hasEditor, makeDraft, openEditor } from "../Editor.ts"
import { Interactive } from "../Interactive.ts"
import { UsageError } from "../ReportError.ts"
import { Startup } from "../Startup.ts"
import { agentFlags, saidKeys, saidNothing, saidPersona } from "./AgentFlags.ts"
import { withAgents } from "./AgentsList.ts"

const optionalText = (message: string) => Prompt.String({ message })

const notEmpty = (text: string) =>
  text.trim() === "" ? Effect.fail("say something; one line is enough") : Effect.succeed(text.trim())

/** What a person is asked who said nothing but a name. */
const askKeys = Effect.gen(function* () {
  const { config } = yield* Startup
  const description = yield* Prompt.String({ message: "what is it good at, in one line?", validate: notEmpty })
  const backend = yield* Prompt.Select({
    message: "what does it run on?",
    choices: backendList.map(({ name, title }) => ({
      title,
      value: name,
      selected: name === config.agents.backend
    }))
  })
  const model = yield* optionalText("which model? (empty: the cli's own default)")
  const workdir = yield* optionalText("in which directory does it work? (empty: where the service is started)")
  const permissions = yield* Prompt.Select({
    message: "what may it do without asking?",
    choices: [
      { title: "ask", value: "ask", description: "asks before it changes anything or runs a command", selected: true },
      { title: "plan", value: "plan", description: "reads and plans, changes nothing" },
      { title: "accept-edits", value: "accept-edits", description: "edits files, asks before it runs a command" }
    ]
  })
  const keys: AgentKeys = {
    description,
    backend,
    ...(model.trim() === "" ? {} : { model: model.trim() }),
    ...(workdir.trim() === "" ? {} : { workdir: workdir.trim() }),
    permissions
  }
  return keys
})

const askPersona = Effect.fnUntraced(function* (name: string, description: string) {
  const start = `You are ${name}. ${description}\n`
  if (!(yield* hasEditor)) return start
  const written = yield* Prompt.Confirm({ message: "write its persona in your editor now?", initial: true })
  if (!written) return start
  const draft = yield* makeDraft(`${name}-persona.md`, start)
  return yield* openEditor(draft.file).pipe(Effect.ensuring(draft.discard))
})

export const create = Command.make(
  "create",
  {
    name: Argument.String("name").pipe(
      Argument.withDescription("Lower-case letters, digits and dashes; how people call it")
    ),
    ...agentFlags
  },
  Effect.fn("agents create")(function* ({ name, ...flags }) {
    yield* Effect.gen(function* () {
      const agents = yield* Agents
      const interactive = yield* Interactive
      const nothing = saidNothing(flags)
      if (nothing && !interactive) {
        return yield* new UsageError({ detail: "say at least --description: what the agent is good at, in one line" })
      }
      const said = nothing ? yield* askKeys : saidKeys(flags)
      const persona = yield* saidPersona(flags)
      const description = typeof said.description === "string" ? said.description : ""
      const written =
        persona ?? (interactive ? yield* askPersona(name, description) : `You are ${name}. ${description}\n`)
      const agent = yield* agents.create({ name, ...said }, written)
      const { file } = yield* agents.entry(agent.name)
      yield* Console.log(tame(`${agent.name} is made: ${file}\ntalk to it: orchestrator chat ${agent.name}`))
    }).pipe(withAgents)
  })
).pipe(
  Command.withDescription("Makes an agent; asks for what it needs when only a name is given"),
  Command.withExamples([
    { command: "orchestrator agents create tester", description: "asks for the rest" },
    {
      command: 'orchestrator agents create tester --description "Writes tests" --persona-file tester.txt',
      description: "asks nothing"
    }
  ])
)
