/**
 * The loopback Discord in a process of its own, so that it outlives a service that is killed:
 * `node test/support/discord/DiscordProcess.ts '{"heartbeatMillis": 500}'` prints `{"ready": true, "apiUrl", "token", …}`
 * and takes a command a line on stdin, `{"id": 1, "do": "say", "person": "ann", "channel": "general", "text": "hello"}`,
 * answered by `{"id": 1, "ok": …}` or `{"id": 1, "error": "…"}`. Channels, threads and people go by name and are made
 * when they are not there; `@ann` is her direct channel. See `RemoteDiscord` for the other end.
 */
import { createInterface } from "node:readline"
import { Cause, Effect, Exit } from "effect"
import { isRecord, type Json } from "./ApiError.ts"
import { type FakeDiscord, makeFakeDiscord } from "./FakeDiscord.ts"
import type { Act } from "./Hands.ts"
import type { Person } from "./Person.ts"
import type { Channel, Message } from "./World.ts"

const textIn = (command: Json, key: string): string => {
  const value = command[key]
  if (typeof value === "string") return value
  throw new Error(`"${key}" has to be a text`)
}

const recordIn = (command: Json, key: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isRecord(command[key]) ? command[key] : {}).map(([name, value]) => [name, String(value)])
  )

/** What one command does, by its name. */
const makeCommands = (discord: FakeDiscord) => {
  const people = new Map<string, Person>()
  let last: Act | undefined

  const person = (command: Json): Person => {
    const name = textIn(command, "person")
    const found = people.get(name) ?? discord.person(name)
    people.set(name, found)
    return found
  }
  const channel = (command: Json): Channel => {
    const name = textIn(command, "channel")
    if (name.startsWith("@")) return discord.direct(person({ person: name.slice(1) }))
    return discord.named(name) ?? discord.channel(name)
  }
  /** The newest message there whose text has this in it. */
  const message = (command: Json): Message => {
    const text = textIn(command, "message")
    const found = discord.messages(channel(command)).findLast((candidate) => candidate.content.includes(text))
    if (found === undefined) throw new Error(`no message "${text}"\n${discord.transcript()}`)
    return found
  }
  const begin = (act: Act) => {
    last = act
    return { interaction: act.interaction.id }
  }
  const fault = (command: Json) => {
    const which = textIn(command, "which")
    const stored = command.stored === true
    const times = Number(command.times ?? 1)
    const kind = textIn(command, "kind")
    if (kind === "fail") discord.faults.fail(which, { stored, times, status: Number(command.status ?? 502) })
    else if (kind === "destroy") discord.faults.destroy(which, { stored, times })
    else if (kind === "silence") discord.faults.silence(which, { stored, times })
    else if (kind === "slow") discord.faults.slow(which, { times, millis: Number(command.millis) })
    else if (kind === "limit") discord.faults.limit(which, { times, retryAfter: Number(command.retryAfter) })
    else throw new Error(`no fault ${kind}`)
  }
  const gateway = (command: Json) => {
    const act = textIn(command, "act")
    const on = command.on !== false
    if (act === "cut") discord.gateway.cut()
    else if (act === "reconnect") discord.gateway.reconnect()
    else if (act === "invalidate") discord.gateway.invalidate(command.resumable === true)
    else if (act === "withhold") discord.gateway.withhold(on)
    else if (act === "refuseResumes") discord.gateway.refuseResumes(on)
    else if (act === "expireSessions") discord.gateway.expireSessions()
    else throw new Error(`the gateway has no ${act}`)
  }
  const shown = (act: Act) => Effect.map(act.answer, ({ ephemeral, shown }) => ({ ephemeral, shown }))

  const commands: Readonly<Record<string, (command: Json) => unknown>> = {
    channel: (command) => ({ id: channel(command).id }),
    person: (command) => ({ id: person(command).id }),
    say: (command) => ({ id: person(command).says(channel(command), textIn(command, "text")).id }),
    edit: (command) => person(command).edits(message(command), textIn(command, "text")),
    delete: (command) => person(command).deletes(message(command)),
    react: (command) => person(command).reacts(message(command), textIn(command, "emoji")),
    command: (command) =>
      begin(person(command).command(channel(command), textIn(command, "line"), recordIn(command, "values"))),
    press: (command) => begin(person(command).presses(channel(command), textIn(command, "button"))),
    select: (command) => {
      const labels = Array.isArray(command.labels) ? command.labels.map(String) : []
      return begin(person(command).selects(channel(command), textIn(command, "list"), labels))
    },
    submit: (command) => (last === undefined ? undefined : begin(last.submits(recordIn(command, "fields")))),
    /** What the newest interaction was answered. */
    answer: () => (last === undefined ? undefined : shown(last)),
    /** Returns when that text stands there. */
    until: (command) => {
      const where = command.channel === undefined ? undefined : channel(command)
      const text = textIn(command, "text")
      return discord.until(text, () => discord.transcript(where).includes(text)).pipe(Effect.as(true))
    },
    /** Returns when that many requests were answered on that route: `POST /channels/:channel/messages`. */
    requested: (command) => {
      const route = textIn(command, "route")
      const count = Number(command.count ?? 1)
      return discord
        .until(`${count} x ${route}`, () => (discord.counts().requests[route] ?? 0) >= count)
        .pipe(Effect.as(true))
    },
    connected: () => discord.until("a connection", () => discord.gateway.connected() > 0).pipe(Effect.as(true)),
    disconnected: () => discord.until("no connection", () => discord.gateway.connected() === 0).pipe(Effect.as(true)),
    transcript: (command) => discord.transcript(command.channel === undefined ? undefined : channel(command)),
    counts: () => discord.counts(),
    history: () => discord.gateway.history,
    fault,
    clearFaults: () => discord.faults.clear(),
    gateway
  }
  return (command: Json): Effect.Effect<unknown> =>
    Effect.suspend(() => {
      const run = commands[String(command.do)]
      if (run === undefined) throw new Error(`there is no command ${String(command.do)}`)
      const outcome = run(command)
      return Effect.isEffect(outcome) ? (outcome as Effect.Effect<unknown>) : Effect.succeed(outcome)
    })
}

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)

const serve = Effect.gen(function* () {
  const discord = yield* makeFakeDiscord(JSON.parse(process.argv[2] ?? "{}"))
  const perform = makeCommands(discord)
  const { apiUrl, application, mention, token } = discord
  say({ ready: true, apiUrl, token, application: application.id, mention, pid: process.pid })
  yield* Effect.callback<void>((resume) => {
    createInterface({ input: process.stdin })
      .on("line", (line) => {
        const command: unknown = JSON.parse(line)
        if (!isRecord(command)) return
        void Effect.runPromiseExit(perform(command)).then((exit) =>
          Exit.isSuccess(exit)
            ? say({ id: command.id, ok: exit.value ?? null })
            : say({ id: command.id, error: wordsOf(Cause.squash(exit.cause)) })
        )
      })
      .on("close", () => resume(Effect.void))
  })
})

if (import.meta.main) {
  await Effect.runPromise(Effect.scoped(serve))
  process.exit(0)
}
