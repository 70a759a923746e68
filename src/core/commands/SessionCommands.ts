/**
 * Commands about the conversation with an agent: `session new|list|show|resume|fork|close|takeover`, `model`,
 * `verbosity`.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { doneBy } from "../model/DoneBy.ts"
import { ResumeToken } from "../model/Ids.ts"
import { Journal } from "../ports/Journal.ts"
import * as Words from "../render/Words.ts"
import { autoModel } from "../routing/Routing.ts"
import { Backends } from "../sessions/Backends.ts"
import { sessionRecords } from "../sessions/SessionRecords.ts"
import { Sessions } from "../sessions/Sessions.ts"
import { type Command, CommandError } from "./Command.ts"
import { agentOption, failed, sessionHere } from "./Here.ts"

const shownSessions = 20

const modelName = (model: string): string => (model === autoModel ? "the model that the rules choose" : model)

export const sessionCommands = Effect.gen(function* () {
  const backends = yield* Backends
  const journal = yield* Journal
  const records = yield* sessionRecords
  const sessions = yield* Sessions
  const here = yield* sessionHere

  const recordHere = Effect.fnUntraced(function* (call: Parameters<typeof here>[0]) {
    const found = yield* here(call)
    const record = yield* records.get(found.session).pipe(Effect.mapError(failed))
    if (Option.isNone(record) || record.value.token === undefined) {
      return yield* new CommandError({ reason: "failed", detail: `${found.agent.name} has not said anything here yet` })
    }
    return { ...found, record: record.value, token: record.value.token }
  })

  const fresh: Command = {
    name: "session new",
    help: "the next message starts a new conversation; the old one can be resumed",
    options: [agentOption],
    action: "talk",
    audit: "configured",
    run: Effect.fnUntraced(function* (call) {
      const { agent, of, session } = yield* here(call)
      const before = yield* records.get(session).pipe(Effect.mapError(failed))
      yield* sessions.adopt(session, of, { fork: false }).pipe(Effect.mapError(failed))
      const old = Option.flatMapNullishOr(before, (record) => record.token)
      return Option.match(old, {
        onNone: () => `${agent.name} starts anew here`,
        onSome: (token) => `${agent.name} starts anew here; the old conversation was ${token}`
      })
    })
  }

  const list: Command = {
    name: "session list",
    help: "shows the latest sessions of all conversations",
    options: [],
    action: "administer",
    run: Effect.fnUntraced(function* () {
      const known = yield* journal.sessions(shownSessions).pipe(Effect.mapError(failed))
      if (known.length === 0) return "no session yet"
      return known
        .map(({ lastAt, session, turns }) => {
          const when = DateTime.formatIso(DateTime.makeUnsafe(lastAt)).slice(0, 16).replace("T", " ")
          return `- ${Words.facts(session, Words.count(turns, "turn"), `last ${when} utc`)}`
        })
        .join("\n")
    })
  }

  const show: Command = {
    name: "session show",
    help: "shows what this session is",
    options: [agentOption],
    action: "talk",
    run: Effect.fnUntraced(function* (call) {
      const { agent, record, token } = yield* recordHere(call)
      return [
        `- agent: ${agent.name} on ${agent.backend}`,
        `- model: ${record.settings.model ?? agent.model ?? "the cli's default"}`,
        `- permissions: ${record.settings.permissions ?? agent.permissions}`,
        `- working directory: ${agent.workdir}`,
        `- conversation: ${token}`
      ].join("\n")
    })
  }

  const adoption = (name: string, fork: boolean, help: string): Command => ({
    name,
    help,
    options: [
      { name: "id", help: "the CLI's own id of the conversation", required: !fork, values: "conversations" },
      agentOption
    ],
    action: "talk",
    audit: "configured",
    run: Effect.fnUntraced(function* (call) {
      const id = call.args.id ?? (yield* recordHere(call)).token
      const { agent, of, session } = yield* here(call)
      yield* sessions.adopt(session, of, { token: ResumeToken.make(id), fork }).pipe(Effect.mapError(failed))
      return `${agent.name} continues ${fork ? "in a branch of " : ""}${id} here`
    })
  })

  const close: Command = {
    name: "session close",
    help: "stops what runs here and forgets the conversation",
    options: [agentOption],
    action: "talk",
    audit: "configured",
    run: Effect.fnUntraced(function* (call) {
      const { agent, of, session } = yield* here(call)
      yield* sessions.stop(session, doneBy(call.person, call.conversation.platform)).pipe(Effect.mapError(failed))
      yield* sessions.adopt(session, of, { fork: false }).pipe(Effect.mapError(failed))
      return `${agent.name} has closed this session`
    })
  }

  const takeover: Command = {
    name: "session takeover",
    help: "shows the command that continues this session in a terminal",
    options: [agentOption],
    action: "administer",
    run: Effect.fnUntraced(function* (call) {
      const { agent, record, session, token } = yield* recordHere(call)
      const backend = yield* backends.get(agent.backend).pipe(Effect.mapError(failed))
      const words = backend.takeover({ session, agent, token, fork: record.fork })
      return `in ${agent.workdir}:\n\`\`\`sh\n${words.join(" ")}\n\`\`\``
    })
  }

  const model: Command = {
    name: "model",
    help: "shows or changes the model of this session",
    options: [
      { name: "name", help: "a model or alias of the backend", required: false, values: "models" },
      agentOption
    ],
    action: "talk",
    audit: ({ name }) => (name === undefined ? undefined : "configured"),
    run: Effect.fnUntraced(function* (call) {
      const { agent, of, session } = yield* here(call)
      const chosen = call.args.name
      if (chosen === undefined) {
        const record = yield* records.get(session).pipe(Effect.mapError(failed))
        const current = Option.flatMapNullishOr(record, (known) => known.settings.model)
        const named = Option.getOrUndefined(current) ?? agent.model ?? "the cli's default model"
        return `${agent.name} uses ${modelName(named)} here`
      }
      yield* sessions.configure(session, of, { model: chosen }).pipe(Effect.mapError(failed))
      return `${agent.name} uses ${modelName(chosen)} here from the next message on`
    })
  }

  const verbosity: Command = {
    name: "verbosity",
    help: "how much of the work is shown here",
    options: [
      {
        name: "level",
        help: "answer, essentials or everything",
        required: true,
        choices: ["answer", "essentials", "everything"]
      },
      agentOption
    ],
    action: "talk",
    audit: "configured",
    run: Effect.fnUntraced(function* (call) {
      const { agent, of, session } = yield* here(call)
      const level = (["answer", "essentials", "everything"] as const).find((known) => known === call.args.level)
      if (level === undefined) return yield* new CommandError({ reason: "usage", detail: "say a level" })
      yield* sessions.configure(session, of, { verbosity: level }).pipe(Effect.mapError(failed))
      return `${agent.name} shows ${level} here from the next message on`
    })
  }

  return [
    fresh,
    list,
    show,
    adoption("session resume", false, "continues a conversation of the CLI, one from a terminal too"),
    adoption("session fork", true, "continues in a branch; the original stays as it is"),
    close,
    takeover,
    model,
    verbosity
  ]
})
