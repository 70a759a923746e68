/**
 * A toolbox whose tools do one thing each that the protocol has to carry: an answer, progress and logs, a refusal, a
 * question, a call that never ends. Owns those tools and what was asked of them; strict in what a session may see.
 */
import { Effect, Queue, Schema } from "effect"
import { type Caller, type Toolbox, type ToolCall, ToolError } from "../../../../src/core/toolbox/Toolbox.ts"
import type { ToolShape } from "../../../../src/core/toolbox/ToolShape.ts"

const Echo = Schema.Struct({
  text: Schema.NonEmptyString.annotate({ description: "what is said again" }),
  times: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 3 })))
})
const shape = (name: string, keys: Partial<ToolShape>): ToolShape => ({
  name,
  title: name,
  description: `for tests: ${name}`,
  input: Schema.Struct({}),
  output: Schema.Struct({ said: Schema.String }),
  readOnly: false,
  session: true,
  ...keys
})

const shapes: ReadonlyArray<ToolShape> = [
  shape("echo", { title: "Echo", input: Echo, readOnly: true }),
  shape("slow", {}),
  shape("fail", {}),
  shape("break", {}),
  shape("forever", {}),
  shape("ask", { input: Schema.Struct({ options: Schema.Array(Schema.String) }) }),
  shape("whole", { session: false, output: Schema.String })
]

export interface FakeToolbox {
  readonly toolbox: Toolbox["Service"]
  /** Who called what, in order. */
  readonly calls: ReadonlyArray<{ readonly caller: Caller; readonly name: string }>
  /** Returns when one more `forever` has begun. */
  readonly begun: Effect.Effect<Caller>
  /** Returns when one more `forever` was interrupted. */
  readonly interrupted: Effect.Effect<Caller>
  /** More that can be read from now on. */
  readonly publish: (uri: string) => void
  readonly withdraw: (uri: string) => void
}

export const makeFakeToolbox: Effect.Effect<FakeToolbox> = Effect.gen(function* () {
  const calls: Array<{ readonly caller: Caller; readonly name: string }> = []
  const begun = yield* Queue.unbounded<Caller>()
  const interrupted = yield* Queue.unbounded<Caller>()
  const documents = new Set(["orchestrator://agents"])

  const run = Effect.fnUntraced(function* (name: string, input: unknown, { caller, elicit, log, progress }: ToolCall) {
    switch (name) {
      case "echo": {
        const { text, times = 1 } = yield* Schema.decodeUnknownEffect(Echo)(input).pipe(
          Effect.mapError((error) => new ToolError({ reason: "invalid", detail: error.message }))
        )
        return { said: Array.from({ length: times }, () => text).join(" ") }
      }
      case "slow": {
        for (const done of [1, 2, 3]) yield* progress({ done, total: 3, message: `${done} of 3 done` })
        yield* log("info", "on its way")
        yield* log("warning", "nearly there")
        return { said: "done" }
      }
      case "fail":
        return yield* new ToolError({ reason: "refused", detail: "nothing is left of today's budget; ask for a raise" })
      case "break":
        return yield* Effect.die(new Error("a secret of the stack"))
      case "forever":
        yield* Queue.offer(begun, caller)
        return yield* Effect.never.pipe(Effect.onInterrupt(() => Queue.offer(interrupted, caller)))
      case "ask": {
        const { options } = yield* Effect.orDie(
          Schema.decodeUnknownEffect(Schema.Struct({ options: Schema.Array(Schema.String) }))(input)
        )
        return { said: (yield* elicit("which one?", options)) ?? "nobody answered" }
      }
      default:
        return "the whole"
    }
  })

  const mine = (caller: Caller) => (uri: string) =>
    caller._tag === "Owner" || uri === "orchestrator://agents" || uri.includes(caller.session)

  return {
    calls,
    begun: Queue.take(begun),
    interrupted: Queue.take(interrupted),
    publish: (uri) => documents.add(uri),
    withdraw: (uri) => documents.delete(uri),
    toolbox: {
      shapes: (caller) => shapes.filter(({ session }) => session || caller._tag === "Owner"),
      call: (name, input, call) => {
        calls.push({ caller: call.caller, name })
        return run(name, input, call)
      },
      resources: (caller) =>
        Effect.succeed(
          [...documents]
            .filter(mine(caller))
            .map((uri) => ({ uri, name: uri.replace("orchestrator://", ""), mediaType: "application/json" as const }))
        ),
      read: (caller, uri) =>
        documents.has(uri) && mine(caller)(uri)
          ? Effect.succeed({ mediaType: "application/json", text: JSON.stringify({ uri }) })
          : Effect.fail(new ToolError({ reason: "unknown", detail: `there is no ${uri}` }))
    }
  }
})
