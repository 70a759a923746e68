/**
 * What becomes of a message that stands: it grows, is edited as a whole, or is taken away. Owns which of these it is and
 * the way from a stream to edits; pacing is the governor's.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import { type Body, type PlatformError, Rejected } from "../../../../core/ports/ChatPlatform.ts"
import { addressOf, isFile } from "../Address.ts"
import { renderBody } from "../format/Body.ts"
import type { Api, ApiCall } from "../web/Api.ts"
import { errorOf, faultOf, limited } from "../web/Faults.ts"
import type { StreamGovernor } from "./StreamGovernor.ts"
import type { At, Streams } from "./Streams.ts"

export interface Edits {
  readonly edit: (message: MessageRef, body: Body, final: boolean) => Effect.Effect<void, PlatformError>
  readonly remove: (message: MessageRef) => Effect.Effect<void, PlatformError>
  /** What a message of ours shows from now on. */
  readonly shown: (message: MessageRef, body: Body) => void
  /** The turn that the stop button of this message stops. */
  readonly stopTarget: (team: string, channel: string, ts: string) => string | undefined
}

const remembered = 2000
/** Messages that are over before their answer is: of answers that are being given. */
const mostOver = 500

const atOf = ({ conversation, message }: MessageRef): At => {
  const { channel, team } = addressOf(conversation)
  return { team, channel, ts: message }
}

export const makeEdits = (parts: {
  readonly api: Api
  readonly governor: StreamGovernor
  readonly streams: Streams
}): Edits => {
  const { api, governor, streams } = parts
  const targets = makeRecent<string, string>(remembered)
  /** As they stand. That the clock in their Markdown goes on is no reason to write them anew. */
  const overs = makeRecent<string, Pick<Body, "growth" | "controls">>(mostOver)

  const idOf = ({ channel, team, ts }: At) => `${team} ${channel} ${ts}`

  const shown = (message: MessageRef, { controls }: Body) => {
    const id = idOf(atOf(message))
    const stop = controls.find((control) => control._tag === "Button" && control.action === "stop")
    if (stop === undefined) targets.delete(id)
    else targets.set(id, stop.target)
  }

  /** A stream that an earlier life of the service began must be stopped before its message can be changed. */
  const unstreaming = (at: At, call: ApiCall) =>
    Effect.catchIf(
      api.tell(call),
      (error) => errorOf(error) === "streaming_state_conflict",
      () => Effect.andThen(streams.stopFound(at), api.tell(call))
    )

  const update = Effect.fnUntraced(function* (at: At, body: Body, final: boolean) {
    const { channel, team, ts } = at
    const args = { channel, ts, ...renderBody(body) }
    const call = { team, method: "chat.update", args, live: !final }
    const now = yield* Clock.currentTimeMillis
    const id = `${channel} ${ts}`
    const wait = final ? governor.final(team, id, now) : governor.preview(team, id, now)
    if (wait > 0) return yield* limited(wait, call)
    yield* unstreaming(at, call)
  })

  const edit = Effect.fnUntraced(function* (message: MessageRef, body: Body, final: boolean) {
    if (isFile(message.message)) return yield* faultOf(new Rejected({ detail: "a file cannot be changed" }))
    const at = atOf(message)
    const { controls, growth } = body
    const over = final || growth === undefined || growth.over
    const id = idOf(at)
    shown(message, body)
    if (!final && growth?.over === true && Equal.equals(overs.get(id), { growth, controls })) return
    overs.delete(id)
    const done = over ? yield* streams.end(at, growth, controls) : yield* streams.grow(at, growth)
    if (!done) yield* update(at, body, final || growth?.over === true)
    if (!final && growth?.over === true) overs.set(id, { growth, controls })
  })

  const remove = Effect.fnUntraced(function* (message: MessageRef) {
    const at = atOf(message)
    const { channel, team, ts } = at
    targets.delete(idOf(at))
    overs.delete(idOf(at))
    if (isFile(message.message)) {
      return yield* api.tell({ team, method: "files.delete", args: { file: message.message } })
    }
    yield* streams.end(at, undefined, [])
    yield* unstreaming(at, { team, method: "chat.delete", args: { channel, ts } })
  })

  return { edit, remove, shown, stopTarget: (team, channel, ts) => targets.get(idOf({ team, channel, ts })) }
}
