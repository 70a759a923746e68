/**
 * An `Api` that answers from a function and remembers what was asked and when, by the test's own clock. It holds back what
 * the network's `Api` would hold back, and answers go through the schema that was given.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Api, ApiCall } from "../../../../../src/adapters/chat/slack/web/Api.ts"
import { limited } from "../../../../../src/adapters/chat/slack/web/Faults.ts"
import { makeTiers } from "../../../../../src/adapters/chat/slack/web/Tiers.ts"
import { PlatformError } from "../../../../../src/core/ports/ChatPlatform.ts"

export interface Asked extends ApiCall {
  /** Epoch milliseconds. */
  readonly at: number
}

/** Told apart by the call alone; a `PlatformError` is how it fails. */
export type Script = (call: ApiCall, index: number) => unknown

export const makeSlackDouble = (script: Script) => {
  const asked: Array<Asked> = []
  const tiers = makeTiers()
  const run = (call: ApiCall) =>
    Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      const wait = tiers.leave(call, at)
      if (wait > 0) return yield* limited(wait, call)
      const answer = script(call, asked.length)
      asked.push({ ...call, at })
      return answer instanceof PlatformError ? yield* answer : answer
    })
  const api: Api = {
    ask: (schema, call) =>
      Effect.flatMap(run(call), (found) => Effect.orDie(Schema.decodeUnknownEffect(schema)(found))),
    tell: (call) => Effect.asVoid(run(call)),
    upload: () => Effect.void
  }
  const of = (method: string) => asked.filter((call) => call.method === method)
  return { api, asked, of }
}
