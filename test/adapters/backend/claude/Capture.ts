/**
 * Plays a captured conversation with the real CLI to a session, line by line: what the host said then is said again
 * through the session, what the CLI said comes out of a fake process. Owns the playing; the claims are in the tests.
 */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gunzipSync } from "node:zlib"
import { NodeFileSystem } from "@effect/platform-node"
import { assert } from "@effect/vitest"
import { Effect, Fiber, Option, Schema, Stream } from "effect"
import { makeClaudeSession } from "../../../../src/adapters/backend/claude/ClaudeSession.ts"
import type { CliExit } from "../../../../src/core/cli/CliProcess.ts"
import { Ndjson } from "../../../../src/core/cli/Ndjson.ts"
import type { Permissions } from "../../../../src/core/model/Agent.ts"
import type { AgentEvent } from "../../../../src/core/model/AgentEvent.ts"
import type { Answer } from "../../../../src/core/model/Ask.ts"
import { AskId, TurnId } from "../../../../src/core/model/Ids.ts"
import { jsonLine, makeFakeProcess } from "./FakeProcess.ts"

const folder = fileURLToPath(new URL("../../../fixtures/claude/", import.meta.url))

const Exits = Schema.Record(
  Schema.String,
  Schema.Struct({
    code: Schema.NullOr(Schema.Int),
    signal: Schema.NullOr(Schema.String),
    stderr: Schema.optionalKey(Schema.String)
  })
)
const exits = Schema.decodeUnknownSync(Exits)(JSON.parse(readFileSync(`${folder}exits.json`, "utf8")))

export const captureNames: ReadonlyArray<string> = Object.keys(exits)

export const exitOf = (name: string): CliExit => {
  const exit = exits[name] ?? { code: 0, signal: null }
  return { code: exit.code, signal: exit.signal, stderr: exit.stderr ?? "" }
}

const files = readdirSync(folder)
const textOf = (file: string): string =>
  file.endsWith(".gz") ? gunzipSync(readFileSync(folder + file)).toString("utf8") : readFileSync(folder + file, "utf8")

type Step = { readonly dir: "in"; readonly value: unknown } | { readonly dir: "out"; readonly text: string }

const Both = Schema.fromJsonString(Schema.Struct({ dir: Schema.Literals(["in", "out"]), msg: Schema.Unknown }))
const readBoth = Schema.decodeUnknownSync(Both)

/** A capture of one direction was one message on the command line. */
const oneMessage: Step = { dir: "in", value: { type: "user", message: { content: "hi" } } }

export const stepsOf = (name: string): ReadonlyArray<Step> => {
  const both = files.find((file) => file === `${name}.io.ndjson`)
  if (both !== undefined) {
    return textOf(both)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const { dir, msg } = readBoth(line)
        return dir === "in" ? { dir, value: msg } : { dir, text: JSON.stringify(msg) }
      })
  }
  const out = files.find((file) => file === `${name}.ndjson` || file === `${name}.ndjson.gz`)
  const lines = out === undefined ? [] : textOf(out).split("\n")
  return [oneMessage, ...lines.filter((line) => line !== "").map((text): Step => ({ dir: "out", text }))]
}

const said = Schema.Struct({
  type: Schema.String,
  uuid: Schema.optionalKey(Schema.String),
  request_id: Schema.optionalKey(Schema.String),
  request: Schema.optionalKey(
    Schema.Struct({
      subtype: Schema.String,
      model: Schema.optionalKey(Schema.String),
      mode: Schema.optionalKey(Schema.String)
    })
  ),
  response: Schema.optionalKey(
    Schema.Struct({
      request_id: Schema.String,
      response: Schema.optionalKey(
        Schema.Struct({
          behavior: Schema.optionalKey(Schema.String),
          message: Schema.optionalKey(Schema.String),
          updatedPermissions: Schema.optionalKey(Schema.Array(Schema.Unknown)),
          updatedInput: Schema.optionalKey(
            Schema.Struct({ answers: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)) })
          )
        })
      )
    })
  )
})
const readSaid = Schema.decodeUnknownOption(said)
type Said = typeof said.Type

const modes: Readonly<Record<string, Permissions>> = {
  default: "ask",
  plan: "plan",
  acceptEdits: "accept-edits",
  bypassPermissions: "full"
}

const answerOf = (response: NonNullable<NonNullable<Said["response"]>["response"]>): Answer => {
  if (response.behavior !== "allow") return { _tag: "Deny", reason: response.message ?? "" }
  const answers = response.updatedInput?.answers
  if (answers !== undefined) {
    return {
      _tag: "Chosen",
      answers: Object.fromEntries(Object.entries(answers).map(([question, label]) => [question, [label]]))
    }
  }
  return { _tag: "Allow", scope: response.updatedPermissions === undefined ? "once" : "session" }
}

export interface PlayedTurn {
  readonly kind: "asked" | "own"
  readonly events: Array<AgentEvent>
}

export interface Played {
  readonly turns: ReadonlyArray<PlayedTurn>
  /** Every line that the session sent. */
  readonly sent: ReadonlyArray<unknown>
}

const idsIn = (value: unknown): ReadonlyArray<string> => {
  const found = readSaid(value)
  return Option.isSome(found) ? [found.value.uuid ?? found.value.request_id ?? ""] : []
}

