/**
 * An ask as a message of its own: the whole of what is asked for, the ways to answer, and later what was answered. What
 * is too long to be shown whole goes into a file beside it, or into more messages where there are no files.
 */
import type { Answer, Ask, AskSubject } from "../model/Ask.ts"
import type { ChatCapabilities, Control } from "../ports/ChatPlatform.ts"
import type { AskState } from "../sessions/TurnState.ts"
import { fenced } from "./Fences.ts"
import { plain } from "./Inline.ts"
import type { Slot } from "./Slot.ts"
import { firstPieces, type Limits, splitMarkdown } from "./Split.ts"
import { tablesAsText } from "./Tables.ts"
import * as Words from "./Words.ts"

const mostShown = 1_500
const mostChoices = 25
/** Of a message's length, so that on a platform with short messages the detail is not squeezed out by its title. */
const shareOfTitle = 0.1
const shareOfDetail = 0.25
const longestTitle = 200
/** The same whether it is answered or not, so that an answer does not cut the detail anew. */
const roomForAnswer = 300

interface Shown {
  readonly title: string
  /** Markdown, possibly longer than a message. */
  readonly detail: string
  /** What goes into the file when the detail is too long. */
  readonly file: { readonly extension: string; readonly mediaType: string; readonly content: string }
  readonly controls: ReadonlyArray<Control>
  readonly howToReply: string
}

const button = (
  action: Extract<Control, { readonly _tag: "Button" }>["action"],
  target: string,
  label: string,
  tone: Extract<Control, { readonly _tag: "Button" }>["tone"]
): Control => ({ _tag: "Button", action, target, label, tone })

const permission = (
  ask: Ask,
  subject: Extract<AskSubject, { readonly _tag: "Permission" }>,
  label: string,
  { maxLength }: ChatCapabilities
): Shown => {
  const most = Math.min(longestTitle, Math.floor(maxLength * shareOfTitle))
  const isDiff = subject.language === "diff"
  return {
    title: Words.mayI(label, plain(subject.title || subject.tool, most)),
    detail: subject.detail === "" ? "" : fenced(subject.detail, subject.language),
    file: {
      extension: isDiff ? "diff" : "txt",
      mediaType: isDiff ? "text/x-diff" : "text/plain",
      content: subject.detail
    },
    controls: [
      button("allow-once", ask.id, Words.allowOnce, "good"),
      ...(subject.rememberable ? [button("allow-session", ask.id, Words.allowSession, "plain")] : []),
      button("deny", ask.id, Words.deny, "danger")
    ],
    howToReply: Words.replyAllow(subject.rememberable)
  }
}

const questions = (ask: Ask, subject: Extract<AskSubject, { readonly _tag: "Questions" }>, label: string): Shown => {
  const detail = subject.questions
    .map(({ question, options }) =>
      [
        `**${plain(question, 500)}**`,
        ...options
          .slice(0, mostChoices)
          .map((option) => `- ${Words.facts(plain(option.label, 100), plain(option.description, 200))}`)
      ].join("\n")
    )
    .join("\n\n")
  return {
    title: Words.asksYou(label),
    detail,
    file: {
      extension: "md",
      mediaType: "text/markdown",
      content: subject.questions
        .map(({ question, options }) =>
          [question, ...options.map((option) => `- ${option.label}: ${option.description}`)].join("\n")
        )
        .join("\n\n")
    },
    controls: subject.questions.map(({ question, options, multiple }, index) => ({
      _tag: "Choice",
      target: ask.id,
      index,
      question,
      options,
      multiple
    })),
    howToReply: Words.replyChoose
  }
}

const planReview = (ask: Ask, plan: string, label: string, tables: boolean): Shown => ({
  title: Words.hasPlan(label),
  detail: tables ? plan : tablesAsText(plan),
  file: { extension: "md", mediaType: "text/markdown", content: plan },
  controls: [button("approve", ask.id, Words.approve, "good"), button("revise", ask.id, Words.revise, "plain")],
  howToReply: Words.replyPlan
})

const shownOf = (ask: Ask, label: string, capabilities: ChatCapabilities): Shown => {
  const { subject } = ask
  switch (subject._tag) {
    case "Permission":
      return permission(ask, subject, label, capabilities)
    case "Questions":
      return questions(ask, subject, label)
    case "PlanReview":
      return planReview(ask, subject.plan, label, capabilities.tables)
  }
}

const answerWords = (answer: Answer, by: string): string => {
  if (by === Words.timeOut) return `${Words.failed} ${Words.noAnswer}`
  const who = plain(by, 80)
  switch (answer._tag) {
    case "Allow":
      return Words.allowed(who, answer.scope === "session")
    case "Deny":
      return Words.facts(Words.denied(who), plain(answer.reason, 200))
    case "Chosen":
      return Words.facts(Words.answered(who), plain(Object.values(answer.answers).flat().join(", "), 200))
    case "Approve":
      return Words.approved(who)
    case "Revise":
      return Words.facts(Words.revised(who), plain(answer.feedback, 200))
  }
}

const lineOf = (state: AskState, ended: boolean): string =>
  state.answer !== undefined
    ? answerWords(state.answer.answer, state.answer.by)
    : state.closed || ended
      ? Words.closed
      : ""

/** The slots of the turn's ask with this index; `ended` when the turn is over and nobody can answer any more. */
export const askSlots = (
  state: AskState,
  index: number | string,
  options: { readonly capabilities: ChatCapabilities; readonly label: string; readonly ended: boolean }
): ReadonlyArray<Slot> => {
  const { capabilities } = options
  const key = `ask-${index}`
  const shown = shownOf(state.ask, plain(options.label, 40), capabilities)
  const settled = lineOf(state, options.ended)
  const open = settled === ""
  const ending = settled !== "" ? Words.dim(settled) : capabilities.buttons ? "" : Words.dim(shown.howToReply)
  const name = `${key}.${shown.file.extension}`
  const cut = Words.dim(Words.wholeAsk(shown.file.content.length, name))
  const around = capabilities.measure(`${shown.title}\n\n${cut}`) + roomForAnswer
  const least = Math.floor(capabilities.maxLength * shareOfDetail)
  const room = Math.min(mostShown, Math.max(least, capabilities.maxLength - around))
  const limits: Limits = { maxLength: room, measure: capabilities.measure }
  const [head = "", second] = firstPieces(shown.detail, limits, 2)
  const message = (part: string, parts: ReadonlyArray<string>, last: boolean): Slot => ({
    _tag: "Message",
    key: part,
    body: {
      markdown: parts.filter((text) => text !== "").join("\n\n"),
      controls: last && open && capabilities.buttons ? shown.controls : []
    },
    notify: last
  })
  if (second === undefined) return [message(key, [shown.title, head, ending], true)]
  if (capabilities.uploads) {
    const { mediaType, content } = shown.file
    return [
      { _tag: "File", key: `${key}-file`, name, mediaType, content },
      message(key, [shown.title, head, cut, ending], true)
    ]
  }
  const pieces = splitMarkdown(shown.detail, limits)
  return pieces.map((piece, part) => {
    const last = part === pieces.length - 1
    return message(last ? key : `${key}-${part}`, [part === 0 ? shown.title : "", piece, last ? ending : ""], last)
  })
}
