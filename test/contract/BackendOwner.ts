/**
 * A service of one session that exists to be killed: opens the ordered conversation, runs one turn, writes its events to
 * stdout as JSON lines, and then stays.
 */
import { Effect, Schema, Stream } from "effect"
import { Agent } from "../../src/core/model/Agent.ts"
import type { BackendManifest } from "../../src/core/ports/Manifest.ts"
import { backendLayer, inputOf, OwnerOrder } from "./BackendHarness.ts"

const order = Schema.decodeUnknownSync(OwnerOrder)(process.argv[2])
const { manifest }: { readonly manifest: BackendManifest } = await import(
  new URL(`../../src/adapters/backend/${order.backend}/index.ts`, import.meta.url).href
)

const program = Effect.gen(function* () {
  const agent = yield* Schema.decodeEffect(Agent)(order.agent)
  const { directory, environment } = order
  const backend = yield* manifest.create(order.config, { directory, environment })
  const session = yield* backend.open({ session: order.session, agent, fork: false })
  yield* session
    .run(inputOf(order.text, order.turn))
    .pipe(Stream.runForEach((event) => Effect.sync(() => process.stdout.write(`${JSON.stringify(event)}\n`))))
  return yield* Effect.never
})

await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(backendLayer(order.service))))
