/**
 * What one turn has on the platform, slot by slot, and the writes that bring it to the scene that is wanted. Owns that
 * bookkeeping: refs, landed content, reposts, refusals. Must not wait, and must not look at a scene but through
 * `wanted`. Used by delivery only.
 */
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Hash from "effect/Hash"
import type { MessageRef } from "../model/Conversation.ts"
import type { ConversationId, TurnId } from "../model/Ids.ts"
import { type Body, type Face, Operation, PlatformError, type Receipt, Rejected } from "../ports/ChatPlatform.ts"
import type { Outbox } from "./Outbox.ts"
import type { Scene, Slot } from "./Slot.ts"

export interface ScreenOptions {
  readonly conversation: ConversationId
  readonly face: Face
  readonly replyTo?: MessageRef
  readonly turn: TurnId
  readonly known: ReadonlyMap<string, MessageRef>
  readonly resumed?: boolean
  readonly onPosted: (key: string, message: MessageRef) => Effect.Effect<void>
}

export interface Screen {
  /** The writes that may start now. Each runs once and never fails; call again after any of them ended. */
  readonly advance: () => ReadonlyArray<Effect.Effect<void>>
  /** A message of the turn that nobody knew of: it is brought to the scene like the others. */
  readonly found: (postedAs: string, message: MessageRef) => void
  /** Nothing more can be shown in this conversation. */
  readonly fatal: () => PlatformError | undefined
  /** The first slot that could not be brought to the settled scene. */
  readonly failure: () => PlatformError | undefined
}

interface Entry {
  readonly key: string
  message: MessageRef | undefined
  /** What is known to be shown; absent when a message exists whose content is not known. */
  landed: Slot | undefined
  /** How many messages this slot had before; part of the post key, since a key never makes a second message. */
  generation: number
  /** A write other than a preview waits or is in flight. */
  busy: boolean
  previewing: boolean
  /** Content that was refused as a preview: not tried again as such. */
  disliked: Slot | undefined
  /** The platform refused: left alone until the scene is settled, then tried once more. */
  refusal: PlatformError | undefined
}

/** A slot whose messages somebody keeps deleting is given up. */
const mostGenerations = 5
/** What is left of a message that cannot be deleted; it is filled again if its slot comes back. */
const remains: Body = { markdown: "(removed)", controls: [] }
const emptied = (key: string): Slot => ({ _tag: "Message", key, body: remains, notify: false })
const isEmptied = (slot: Slot | undefined) => slot?._tag === "Message" && slot.body === remains

/** At most 100 characters, the same for the same turn and slot in every life of the service. */
export const postKey = (turn: TurnId, key: string, generation: number): string => {
  const whole = generation === 0 ? `${turn}/${key}` : `${turn}/${key}~${generation}`
  return whole.length <= 100 ? whole : `${(Hash.string(whole) >>> 0).toString(36)}~${whole.slice(-90)}`
}

const same = (left: Slot, right: Slot): boolean => {
  if (left === right) return true
  if (left._tag === "File") {
    return right._tag === "File" && left.name === right.name && left.content === right.content
  }
  return (
    right._tag === "Message" &&
    left.body.markdown === right.body.markdown &&
    left.body.growth?.text === right.body.growth?.text &&
    left.body.growth?.over === right.body.growth?.over &&
    Equal.equals(left.body.controls, right.body.controls)
  )
}

