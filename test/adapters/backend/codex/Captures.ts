/**
 * Captured conversations with the real CLI, played through the translations: what the turns of each one tell. Plays our
 * side of the wire from the capture, and the end of the process where the capture has no end of the turn.
 */
import { readdirSync, readFileSync } from "node:fs"
import { assert } from "@effect/vitest"
import { step } from "../../../../src/adapters/backend/codex/AppServerTranslation.ts"
import { type ExecKnown, execStep } from "../../../../src/adapters/backend/codex/ExecTranslation.ts"
import { freshKnown, type Known, takeAsk } from "../../../../src/adapters/backend/codex/Known.ts"
import { crashOutcome } from "../../../../src/adapters/backend/codex/Outcomes.ts"
import type { CliExit, CliLine } from "../../../../src/core/cli/CliProcess.ts"
import { admit, freshInvariants, type TurnInvariants } from "../../../../src/core/cli/TurnInvariants.ts"
import type { AgentEvent } from "../../../../src/core/model/AgentEvent.ts"

const folder = new URL("../../../fixtures/codex/", import.meta.url)
const files = readdirSync(folder)
const read = (name: string): string => readFileSync(new URL(name, folder), "utf8")
const linesOf = (name: string): ReadonlyArray<string> =>
  read(name)
    .split("\n")
    .filter((line) => line !== "")

export const appCaptures = files
  .filter((name) => name.endsWith(".io.ndjson"))
  .map((name) => name.slice(0, -".io.ndjson".length))
  .sort()
export const execCaptures = files
  .filter((name) => name.endsWith(".ndjson") && !name.startsWith("app-"))
  .map((name) => name.slice(0, -".ndjson".length))
  .sort()

interface Meta extends CliExit {
  readonly cmd: string
}
const metaOf = (name: string): Meta => {
  const { cmd, exitCode, signal, stderr } = JSON.parse(read(`${name}.meta.json`))
  return { cmd, code: exitCode, signal, stderr: stderr ?? "" }
}

export const lineOf = (text: string): CliLine => ({ _tag: "Json", value: JSON.parse(text), text })
export const said = (value: unknown): CliLine => ({ _tag: "Json", value, text: JSON.stringify(value) })

export interface Turn {
  readonly events: ReadonlyArray<AgentEvent>
  /** Texts of the messages that the CLI itself called complete. */
  readonly messages: ReadonlyArray<string>
}

/** One turn being collected, under the same rules as in the service. */
class Collector {
  readonly events: Array<AgentEvent> = []
  readonly messages: Array<string> = []
  #invariants: TurnInvariants = freshInvariants

  get ended(): boolean {
    return this.#invariants.completed
  }

  add(events: ReadonlyArray<AgentEvent>): void {
    for (const event of events) {
      const [next, admitted] = admit(this.#invariants, event)
      this.#invariants = next
      this.events.push(...admitted)
    }
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a capture is any JSON.
type Json = any

const completedMessage = (message: Json): ReadonlyArray<string> =>
  message.method === "item/completed" && message.params.item.type === "agentMessage" ? [message.params.item.text] : []

/** Every turn of an app-server capture. */
export const playAppServer = (name: string): ReadonlyArray<Turn> => {
  const turns: Array<Collector> = []
  const asked = new Map<unknown, string>()
  const requests = new Map<unknown, string>()
  let known: Known = freshKnown("/workspace")
  const running = () => turns.findLast((turn) => !turn.ended)
  for (const text of linesOf(`${name}.io.ndjson`)) {
    const { dir, msg } = JSON.parse(text) as { dir: string; msg: Json }
    if (dir === "in") {
      if (typeof msg !== "object" || msg === null) continue
      if (msg.method === undefined && asked.has(msg.id)) known = takeAsk(known, asked.get(msg.id) ?? "").known
      if (msg.method !== undefined) requests.set(msg.id, msg.method)
      if (msg.method === "turn/start" && running() === undefined) turns.push(new Collector())
      continue
    }
    const before = known
    const next = step(known, said(msg))
    known = next.known
    const opened = /^thread\/(start|resume|fork)$/.test(requests.get(msg.id) ?? "") ? msg.result : undefined
    if (msg.method === undefined && opened !== undefined) {
      known = { ...known, thread: opened.thread.id, model: opened.model }
    }
    for (const [ask, pending] of known.asks) if (!before.asks.has(ask)) asked.set(pending.request, ask)
    const turn = running()
    turn?.messages.push(...completedMessage(msg))
    turn?.add(next.events)
  }
  running()?.add([{ _tag: "Completed", outcome: crashOutcome(metaOf(name)) }])
  return turns
}

/** The one turn of a `codex exec` capture. */
export const playExec = (name: string): Turn => {
  const meta = metaOf(name)
  const resumed = /codex exec resume (\S+)/.exec(meta.cmd)?.[1]
  const turn = new Collector()
  let known: ExecKnown = { cwd: "/workspace", structured: name.includes("output-schema"), waiting: false, ended: false }
  if (resumed !== undefined && !resumed.startsWith("-")) known = { ...known, expected: resumed }
  for (const text of linesOf(`${name}.ndjson`)) {
    const next = execStep(known, lineOf(text))
    known = next.known
    turn.add(next.events)
    const line = JSON.parse(text)
    if (line.type === "item.completed" && line.item.type === "agent_message" && line.item.text !== "") {
      turn.messages.push(line.item.text)
    }
  }
  if (!turn.ended) turn.add([{ _tag: "Completed", outcome: crashOutcome(meta) }])
  return turn
}

/** What a person sees as the answer: text by part, without what was taken back. */
export const shownText = (events: ReadonlyArray<AgentEvent>): ReadonlyArray<string> => {
  const parts = new Map<string, string>()
  for (const event of events) {
    if (event._tag === "Text") parts.set(event.part, (parts.get(event.part) ?? "") + event.delta)
    if (event._tag === "Retracted") parts.delete(event.part)
  }
  return [...parts.values()]
}

/** The invariants that `AgentEvent` promises. */
export const assertInvariants = (turn: Turn): void => {
  const { events } = turn
  assert.isAtMost(events.filter((event) => event._tag === "Started").length, 1)
  assert.deepStrictEqual(
    events.flatMap((event, at) => (event._tag === "Completed" ? [at] : [])),
    [events.length - 1]
  )
  const open = new Set<string>()
  for (const event of events) {
    if (event._tag !== "Activity") continue
    if (event.phase === "started" || event.phase === "progress") open.add(event.id)
    else open.delete(event.id)
  }
  assert.deepStrictEqual([...open], [], "activities still run")
  const last = events.at(-1)
  if (last?._tag === "Completed" && last.outcome._tag === "Done") {
    assert.deepStrictEqual(shownText(events), turn.messages, "the answer is what the cli calls complete")
  }
}
