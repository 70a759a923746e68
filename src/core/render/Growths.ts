/**
 * A running turn as messages that grow: the answer cut where it rolled over and where a message is full, each part with
 * the steps that began while it grew. The last part is as it was said; what is above it is over.
 */
import type { Verbosity } from "../model/Agent.ts"
import type { ChatCapabilities, Growth } from "../ports/ChatPlatform.ts"
import type { TurnState } from "../sessions/TurnState.ts"
import { lastBoundary } from "./Boundary.ts"
import { characterStart } from "./Cut.ts"
import { headlineOf, type Moment } from "./Progress.ts"
import type { Rolling } from "./Rolling.ts"
import { cutMarkdown, type Limits, pieceMarkdown } from "./Split.ts"
import { stepsOf } from "./Steps.ts"
import * as Words from "./Words.ts"

/** Of a message's length. Behind it half a block waits until it is whole: the message may have to end before it. */
const heldFrom = 0.8

interface Part {
  readonly text: string
  readonly roll: number
}

/** Of the last message: what it can show without having to take it back. */
const held = (text: string, from: number): string =>
  (text.length <= from ? text : text.slice(0, Math.max(characterStart(text, from), lastBoundary(text)))).trimEnd()

const partsOf = (text: string, { holding, rolls }: Rolling, limits: Limits): ReadonlyArray<Part> =>
  [{ text: 0 }, ...rolls].flatMap(({ text: from }, roll) => {
    const until = rolls[roll]?.text
    const slice = text.slice(from, until)
    const pieces = [...cutMarkdown(slice, limits)]
    if (pieces.length === 0) return [{ text: "", roll }]
    return pieces.map((piece, index): Part => {
      const grows = index === pieces.length - 1 && until === undefined
      if (!grows) return { text: pieceMarkdown(piece).trimEnd(), roll }
      const at = from + piece.at
      const most = Math.min(limits.maxLength * heldFrom, (holding ?? text.length) - at)
      return { text: piece.before + held(slice.slice(piece.at), Math.max(0, most)), roll }
    })
  })

/** One for each message that the whole answer needs, more than are shown perhaps. */
export const growthsOf = (
  state: TurnState,
  text: string,
  options: Moment & {
    readonly verbosity: Verbosity
    readonly capabilities: ChatCapabilities
    readonly rolling: Rolling
    readonly first: number
  }
): ReadonlyArray<Growth> => {
  const { capabilities, rolling, verbosity } = options
  const { rolls } = rolling
  const parts = partsOf(text, rolling, { maxLength: options.first, measure: capabilities.measure })
  return parts.map(({ roll, text }, index): Growth => {
    const over = index < parts.length - 1
    const first = parts.findIndex((part) => part.roll === roll) === index
    return {
      headline: over ? Words.goesOn : headlineOf(state, options),
      steps: first ? stepsOf(state, verbosity, rolls[roll - 1]?.activities, rolls[roll]?.activities) : [],
      text,
      ending: "",
      over
    }
  })
}