export const makeScreen = (outbox: Outbox, options: ScreenOptions, wanted: () => Scene | undefined): Screen => {
  const { edits, deletes } = outbox.capabilities
  const { conversation, face } = options
  const resumed = options.resumed ?? options.known.size > 0
  const entries = new Map<string, Entry>()
  let posting = false
  let settling = false
  let fatal: PlatformError | undefined
  let answered = options.known.size > 0
  let notified = false

  const entryOf = (key: string): Entry => {
    const known = entries.get(key)
    if (known !== undefined) return known
    const entry: Entry = {
      key,
      message: options.known.get(key),
      landed: undefined,
      generation: 0,
      busy: false,
      previewing: false,
      disliked: undefined,
      refusal: undefined
    }
    entries.set(key, entry)
    return entry
  }
  for (const key of options.known.keys()) entryOf(key)

  const slotOf = (key: string) => wanted()?.slots.find((slot) => slot.key === key)

  /** Unknown content of a message that cannot be changed is taken to be right. */
  const shows = (entry: Entry, slot: Slot): boolean =>
    entry.message !== undefined &&
    (entry.landed === undefined ? slot._tag === "File" || !edits : same(entry.landed, slot))

  const forget = (entry: Entry) => {
    entry.message = undefined
    entry.landed = undefined
    entry.generation++
  }

  const refused = (entry: Entry, error: PlatformError) => {
    if (error.reason._tag === "Gone" && entry.message !== undefined && entry.generation < mostGenerations) forget(entry)
    else entry.refusal = error
  }

  const posted = (key: string, sent: Slot, receipt: Receipt) =>
    Effect.gen(function* () {
      const entry = entryOf(key)
      if (receipt.message === undefined) {
        const reason = new Rejected({ detail: "a post returned no message: report this to the adapter's author" })
        entry.refusal = new PlatformError({ platform: outbox.platform, reason })
        return
      }
      entry.message = receipt.message
      entry.landed = resumed && edits && sent._tag === "Message" ? undefined : sent
      entry.refusal = undefined
      yield* options.onPosted(key, receipt.message)
    })

  const post = (entry: Entry): Effect.Effect<void> => {
    let sent: Slot | undefined
    entry.busy = true
    posting = true
    const draw = () => {
      const slot = slotOf(entry.key)
      sent = slot
      if (slot === undefined) return undefined
      const key = postKey(options.turn, entry.key, entry.generation)
      if (slot._tag === "File") {
        const { name, mediaType, content } = slot
        return Operation.cases.Upload.make({ key, conversation, face, name, mediaType, content })
      }
      const { body, notify } = slot
      const answers = options.replyTo !== undefined && (!answered || (notify && !notified))
      answered = true
      notified ||= notify
      return Operation.cases.Post.make({
        key,
        conversation,
        face,
        body,
        notify,
        ...(answers ? { replyTo: options.replyTo } : {})
      })
    }
    return outbox.submit({ conversation, kind: "send", draw }).pipe(
      Effect.matchEffect({
        onSuccess: (receipt) =>
          receipt === undefined || sent === undefined ? Effect.void : posted(entry.key, sent, receipt),
        onFailure: (error) =>
          Effect.sync(() => {
            if (error.reason._tag === "Rejected") entry.refusal = error
            else fatal ??= error
          })
      }),
      Effect.ensuring(
        Effect.sync(() => {
          entry.busy = false
          posting = false
        })
      )
    )
  }

  const edit = (entry: Entry, message: MessageRef, final: boolean): Effect.Effect<void> => {
    let sent: Slot | undefined
    if (final) entry.busy = true
    else entry.previewing = true
    const draw = () => {
      const scene = wanted()
      const slot = slotOf(entry.key)
      if (slot?._tag !== "Message" || entry.message !== message || shows(entry, slot)) return undefined
      if (!final && scene?.settled === true) return undefined
      sent = slot
      return Operation.cases.Edit.make({ message, body: slot.body, final })
    }
    return outbox.submit({ conversation, kind: final ? "final" : "preview", message, draw }).pipe(
      Effect.match({
        onSuccess: (receipt) => {
          if (receipt === undefined || sent === undefined || entry.message !== message) return
          entry.landed = sent
          entry.refusal = undefined
        },
        onFailure: (error) => {
          if (entry.message !== message) return
          if (!final && error.reason._tag === "Rejected") entry.disliked = sent
          else if (final || !settling || error.reason._tag === "Gone") refused(entry, error)
        }
      }),
      Effect.ensuring(
        Effect.sync(() => {
          if (final) entry.busy = false
          else entry.previewing = false
        })
      )
    )
  }

  /** Where a message cannot be deleted it is emptied, and where neither can be done it stays. */
  const remove = (entry: Entry, message: MessageRef): Effect.Effect<void> => {
    entry.busy = true
    const draw = () => {
      if (slotOf(entry.key) !== undefined) return undefined
      return deletes
        ? Operation.cases.Delete.make({ message })
        : Operation.cases.Edit.make({ message, body: remains, final: true })
    }
    return outbox.submit({ conversation, kind: deletes ? "delete" : "final", message, draw }).pipe(
      Effect.match({
        onSuccess: (receipt) => {
          if (receipt === undefined) return
          if (deletes) forget(entry)
          else entry.landed = emptied(entry.key)
        },
        onFailure: (error) => {
          if (error.reason._tag === "Gone") forget(entry)
          else entry.refusal = error
        }
      }),
      Effect.ensuring(
        Effect.sync(() => {
          entry.busy = false
        })
      )
    )
  }

  /** The old message goes the way of slots that are not wanted any more. */
  const replace = (entry: Entry) => {
    const old = entryOf(`${entry.key}#${entry.generation}`)
    old.message = entry.message
    forget(entry)
  }

  const settle = () => {
    settling = true
    for (const entry of entries.values()) entry.refusal = undefined
  }

  const advance = (): ReadonlyArray<Effect.Effect<void>> => {
    const scene = wanted()
    if (scene === undefined) return []
    if (scene.settled && !settling) settle()
    const writes: Array<Effect.Effect<void>> = []
    const keys = new Set<string>()
    for (const slot of scene.slots) {
      keys.add(slot.key)
      const entry = entryOf(slot.key)
      if (entry.busy || entry.refusal !== undefined || shows(entry, slot)) continue
      if (entry.message !== undefined && (slot._tag === "File" || !edits)) {
        if (!scene.settled) continue
        replace(entry)
      }
      if (entry.message === undefined) {
        const presentable = scene.settled || edits || slot._tag === "File" || slot.notify
        if (presentable && !posting) writes.push(post(entry))
      } else if (scene.settled) {
        writes.push(edit(entry, entry.message, true))
      } else if (!entry.previewing && !(entry.disliked !== undefined && same(entry.disliked, slot))) {
        writes.push(edit(entry, entry.message, false))
      }
    }
    if (posting || !(edits || deletes)) return writes
    for (const entry of entries.values()) {
      if (keys.has(entry.key) || entry.message === undefined || entry.busy || entry.refusal !== undefined) continue
      if (isEmptied(entry.landed)) continue
      writes.push(remove(entry, entry.message))
    }
    return writes
  }

  const found = (postedAs: string, message: MessageRef) => {
    const [key = "", generation = "0"] = postedAs.slice(postKey(options.turn, "", 0).length).split("~")
    const entry = entryOf(key)
    // What is being posted under its key now finds the message itself.
    if (entry.message !== undefined || entry.busy) return
    entry.message = message
    entry.generation = Number(generation)
  }

  return {
    advance,
    found,
    fatal: () => fatal,
    failure: () => {
      for (const entry of entries.values()) if (entry.refusal !== undefined) return entry.refusal
      return undefined
    }
  }
}
