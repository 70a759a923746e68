/**
 * The terminal platform with streams of the test: keys go in as a terminal would send them, what comes out is shown on a
 * virtual terminal, and every event that the core would get can be taken one by one.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable, Writable } from "node:stream"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Exit, Fiber, Queue, Schema } from "effect"
import { makeConsole } from "../../src/adapters/chat/console/Console.ts"
import { ConsoleConfig } from "../../src/adapters/chat/console/ConsoleConfig.ts"
import { ConversationId, MessageId, PlatformName } from "../../src/core/model/Ids.ts"
import type { InboundEvent } from "../../src/core/model/InboundEvent.ts"
import type { Control, MarkState, Operation, Receipt } from "../../src/core/ports/ChatPlatform.ts"
import { testIntake } from "./TestIntake.ts"
import { VirtualTerminal } from "./VirtualTerminal.ts"

export interface RigOptions {
  readonly config?: Readonly<Record<string, string>>
  readonly tty?: boolean
  readonly columns?: number
  readonly rows?: number
  readonly colored?: boolean
  /** False when the test listens itself. */
  readonly listen?: boolean
  /** Runs for each event before it is durable. */
  readonly accept?: (event: InboundEvent) => Effect.Effect<void>
}

class Keyboard extends Readable {
  isTTY: boolean
  raw = false
  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
  }
  setRawMode(raw: boolean) {
    this.raw = raw
  }
  override _read() {}
}

class Display extends Writable {
  columns = 40
  rows = 12
  isTTY = true
  text = ""
  onText: (text: string) => void = () => {}
  override _write(chunk: Uint8Array, _encoding: string, done: () => void) {
    const text = chunk.toString()
    this.text += text
    this.onText(text)
    done()
  }
}

export const stopButton = (turn: string): Control => ({
  _tag: "Button",
  action: "stop",
  target: turn,
  label: "Stop",
  tone: "danger"
})

export const makeRig = (options: RigOptions = {}) =>
  Effect.gen(function* () {
    const tty = options.tty ?? true
    const input = new Keyboard(tty)
    const output = new Display()
    const errors = new Display()
    output.columns = options.columns ?? 40
    output.rows = options.rows ?? 12
    output.isTTY = tty
    const vt = new VirtualTerminal(output.columns, output.rows)
    if (tty) output.onText = (text) => vt.write(text)
    const directory = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "orchestrator-console-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
    )
    const platform = yield* makeConsole({
      config: yield* Schema.decodeEffect(ConsoleConfig)(options.config ?? {}),
      input,
      output,
      errors,
      user: "ann",
      directory,
      colored: options.colored ?? false
    })
    const events = yield* Queue.unbounded<InboundEvent>()
    const receive = Effect.scoped(
      platform.receive(
        testIntake((event) =>
          Effect.andThen(options.accept?.(event) ?? Effect.void, Effect.asVoid(Queue.offer(events, event)))
        )
      )
    )
    const receiving = yield* Effect.forkScoped(options.listen === false ? Effect.never : receive, {
      startImmediately: true
    })

    const conversation = ConversationId.make(options.config?.conversation ?? "main")
    const refOf = (message: string) => ({
      platform: PlatformName.make("console"),
      conversation,
      message: MessageId.make(message)
    })
    const perform = (operation: Operation) => platform.perform(operation)

    return {
      platform,
      input,
      output,
      errors,
      vt,
      directory,
      conversation,
      refOf,
      /** What the person does at the keyboard, in one go. */
      type: (text: string) => Effect.sync(() => input.emit("data", text)),
      /** Nothing more comes. */
      end: Effect.sync(() => input.emit("end")),
      resize: (columns: number, rows: number) =>
        Effect.sync(() => {
          vt.resize(columns, rows)
          output.columns = columns
          output.rows = rows
          output.emit("resize")
        }),
      /** The next event that the core gets. */
      next: Queue.take(events),
      /** Returns when the platform has nothing more to say. */
      left: Fiber.join(receiving),
      hasLeft: Effect.sync(() => {
        const exit = receiving.pollUnsafe()
        return exit !== undefined && Exit.isSuccess(exit)
      }),
      perform,
      post: (
        key: string,
        markdown: string,
        more: { from?: string; controls?: ReadonlyArray<Control>; replyTo?: string } = {}
      ) =>
        perform({
          _tag: "Post",
          key,
          conversation,
          face: { name: more.from ?? "scout" },
          body: { markdown, controls: more.controls ?? [] },
          notify: false,
          ...(more.replyTo === undefined ? {} : { replyTo: refOf(more.replyTo) })
        }),
      edit: (receipt: Receipt, markdown: string, controls: ReadonlyArray<Control> = [], final = false) =>
        perform({ _tag: "Edit", message: receipt.message ?? refOf("none"), body: { markdown, controls }, final }),
      mark: (message: string, state: MarkState) => perform({ _tag: "Mark", message: refOf(message), state })
    }
  }).pipe(Effect.provide(NodeServices.layer))

/** The id of a message that was said. */
export const idOf = (event: InboundEvent): string => {
  if (event._tag !== "Said") throw new Error(`not a message: ${event._tag}`)
  return event.ref.message
}
