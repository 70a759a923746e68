/**
 * Commands about agents and who answers where: `agent list|show|create|edit|bind|unbind|delete`.
 */
import * as Effect from "effect/Effect"
import { type AgentKeys, Agents } from "../agents/Agents.ts"
import { Bindings } from "../agents/Bindings.ts"
import { problemText } from "../agents/Problem.ts"
import * as Words from "../render/Words.ts"
import { type Command, CommandError, type CommandOption } from "./Command.ts"
import { failed } from "./Here.ts"

const called: CommandOption = { name: "name", help: "the agent's name", required: true }
const named: CommandOption = { ...called, values: "agents" }

const described = (required: boolean): ReadonlyArray<CommandOption> => [
  { name: "description", help: "what it is for, one line", required },
  { name: "persona", help: "who it is and how it works", required, long: true },
  { name: "backend", help: "the coding CLI that it runs on", required: false, values: "backends" },
  { name: "model", help: "a model or alias of the backend", required: false, values: "models" }
]

export const agentCommands = Effect.gen(function* () {
  const agents = yield* Agents
  const bindings = yield* Bindings

  const list: Command = {
    name: "agent list",
    help: "shows every agent",
    options: [],
    action: "talk",
    run: Effect.fnUntraced(function* () {
      const { agents: known, disabled } = yield* agents.snapshot
      const lines = known.map(
        ({ agent }) => `- **${agent.name}** ${Words.facts(agent.description, agent.backend, agent.model)}`
      )
      const broken = disabled.map(
        ({ name, problems }) => `- ${Words.failed} ${name}: ${problems.map(problemText).join("; ")}`
      )
      return [...lines, ...broken].join("\n") || "there is no agent; make one: orchestrator agents create"
    })
  }

  const show: Command = {
    name: "agent show",
    help: "shows one agent's file",
    options: [named],
    action: "talk",
    run: Effect.fnUntraced(function* ({ args }) {
      const source = yield* agents.source(args.name ?? "").pipe(Effect.mapError(failed))
      return `\`\`\`\`md\n${source.trimEnd()}\n\`\`\`\``
    })
  }

  const keysOf = ({ backend, description, model, name }: Readonly<Record<string, string>>): AgentKeys => ({
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(backend === undefined ? {} : { backend }),
    ...(model === undefined ? {} : { model })
  })

  const create: Command = {
    name: "agent create",
    help: "makes a new agent",
    options: [{ ...called, help: "lower-case letters, digits and dashes" }, ...described(true)],
    action: "administer",
    audit: "created",
    form: true,
    run: Effect.fnUntraced(function* ({ args }) {
      const agent = yield* agents.create(keysOf(args), args.persona ?? "").pipe(Effect.mapError(failed))
      return `${agent.name} is there; speak to it as @${agent.name}, or bind it here: agent bind name=${agent.name}`
    })
  }

  const edit: Command = {
    name: "agent edit",
    help: "changes an agent; what is not said stays",
    options: [named, ...described(false)],
    action: "administer",
    audit: "changed",
    form: true,
    draft: ({ name }) =>
      agents.get(name ?? "").pipe(
        Effect.map((agent) => ({
          name: agent.name,
          description: agent.description,
          persona: agent.persona.trim(),
          backend: agent.backend,
          ...(agent.model === undefined ? {} : { model: agent.model })
        })),
        Effect.orElseSucceed(() => ({}))
      ),
    run: Effect.fnUntraced(function* ({ args }) {
      const agent = yield* agents.edit(args.name ?? "", keysOf(args), args.persona).pipe(Effect.mapError(failed))
      return `${agent.name} is changed; a session keeps the persona that it was begun with`
    })
  }

  const bind: Command = {
    name: "agent bind",
    help: "makes an agent answer in this conversation",
    options: [
      named,
      { name: "trigger", help: "all messages, or only mentions", required: false, choices: ["all", "mention"] }
    ],
    action: "administer",
    audit: "bound",
    run: Effect.fnUntraced(function* ({ args, conversation }) {
      const agent = yield* agents.get(args.name ?? "")
      const trigger = args.trigger === "mention" ? "mention" : "all"
      yield* bindings.bind({
        platform: conversation.platform,
        conversation: conversation.id,
        agent: agent.name,
        trigger
      })
      return `${agent.name} answers here${trigger === "mention" ? " when mentioned" : ""}`
    }, Effect.mapError(failed))
  }

  const unbind: Command = {
    name: "agent unbind",
    help: "takes the agent off this conversation",
    options: [],
    action: "administer",
    audit: "unbound",
    run: Effect.fnUntraced(function* ({ conversation }) {
      yield* bindings
        .unbind({ platform: conversation.platform, conversation: conversation.id })
        .pipe(Effect.mapError(failed))
      return "nobody is bound here any more"
    })
  }

  const remove: Command = {
    name: "agent delete",
    help: "deletes an agent that was made at run time",
    options: [named],
    action: "administer",
    audit: "deleted",
    run: Effect.fnUntraced(function* ({ args }) {
      const name = args.name
      if (name === undefined) return yield* new CommandError({ reason: "usage", detail: "say which agent" })
      yield* agents.delete(name).pipe(Effect.mapError(failed))
      return `${name} is deleted`
    })
  }

  return [list, show, create, edit, bind, unbind, remove]
})
