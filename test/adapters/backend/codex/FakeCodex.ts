/**
 * A codex process in memory: answers requests like the real app-server, says what a test tells it to, and keeps what it
 * was sent. Knows no more of turns than which one runs.
 */

import type { Cause } from "effect"
import { Deferred, Effect, FileSystem, Layer, Path, Queue, Stream } from "effect"
import {
  CliError,
  type CliExit,
  type CliLine,
  type CliProcess,
  type CliSpec
} from "../../../../src/core/cli/CliProcess.ts"
import { CliProcesses } from "../../../../src/core/cli/CliProcesses.ts"

// biome-ignore lint/suspicious/noExplicitAny: the wire is any JSON.
export type Json = any
type Handler = (params: Json, codex: FakeCodex) => Json

export const thread = "0197c0de-0000-7000-8000-000000000001"
export const refusal = (message: string) => ({ error: { code: -32600, message } })

const handlers: Readonly<Record<string, Handler>> = {
  initialize: () => ({}),
  "thread/start": () => ({ thread: { id: thread }, model: "gpt-9" }),
  "thread/resume": ({ threadId }) => ({ thread: { id: threadId }, model: "gpt-9" }),
  "turn/start": (_, codex) => {
    codex.turn = `turn-${++codex.turns}`
    codex.after(() => codex.notify("turn/started", { turn: { id: codex.turn, status: "inProgress" } }))
    return { turn: { id: codex.turn } }
  },
  "turn/interrupt": (_, codex) => {
    codex.after(() => codex.endTurn("interrupted"))
    return {}
  },
  "turn/steer": () => ({}),
  "thread/backgroundTerminals/clean": () => ({})
}

export class FakeCodex {
  readonly spec: CliSpec
  readonly sent: Array<Json> = []
  readonly signals: Array<string> = []
  inputEnded = false
  /** The scope in which it was started has closed. */
  released = false
  turn = ""
  turns = 0
  readonly #lines = Effect.runSync(Queue.unbounded<CliLine, Cause.Done>())
  readonly #exit = Deferred.makeUnsafe<CliExit>()
  readonly #handlers: Record<string, Handler>
  readonly #waiting: Array<{ readonly method: string; readonly seen: Deferred.Deferred<Json> }> = []
  #later: ReadonlyArray<() => void> = []

  constructor(spec: CliSpec, overrides: Readonly<Record<string, Handler>>) {
    this.spec = spec
    this.#handlers = { ...handlers, ...overrides }
  }

  say(value: Json): void {
    Queue.offerUnsafe(this.#lines, { _tag: "Json", value, text: JSON.stringify(value) })
  }
  notify(method: string, params: Json): void {
    this.say({ method, params: { threadId: thread, turnId: this.turn, ...params } })
  }
  request(id: number, method: string, params: Json): void {
    this.say({ id, method, params: { threadId: thread, turnId: this.turn, ...params } })
  }
  item(phase: "started" | "completed", item: Json): void {
    this.notify(`item/${phase}`, { item })
  }
  answer(text: string, part = "msg"): void {
    this.item("started", { type: "agentMessage", id: part, text: "" })
    this.notify("item/agentMessage/delta", { itemId: part, delta: text })
    this.item("completed", { type: "agentMessage", id: part, text })
  }
  endTurn(status: string, error: Json = null): void {
    this.notify("turn/completed", { turn: { id: this.turn, status, error } })
  }
  /** Runs once the answer to the request at hand was said. */
  after(then: () => void): void {
    this.#later = [...this.#later, then]
  }
  exit(exit: Partial<CliExit>): void {
    Queue.endUnsafe(this.#lines)
    Deferred.doneUnsafe(this.#exit, Effect.succeed({ code: null, signal: null, stderr: "", ...exit }))
  }

  /** What was sent last under that method, once it was. */
  readonly saw = (method: string): Effect.Effect<Json> =>
    Effect.suspend(() => {
      const known = this.sent.findLast((message) => message.method === method)
      if (known !== undefined) return Effect.succeed(known.params)
      const seen = Deferred.makeUnsafe<Json>()
      this.#waiting.push({ method, seen })
      return Deferred.await(seen)
    })
  /** What was replied to the server's request. */
  replyTo(id: number): Json {
    return this.sent.find((message) => message.method === undefined && message.id === id)
  }
  get methods(): ReadonlyArray<string> {
    return this.sent.flatMap((message) => (message.method === undefined ? [] : [message.method]))
  }

  #receive(message: Json): void {
    this.sent.push(message)
    if (message.method === undefined) return
    const handler = this.#handlers[message.method]
    const result = message.id === undefined || handler === undefined ? undefined : handler(message.params, this)
    if (result !== undefined)
      this.say(result.error === undefined ? { id: message.id, result } : { id: message.id, ...result })
    const later = this.#later
    this.#later = []
    for (const then of later) then()
    for (const { method, seen } of this.#waiting) {
      if (method === message.method) Deferred.doneUnsafe(seen, Effect.succeed(message.params))
    }
  }

  readonly process: CliProcess = {
    pid: 1,
    send: (value) =>
      Effect.suspend(() =>
        Deferred.isDoneUnsafe(this.#exit)
          ? Effect.fail(new CliError({ command: "codex", reason: "closed", detail: "the process is gone" }))
          : Effect.sync(() => this.#receive(value))
      ),
    endInput: Effect.sync(() => {
      this.inputEnded = true
    }),
    lines: Stream.fromQueue(this.#lines),
    exit: Deferred.await(this.#exit),
    stderrTail: Effect.succeed(""),
    signal: (signal) =>
      Effect.sync(() => {
        this.signals.push(signal)
        if (signal === "SIGINT") this.exit({ code: 1 })
        else this.exit({ signal })
      })
  }
}

export interface FakeHost {
  readonly started: ReadonlyArray<FakeCodex>
  readonly layer: Layer.Layer<CliProcesses | FileSystem.FileSystem | Path.Path>
}

/** A machine with that codex installed; `begin` is called with every process that is started. */
export const fakeHost = (
  overrides: Readonly<Record<string, Handler>> = {},
  begin: (codex: FakeCodex) => void = () => undefined,
  files: Partial<FileSystem.FileSystem> = {}
): FakeHost => {
  const started: Array<FakeCodex> = []
  return {
    started,
    layer: Layer.mergeAll(
      Layer.succeed(
        CliProcesses,
        CliProcesses.of({
          start: (spec) =>
            spec.command === "missing"
              ? Effect.fail(new CliError({ command: spec.command, reason: "not-found", detail: "not found" }))
              : Effect.acquireRelease(
                  Effect.sync(() => {
                    const codex = new FakeCodex(spec, overrides)
                    started.push(codex)
                    begin(codex)
                    return codex
                  }),
                  (codex) =>
                    Effect.sync(() => {
                      codex.released = true
                      codex.exit({ code: 0 })
                    })
                ).pipe(Effect.map((codex) => codex.process)),
          survivors: Effect.succeed([]),
          awaitGone: () => Effect.succeed(true),
          reap: () => Effect.succeed(0)
        })
      ),
      FileSystem.layerNoop(files),
      Path.layer
    )
  }
}
