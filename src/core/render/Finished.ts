/**
 * A turn that is over, as messages. A short turn ends in the message that grew; a longer one posts its answer anew, which
 * notifies, and folds the progress to one line. What is too long for three messages goes into a file.
 */
import type { Permissions, Verbosity } from "../model/Agent.ts"
import type { ChatCapabilities, Control, Growth } from "../ports/ChatPlatform.ts"
import { answerText, type TurnState } from "../sessions/TurnState.ts"
import { foldedLine, foldedWords, footerOf, outcomeWords } from "./Closing.ts"
import { condenseDiffs } from "./Diffs.ts"
import { closeFence, healMarkdown } from "./Heal.ts"
import { liveKey, mostMessages, roomForText } from "./Live.ts"
import type { Slot } from "./Slot.ts"
import { firstPieces, splitMarkdown } from "./Split.ts"
import { stepsOf } from "./Steps.ts"
import { tablesAsText } from "./Tables.ts"
import * as Words from "./Words.ts"

/** From here on people have looked away, and an edit would not call them back. */
const longTurnMillis = 20_000
const headLength = 1_500

/** How an answer ends: as an edit of the message that grew, as a new message, or by how long it took. */
export type Finish = "auto" | "edit" | "post"

const joined = (...parts: ReadonlyArray<string>): string => parts.filter((part) => part !== "").join("\n\n")

const controlsOf = (state: TurnState, { ratings }: ChatCapabilities): ReadonlyArray<Control> => {
  const { outcome, turn } = state
  if (outcome?._tag === "Done" && ratings) return [{ _tag: "Rating", target: turn.id }]
  if (outcome === undefined || outcome._tag === "Done" || outcome._tag === "Stopped" || outcome._tag === "Withdrawn") {
    return []
  }
  const retry: Control = { _tag: "Button", action: "retry", target: turn.id, label: Words.retry, tone: "plain" }
  const toUsd = outcome._tag === "OverBudget" ? outcome.raiseToUsd : undefined
  if (toUsd === undefined || state.raised !== undefined) return [retry]
  return [{ _tag: "Button", action: "raise", target: turn.id, label: Words.raiseTo(toUsd), tone: "good" }, retry]
}

interface Said {
  /** At least one; the ending is on the last. */
  readonly messages: ReadonlyArray<{ readonly text: string; readonly ending: string }>
  readonly files: ReadonlyArray<Slot>
}

const said = (state: TurnState, ending: string, capabilities: ChatCapabilities): Said => {
  const { maxLength, measure, tables, uploads } = capabilities
  const raw = answerText(state)
  const whole = state.outcome?._tag === "Done" ? closeFence(raw) : healMarkdown(raw)
  const { markdown, file } = uploads ? condenseDiffs(whole) : { markdown: whole, file: "" }
  const text = tables ? markdown : tablesAsText(markdown)
  const roomBeside = (words: string) => Math.max(Math.floor(maxLength / 4), maxLength - measure(words) - 8)
  const most = capabilities.growsForMillis > 0 ? roomForText(capabilities) : maxLength
  const limits = { maxLength: Math.min(most, roomBeside(ending)), measure }
  const diff: Slot = { _tag: "File", key: "diff-file", name: Words.diffFile, mediaType: "text/x-diff", content: file }
  const files = file === "" ? [] : [diff]
  const pieces = uploads ? firstPieces(text, limits, mostMessages + 1) : splitMarkdown(text, limits)
  if (!uploads || pieces.length <= mostMessages) {
    const last = { text: pieces.at(-1) ?? "", ending }
    return { messages: [...pieces.slice(0, -1).map((text) => ({ text, ending: "" })), last], files }
  }
  const note = Words.dim(Words.wholeAnswer(raw.length))
  const room = Math.min(headLength, roomBeside(joined(note, ending)))
  const [head = ""] = firstPieces(text, { maxLength: room, measure }, 1)
  const answer: Slot = {
    _tag: "File",
    key: "answer-file",
    name: Words.answerFile,
    mediaType: "text/markdown",
    content: raw
  }
  return { messages: [{ text: joined(head, note), ending }], files: [answer, ...files] }
}

export const finishedSlots = (
  state: TurnState,
  options: {
    readonly capabilities: ChatCapabilities
    readonly label: string
    readonly permissions: Permissions
    readonly finish: Finish
    readonly verbosity: Verbosity
    /** What stands between the progress and the answer. */
    readonly asks: ReadonlyArray<Slot>
  }
): ReadonlyArray<Slot> => {
  const { capabilities, asks } = options
  if (state.outcome?._tag === "Withdrawn") return asks
  const outcome = outcomeWords(state, answerText(state) !== "")
  const ending = [outcome, footerOf(state, options.label, options.permissions)].filter((line) => line !== "").join("\n")
  const { messages, files } = said(state, ending, capabilities)
  const cannotFold = !capabilities.deletes && messages.length > 1
  const short = options.finish === "auto" ? state.elapsedMillis < longTurnMillis : options.finish === "edit"
  const inPlace = capabilities.edits && (short || state.outcome?._tag === "Stopped" || cannotFold)
  const controls = capabilities.buttons ? controlsOf(state, capabilities) : []
  const growthOf = (text: string, ending: string, index: number): Growth => ({
    headline: foldedWords(state),
    steps: index === 0 ? stepsOf(state, options.verbosity) : [],
    text,
    ending,
    over: true
  })
  const answer = messages.map(({ ending, text }, index): Slot => {
    const grown = inPlace && capabilities.growsForMillis > 0
    return {
      _tag: "Message",
      key: inPlace ? liveKey(index) : `answer-${index}`,
      body: {
        markdown: joined(text, ending),
        controls: index === messages.length - 1 ? controls : [],
        ...(grown ? { growth: growthOf(text, ending, index) } : {})
      },
      notify: !inPlace && index === 0
    }
  })
  if (inPlace) return [...answer, ...asks, ...files]
  const folded: Slot = {
    _tag: "Message",
    key: liveKey(0),
    body: { markdown: foldedLine(state), controls: [] },
    notify: false
  }
  return [...(capabilities.edits ? [folded] : []), ...asks, ...answer, ...files]
}
