/**
 * The scripted CLI itself: a program of its own that the rehearsal backend runs as a child. Owns stdin, stdout, signals,
 * the queue of messages and what is written to the session's record. Plain Node without Effect, so that it starts at
 * once. Like a real CLI it outlives its service: it finishes the turn that runs and writes it down, then exits.
 */
import process from "node:process"
import { parseArgs } from "node:util"
import { makePlayer, type Player } from "./Player.ts"
import { friendlyAnswer } from "./Prose.ts"
import { parseScript, type Step } from "./Script.ts"
import { coalesced, openRecord, type WireEvent } from "./SessionRecord.ts"
import { Halt, type Stage } from "./Stage.ts"
import { makeToolClient, type ToolClient } from "./ToolClient.ts"
import type { WireIn, WireOut } from "./Wire.ts"

interface Work {
  readonly turn: string
  readonly text: string
  readonly attachments: ReadonlyArray<string>
  readonly budgetUsd: number | undefined
  readonly unasked: boolean
}
interface Running {
  readonly work: Work
  readonly player: Player
  readonly events: Array<WireEvent>
  /** Set while the turn waits for time to pass. */
  halt: ((halt: Halt) => void) | undefined
  /** Stopped before its next wait. */
  halted: Halt | undefined
  deaf: boolean
}

const contextCharacters = 800_000
const { values: options } = parseArgs({
  options: {
    records: { type: "string", default: "." },
    token: { type: "string", default: "terminal" },
    source: { type: "string" },
    agent: { type: "string", default: "the agent" },
    model: { type: "string", default: "rehearsal" },
    permissions: { type: "string", default: "ask" },
    terminal: { type: "boolean", default: false }
  }
})

const record = openRecord(options.records, options.token, options.agent, options.source)
const settings = { model: options.model, permissions: options.permissions, structured: false }
let tools: ToolClient | undefined
const queue: Array<Work> = []
const asks = new Map<string, (answer: Extract<WireIn, { type: "answer" }>["answer"] | undefined) => void>()
const remembered = new Set<string>()
const background = new Set<NodeJS.Timeout>()
let running: Running | undefined
let inputEnded = false
let outputGone = false
let stubborn = false
let ids = 0

const write = (text: string) => {
  if (!outputGone) process.stdout.write(`${text}\n`)
}
const send = (line: WireOut) => {
  if (!options.terminal) return write(JSON.stringify(line))
  if (line.type !== "event" || outputGone) return
  const { event } = line
  if (event._tag === "Text") process.stdout.write(event.delta)
  else if (event._tag === "Activity") write(`[${event.phase}] ${event.tool} ${event.title}`)
  else if (event._tag === "Completed") write(`\n[${event.outcome._tag}]`)
}

/** Leaves what was said so far where the next process finds it. */
const keepSaid = (turn: Running) => {
  const text = turn.events.map((event) => (event._tag === "Text" ? event.delta : "")).join("")
  if (text !== "") record.append({ type: "said", turn: turn.work.turn, text })
}
const leave = (code: number): never => {
  if (running !== undefined) keepSaid(running)
  return process.exit(code)
}

const stageOf = (turn: () => Running | undefined, unasked: boolean): Stage => ({
  emit: (event) => {
    const current = turn()
    current?.events.push(event)
    send({ type: "event", unasked, event })
    if (current !== undefined && event._tag === "Activity" && event.phase === "started") keepSaid(current)
  },
  emitRaw: write,
  ask: async (ask) => {
    if (inputEnded) return undefined
    const current = turn()
    const answered = new Promise<Parameters<NonNullable<ReturnType<typeof asks.get>>>[0]>((resolve, reject) => {
      asks.set(ask.id, resolve)
      if (current !== undefined) current.halt = reject
    })
    current?.events.push({ _tag: "Asked", ask })
    send({ type: "event", unasked, event: { _tag: "Asked", ask } })
    return answered.finally(() => {
      asks.delete(ask.id)
      if (current !== undefined) current.halt = undefined
    })
  },
  wait: (millis) =>
    new Promise((resolve, reject) => {
      const current = turn()
      if (current?.halted !== undefined) return reject(current.halted)
      const timer = setTimeout(() => {
        if (current !== undefined) current.halt = undefined
        resolve()
      }, millis)
      if (current !== undefined) {
        current.halt = (halt) => {
          clearTimeout(timer)
          reject(halt)
        }
      }
    }),
  during: (work) => {
    const current = turn()
    if (current?.halted !== undefined) return Promise.reject(current.halted)
    const over = new AbortController()
    const stopped = new Promise<never>((_, reject) => {
      if (current !== undefined) current.halt = reject
    })
    return Promise.race([work(over.signal), stopped]).finally(() => {
      over.abort()
      if (current !== undefined) current.halt = undefined
    })
  },
  goDeaf: (alsoStubborn) => {
    stubborn = alsoStubborn
    const current = turn()
    if (current !== undefined) current.deaf = true
  },
  crash: (code) => {
    process.stderr.write(code === 0 ? "rehearsal: left on demand\n" : "rehearsal: crashed on demand\n")
    return leave(code)
  },
  background: (millis) => {
    const timer = setTimeout(() => {
      background.delete(timer)
      enqueue({
        turn: `background-${process.pid}-${++ids}`,
        text: "!say The background task has ended.",
        attachments: [],
        budgetUsd: undefined,
        unasked: true
      })
    }, millis)
    background.add(timer)
  },
  permissions: () => settings.permissions,
  structured: () => settings.structured,
  tools: () => tools,
  remembered,
  now: Date.now,
  nextId: (kind) => `${kind}-${process.pid}-${++ids}`
})