export interface PlayOptions {
  readonly steps: ReadonlyArray<Step>
  readonly exit: CliExit
  /** Every answer is to meet a JSON schema. */
  readonly structured?: boolean
  /** Cuts the CLI's output into pieces of so many bytes. */
  readonly chunk?: number
}

export const play = Effect.fnUntraced(function* ({ chunk, exit, steps, structured = false }: PlayOptions) {
  const fake = yield* makeFakeProcess(exit)
  const { session } = yield* makeClaudeSession({
    process: fake.process,
    cwd: "/workspace",
    structured,
    onUsed: () => {}
  })
  const turns: Array<PlayedTurn> = []
  const fibers: Array<Fiber.Fiber<void>> = []
  /** What the capture calls by one id and this session by another. */
  const renamed = new Map<string, string>()
  let running = false
  let count = 0

  const collect = (kind: PlayedTurn["kind"], stream: Stream.Stream<AgentEvent>) =>
    Effect.suspend(() => {
      const turn: PlayedTurn = { kind, events: [] }
      turns.push(turn)
      return Stream.runForEach(stream, (event) => Effect.sync(() => turn.events.push(event)))
    })

  const own = yield* session.spontaneous.pipe(
    Stream.runForEach((stream) => collect("own", stream)),
    Effect.forkScoped
  )

  /** Lets the session say its part, and waits for the line that it sends. */
  const saying = Effect.fnUntraced(function* (value: unknown, effect: Effect.Effect<unknown>) {
    const before = fake.sent.length
    fibers.push(yield* Effect.forkScoped(Effect.asVoid(effect)))
    for (let turns = 0; fake.sent.length === before && turns < 100; turns += 1) yield* Effect.yieldNow
    const [ours] = idsIn(fake.sent.at(-1))
    const [theirs] = idsIn(value)
    if (ours !== undefined && theirs !== undefined && theirs !== "") renamed.set(theirs, ours)
    return ours
  })

  const feed = (text: string) => {
    const line = jsonLine([...renamed].reduce((line, [theirs, ours]) => line.replaceAll(theirs, ours), text))
    return fake.feed(line)
  }

  const say = Effect.fnUntraced(function* (step: Extract<Step, { dir: "in" }>) {
    const heard = readSaid(step.value)
    if (Option.isNone(heard)) return
    const message = heard.value
    if (message.type === "user" && running) {
      yield* saying(step.value, session.steer("more"))
    } else if (message.type === "user") {
      running = true
      count += 1
      const input = { turn: TurnId.make(`test:capture:${count}`), text: "hi", attachments: [] }
      const ours = yield* saying(step.value, collect("asked", session.run(input)))
      // Only a message with an id is told to be taken up, and this session never sends one without.
      if (message.uuid === undefined && ours !== undefined) {
        yield* feed(JSON.stringify({ type: "command_lifecycle", command_uuid: ours, state: "started" }))
      }
    } else if (message.type === "control_request") {
      const request = message.request
      const change = request?.subtype === "set_model" ? { model: request.model ?? "" } : undefined
      const permissions = request?.subtype === "set_permission_mode" ? modes[request.mode ?? ""] : undefined
      if (request?.subtype === "interrupt") yield* saying(step.value, session.interrupt)
      else if (change !== undefined) yield* saying(step.value, session.configure(change))
      else if (permissions !== undefined) yield* saying(step.value, session.configure({ permissions }))
    } else if (message.response?.response?.behavior !== undefined) {
      yield* saying(
        step.value,
        session.answer(AskId.make(message.response.request_id), answerOf(message.response.response))
      )
    }
  })

  const out = chunk === undefined ? steps : steps.filter((step) => step.dir === "in")
  for (const step of out) {
    if (step.dir === "in") yield* say(step)
    else {
      yield* feed(step.text)
      if (step.text.includes('"type":"result"') && !step.text.includes('"kind":"task-notification"')) running = false
    }
  }
  if (chunk !== undefined) {
    const bytes = Buffer.from(steps.flatMap((step) => (step.dir === "out" ? [`${step.text}\n`] : [])).join(""))
    const pieces = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, at) =>
      bytes.subarray(at * chunk, (at + 1) * chunk)
    )
    yield* Stream.fromIterable(pieces).pipe(Stream.rechunk(1), Ndjson.decode, Stream.runForEach(fake.feed))
  }
  yield* fake.end
  for (const fiber of fibers) yield* Fiber.join(fiber)
  yield* Fiber.join(own)
  return { turns, sent: fake.sent } satisfies Played
}, Effect.provide(NodeFileSystem.layer))

export const playCapture = (name: string, chunk?: number) =>
  play({
    steps: stepsOf(name),
    exit: exitOf(name),
    structured: name.startsWith("json-schema"),
    ...(chunk === undefined ? {} : { chunk })
  })

/** The invariants of AgentEvent, for one whole turn. */
export const assertInvariants = (events: ReadonlyArray<AgentEvent>): void => {
  assert.isAtMost(events.filter((event) => event._tag === "Started").length, 1, "one Started at most")
  assert.strictEqual(events.filter((event) => event._tag === "Completed").length, 1, "one Completed")
  assert.strictEqual(events.at(-1)?._tag, "Completed", "Completed is last")
  const open = new Set<string>()
  for (const event of events) {
    if (event._tag !== "Activity") continue
    if (event.phase === "started") open.add(event.id)
    if (event.phase === "done" || event.phase === "failed") open.delete(event.id)
  }
  assert.deepStrictEqual([...open], [], "every activity ends")
}
