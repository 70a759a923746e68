/**
 * A job as messages: the live card with its tree, what its workers ask, and in the end what came of it. A job and the time
 * in, a scene out. A short job ends in its card; a longer one posts its results anew, which notifies. A card is edited and
 * never streamed: what it spent and its buttons change while it runs.
 */
import type { ChatCapabilities, Control } from "../ports/ChatPlatform.ts"
import { elapsedOf, endingOf, isOver, type JobView } from "../workers/JobStanding.ts"
import { askSlots } from "./Asks.ts"
import type { Finish } from "./Finished.ts"
import { plain } from "./Inline.ts"
import { mostMessages } from "./Live.ts"
import { fitting } from "./SceneOf.ts"
import type { Scene, Slot } from "./Slot.ts"
import { firstPieces, splitMarkdown } from "./Split.ts"
import * as Words from "./Words.ts"
import { type Answers, answersOf } from "./WorkerAnswers.ts"
import { cardControls } from "./WorkerControls.ts"
import { cardHeader } from "./WorkerHeader.ts"
import { treeOf } from "./WorkerRows.ts"
import * as WorkerWords from "./WorkerWords.ts"

export interface CardOptions {
  readonly capabilities: ChatCapabilities
  /** Epoch milliseconds. */
  readonly now: number
  readonly finish: Finish
}

/** From here on people have looked away, and an edit would not call them back. */
const longJobMillis = 20_000
const headLength = 1_500
const longestTitle = 100
const cardKey = "card"

const joined = (...parts: ReadonlyArray<string>): string => parts.filter((part) => part !== "").join("\n\n")

const askSlotsOf = ({ states, workers }: JobView, capabilities: ChatCapabilities): ReadonlyArray<Slot> =>
  workers.flatMap((worker, position) =>
    (states.get(worker.id)?.asks ?? []).flatMap((ask, index) =>
      askSlots(ask, `${position}-${worker.attempt}${worker.goesOn === undefined ? "" : "r"}-${index}`, {
        capabilities,
        label: worker.title,
        ended: worker.result !== undefined
      })
    )
  )

interface Parts {
  readonly card: string
  readonly room: number
}

const cardOf = (view: JobView, now: number, { maxLength, measure }: ChatCapabilities): Parts => {
  const { job, workers } = view
  const [only, ...others] = workers
  const title = plain(job.title, longestTitle)
  const known = job.chain === undefined && only !== undefined && others.length === 0 && job.title === only.title
  const top = [title === "" || known ? "" : `**${title}**`, cardHeader(view, now)]
    .filter((line) => line !== "")
    .join("\n")
  const tree = treeOf(view, maxLength - measure(top) - 2, measure)
  const card = [top, tree].filter((part) => part !== "").join("\n")
  return { card, room: maxLength - measure(card) - 4 }
}

/** At most three messages, beyond that the beginning and the whole as a file. */
const inMessages = (
  { files, markdown }: Answers,
  capabilities: ChatCapabilities
): Answers & { messages: ReadonlyArray<string> } => {
  const { maxLength, measure, uploads } = capabilities
  const pieces = uploads ? firstPieces(markdown, capabilities, mostMessages + 1) : splitMarkdown(markdown, capabilities)
  if (!uploads || pieces.length <= mostMessages) return { files, markdown, messages: pieces }
  const note = Words.dim(WorkerWords.wholeIn(Words.answerFile))
  const room = Math.min(headLength, maxLength - measure(note) - 4)
  const [head = ""] = firstPieces(markdown, { maxLength: room, measure }, 1)
  const whole: Answers["files"][number] = {
    _tag: "File",
    key: "answer-file",
    name: Words.answerFile,
    mediaType: "text/markdown",
    content: markdown
  }
  return { files: [whole, ...files], markdown, messages: [joined(head, note)] }
}

const settledSlots = (view: JobView, options: CardOptions): ReadonlyArray<Slot> => {
  const { capabilities, finish, now } = options
  const { edits, measure } = capabilities
  const answers = answersOf(view, capabilities)
  const { card, room } = cardOf(view, now, capabilities)
  const controls = cardControls(view, capabilities)
  const asks = askSlotsOf(view, capabilities)
  const short = finish === "auto" ? elapsedOf(view, now) < longJobMillis : finish === "edit"
  const stopped = endingOf(view) === "stopped"
  const within = measure(answers.markdown) <= room && (short || stopped || !edits)
  const message = (
    key: string,
    markdown: string,
    rest: { notify?: boolean; controls?: ReadonlyArray<Control> }
  ): Slot => ({
    _tag: "Message",
    key,
    body: { markdown, controls: rest.controls ?? [] },
    notify: rest.notify ?? false
  })
  const { files, messages } = within ? { files: answers.files, messages: [] } : inMessages(answers, capabilities)
  const top = message(cardKey, joined(card, within ? answers.markdown : ""), {
    notify: !edits,
    controls: messages.length === 0 ? controls : []
  })
  return [
    top,
    ...asks,
    ...messages.map((text, index) =>
      message(`result-${index}`, text, {
        notify: index === 0 && !short,
        controls: index === messages.length - 1 ? controls : []
      })
    ),
    ...files
  ]
}

const liveSlots = (view: JobView, { capabilities, now }: CardOptions): ReadonlyArray<Slot> => {
  if (!capabilities.edits) return askSlotsOf(view, capabilities)
  const card: Slot = {
    _tag: "Message",
    key: cardKey,
    body: {
      markdown: cardOf(view, now, capabilities).card,
      controls: cardControls(view, capabilities)
    },
    notify: false
  }
  return [card, ...askSlotsOf(view, capabilities)]
}

export const workerCard = (view: JobView, options: CardOptions): Scene => {
  const settled = isOver(view)
  const slots = settled ? settledSlots(view, options) : liveSlots(view, options)
  return { slots: slots.map((slot) => fitting(slot, options.capabilities)), settled }
}