const scriptFor = (work: Work): ReadonlyArray<Step> => {
  const steps = parseScript(work.text)
  if (steps.length > 0) return steps
  const { text, attachments } = work
  const before = record.heardBefore(work.turn)
  const heard = { agent: options.agent, count: before.length + 1, previous: before.at(-1), text, attachments }
  return [{ _tag: "Say", text: friendlyAnswer(heard), everyMillis: 15 }]
}

const perform = async (work: Work) => {
  const known = record.answerOf(work.turn)
  if (known !== undefined) {
    for (const event of known) send({ type: "event", unasked: false, event })
    return
  }
  const stage = stageOf(() => running, work.unasked)
  const player = makePlayer(stage, scriptFor(work), work.budgetUsd)
  running = { work, player, events: [], halt: undefined, halted: undefined, deaf: false }
  const { events } = running
  stage.emit({ _tag: "Started", token: options.token, model: settings.model })
  const { outcome, words, costUsd } = await player.play()
  const inputTokens = Math.ceil(record.characters() / 4)
  stage.emit({
    _tag: "Used",
    usage: {
      inputTokens,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: words,
      reasoningTokens: 0,
      costUsd,
      contextShare: Math.min(1, record.characters() / contextCharacters),
      model: settings.model
    }
  })
  const completed: WireEvent = { _tag: "Completed", outcome }
  // Written down before it is said: who reads the record after a crash may find more than was heard, never less.
  record.append({ type: "answer", turn: work.turn, events: coalesced([...events, completed]) })
  running = undefined
  send({ type: "event", unasked: work.unasked, event: completed })
}

const advance = (): void => {
  if (running !== undefined) return
  const work = queue.shift()
  if (work !== undefined) {
    perform(work).then(advance, (cause: unknown) => {
      process.stderr.write(`rehearsal: ${String(cause)}\n`)
      leave(70)
    })
  } else if (inputEnded) leave(0)
}
const enqueue = (work: Work) => {
  queue.push(work)
  advance()
}

const stop = () => {
  for (const timer of background) clearTimeout(timer)
  background.clear()
  if (running === undefined || running.deaf) return
  running.halted = new Halt({ _tag: "Stopped" })
  for (const id of asks.keys()) send({ type: "event", unasked: running.work.unasked, event: { _tag: "AskClosed", id } })
  running.halt?.(running.halted)
}

const receive = (line: WireIn) => {
  switch (line.type) {
    case "equip":
      settings.structured = line.structured
      tools = line.tools === undefined ? undefined : makeToolClient(line.tools)
      return
    case "user":
      if (record.answerOf(line.turn) === undefined) record.append({ type: "user", turn: line.turn, text: line.text })
      return enqueue({ ...line, budgetUsd: line.budgetUsd, unasked: false })
    case "answer":
      return asks.get(line.ask)?.(line.answer)
    case "interrupt":
      return stop()
    case "steer":
      return running?.player.steer(line.text)
    case "configure":
      settings.model = line.model ?? settings.model
      settings.permissions = line.permissions ?? settings.permissions
  }
}
const hear = (line: string) => {
  if (line.trim() === "") return
  if (options.terminal) {
    return receive({ type: "user", turn: `terminal-${process.pid}-${++ids}`, text: line, attachments: [] })
  }
  try {
    const heard: WireIn = JSON.parse(line)
    receive(heard)
  } catch (cause) {
    process.stderr.write(`rehearsal: cannot read a line of input: ${String(cause)}\n`)
  }
}

let held = ""
process.stdin.setEncoding("utf8")
process.stdin.on("data", (chunk: string) => {
  const lines = (held + chunk).split("\n")
  held = lines.pop() ?? ""
  for (const line of lines) hear(line)
})
const endInput = () => {
  if (inputEnded) return
  hear(held)
  inputEnded = true
  for (const timer of background) clearTimeout(timer)
  for (const answer of [...asks.values()]) answer(undefined)
  advance()
}
process.stdin.on("end", endInput)
process.stdin.on("error", endInput)
process.stdout.on("error", () => {
  outputGone = true
})
process.stderr.on("error", () => {})
process.on("SIGINT", () => {
  if (running === undefined && options.terminal) leave(0)
  stop()
})
process.on("SIGTERM", () => {
  if (!stubborn) leave(143)
})
send({ type: "ready", token: options.token })
