/**
 * A turn that is not over, as messages: progress above, the answer as far as it is said below. Pieces that are complete
 * stay as they are and the last one grows; of a very long answer the beginning and the end are shown.
 */
import type { Verbosity } from "../model/Agent.ts"
import type { ChatCapabilities, Control } from "../ports/ChatPlatform.ts"
import { answerText, type TurnState } from "../sessions/TurnState.ts"
import { growthsOf } from "./Growths.ts"
import { healMarkdown } from "./Heal.ts"
import { headerOf, type Moment, progressOf } from "./Progress.ts"
import type { Rolling } from "./Rolling.ts"
import type { Slot } from "./Slot.ts"
import { firstPieces, pieceMarkdown, tailMarkdown } from "./Split.ts"
import { tablesAsText } from "./Tables.ts"
import * as Words from "./Words.ts"

export const mostMessages = 3
/** Kept for the progress lines whether they need it or not: else the text below would be cut anew with each of them. */
const mostProgress = 800
const roomForHidden = 60

/** What says that a message waits; it goes when the turn begins, so that answers stand in the order of the turns. */
const queueKey = "queue"

export const liveKey = (index: number): string => (index === 0 ? "live" : `live-${index}`)

const roomForProgress = ({ maxLength }: ChatCapabilities): number => Math.min(mostProgress, Math.floor(maxLength * 0.4))

/** Beside the progress. An answer that grew is cut in the same places in the end: what was said stays where it is. */
export const roomForText = (capabilities: ChatCapabilities): number =>
  capabilities.maxLength - roomForProgress(capabilities) - 4

const windowed = (
  text: string,
  capabilities: ChatCapabilities,
  { first, last }: { readonly first: number; readonly last: number }
): ReadonlyArray<string> => {
  const pieces = firstPieces(text, capabilities, mostMessages + 1, first)
  if (pieces.length <= mostMessages) return pieces
  const head = pieces.slice(0, mostMessages - 1)
  const tail = tailMarkdown(text, { maxLength: last - roomForHidden, measure: capabilities.measure })
  const between = tail.at - head.reduce((length, piece) => length + piece.length, 0)
  return [...head, `${Words.dim(Words.hidden(Math.max(0, between)))}\n\n${pieceMarkdown(tail)}`]
}

export const liveSlots = (
  state: TurnState,
  options: Moment & {
    readonly verbosity: Verbosity
    readonly capabilities: ChatCapabilities
    readonly rolling: Rolling
  }
): ReadonlyArray<Slot> => {
  const { capabilities, reconnecting, place } = options
  if (!capabilities.edits || (state.phase === "queued" && place === 0 && !reconnecting)) return []
  if (state.phase === "queued" && !reconnecting) {
    const markdown = Words.dim(headerOf(state, options))
    return [{ _tag: "Message", key: queueKey, body: { markdown, controls: [] }, notify: false }]
  }
  const room = roomForProgress(capabilities)
  const progress = progressOf(state, { ...options, room, measure: capabilities.measure })
  const beside = roomForText(capabilities)
  const whole = answerText(state)
  const shown = (text: string) => {
    const healed = healMarkdown(text)
    return capabilities.tables ? healed : tablesAsText(healed)
  }
  const grows = capabilities.growsForMillis > 0 && state.phase === "working" && !reconnecting
  const growths = grows ? growthsOf(state, whole, { ...options, first: beside }) : []
  const fits = grows && growths.length <= mostMessages
  const [first = "", ...more] = fits
    ? growths.map(({ text }) => shown(text))
    : windowed(shown(whole), capabilities, { first: beside, last: grows ? beside : capabilities.maxLength })
  const growthAt = (index: number) => (fits || index < mostMessages - 1 ? growths[index] : undefined)
  const stop: Control = { _tag: "Button", action: "stop", target: state.turn.id, label: Words.stop, tone: "danger" }
  const controls = capabilities.buttons && state.phase === "working" ? [stop] : []
  const texts = [first, ...more]
  // What has grown to its end stands as it is: what changes goes with the message that grows.
  const goesOn = growthAt(0)?.over === true
  const changing = goesOn ? texts.length - 1 : 0
  const above = (index: number) => (index === changing ? progress : index === 0 ? Words.dim(Words.goesOn) : "")
  return texts.map((text, index) => {
    const growth = growthAt(index)
    const markdown = [above(index), text].filter((part) => part !== "").join("\n\n")
    return {
      _tag: "Message",
      key: liveKey(index),
      body: { markdown, controls: index === 0 ? controls : [], ...(growth === undefined ? {} : { growth }) },
      notify: false
    }
  })
}
