/**
 * A session as a transcript that people read: who said what when, what was done, what was asked and answered, how each
 * turn ended and what it cost. Pure: the same rows give the same text. What a person wrote stands as a quotation, so that
 * it cannot pass for a part of the transcript.
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import type { Answer } from "../model/Ask.ts"
import { conversationKey } from "../model/Conversation.ts"
import type { SessionId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import type { JournalRow } from "../ports/Journal.ts"
import { modelWords, outcomeWords } from "../render/Closing.ts"
import { healMarkdown } from "../render/Heal.ts"
import { code, plain } from "../render/Inline.ts"
import { activityLine } from "../render/Progress.ts"
import * as Words from "../render/Words.ts"
import { sessionTurns, type ToldTurn } from "./SessionTurns.ts"
import { type AskState, answerText, type Block, type SentState, type TurnState } from "./TurnState.ts"

const longestLine = 200

/** Seconds, in UTC: a transcript is read elsewhere than where it was written. */
const time = (millis: number): string =>
  Option.match(DateTime.make(millis), {
    onNone: () => "at an unknown time",
    onSome: (utc) => `${DateTime.formatIso(utc).slice(0, 19).replace("T", " ")} utc`
  })

const quote = (text: string): string =>
  text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `> ${line}`.trimEnd())
    .join("\n")

/** Longer than any fence inside, so that nothing inside can end it. */
const fenced = (text: string, language: string): string => {
  const longest = (text.match(/`{3,}/g) ?? []).reduce((length, run) => Math.max(length, run.length), 2)
  const fence = "`".repeat(longest + 1)
  return `${fence}${/^[\w+-]*$/.test(language) ? language : ""}\n${text}\n${fence}`
}

const answerWords = (answer: Answer, by: string): string => {
  const who = plain(by, 80)
  switch (answer._tag) {
    case "Allow":
      return Words.allowed(who, answer.scope === "session")
    case "Deny":
      return Words.facts(by === Words.timeOut ? Words.noAnswer : Words.denied(who), plain(answer.reason, longestLine))
    case "Chosen":
      return [
        Words.answered(who),
        ...Object.entries(answer.answers).map(
          ([question, chosen]) => `- ${plain(question, longestLine)}: ${plain(chosen.join(", "), longestLine)}`
        )
      ].join("\n")
    case "Approve":
      return Words.approved(who)
    case "Revise":
      return `${Words.revised(who)}\n\n${quote(answer.feedback)}`
  }
}

const askText = ({ answer, ask, closed }: AskState, agent: string): string => {
  const { subject } = ask
  const question = ((): string => {
    switch (subject._tag) {
      case "Permission":
        return `${Words.mayI(agent, plain(subject.title, longestLine))}\n\n${fenced(subject.detail, subject.language)}`
      case "Questions":
        return [
          `${Words.asksYou(agent)}`,
          "",
          ...subject.questions.map(
            ({ options, question }) =>
              `- ${plain(question, longestLine)} (${options.map(({ label }) => plain(label, 80)).join(", ")})`
          )
        ].join("\n")
      case "PlanReview":
        return `${Words.hasPlan(agent)}\n\n${quote(subject.plan)}`
    }
  })()
  const reply =
    answer === undefined ? (closed ? Words.closed : Words.waitingForYou) : answerWords(answer.answer, answer.by)
  return `${question}\n\n${reply}`
}

const fileText = ({ bytes, mediaType, name }: { name: string; mediaType: string; bytes: number }): string =>
  `${code(name, 120)} (${plain(mediaType, 80)}, ${Words.count(bytes, "byte")})`

const sentText = ({ failed, file }: SentState): string =>
  Words.facts(
    `- ${Words.sentFile}: ${fileText(file)}`,
    file.caption === undefined ? undefined : plain(file.caption, longestLine),
    failed === undefined ? undefined : Words.notInChat(plain(failed, longestLine))
  )

const depthOf = (blocks: ReadonlyArray<Block>, parent: string | undefined, depth = 0): number => {
  const above = blocks.find((block) => block._tag === "Activity" && block.activity.id === parent)
  return parent === undefined || above?._tag !== "Activity" || depth > 4
    ? depth
    : depthOf(blocks, above.activity.parent, depth + 1)
}

/** The answer as it came about: text, what was done between, the asks where they were asked, the files where they were sent. */
const course = ({ asked, state }: ToldTurn, agent: string): ReadonlyArray<string> => {
  const { asks, blocks, sent = [] } = state
  const parts: Array<string> = []
  let steps: Array<string> = []
  const flush = () => {
    if (steps.length > 0) parts.push(steps.join("\n"))
    steps = []
  }
  for (let index = 0; index <= blocks.length; index++) {
    const here = asks.filter((_, place) => Math.min(asked[place] ?? 0, blocks.length) === index)
    if (here.length > 0) {
      flush()
      parts.push(...here.map((ask) => askText(ask, agent)))
    }
    const files = sent.filter(({ after }) => Math.min(after, blocks.length) === index)
    if (files.length > 0) {
      flush()
      parts.push(files.map(sentText).join("\n"))
    }
    const block = blocks[index]
    if (block?._tag === "Activity") {
      steps.push(`${"  ".repeat(depthOf(blocks, block.activity.parent))}- ${activityLine(block.activity)}`)
    } else if (block !== undefined && block.text.trim() !== "") {
      flush()
      parts.push(healMarkdown(block.text.trim()))
    }
  }
  flush()
  return parts
}

const ending = (state: TurnState): string => {
  const { outcome, usage } = state
  if (outcome === undefined || state.phase !== "ended") {
    return Words.dim(state.phase === "queued" ? "still waits" : Words.stillWorking)
  }
  const said = outcomeWords(state, answerText(state) !== "")
  const footer = Words.facts(
    said === "" ? Words.folded[outcome._tag] : undefined,
    modelWords(state),
    Words.duration(state.elapsedMillis),
    usage === undefined
      ? undefined
      : `${Words.count(usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens, "token")} in, ${usage.outputTokens.toLocaleString("en-US")} out`,
    usage?.costUsd === undefined ? undefined : Words.money(usage.costUsd)
  )
  return [said, Words.dim(footer)].filter((line) => line !== "").join("\n\n")
}

/** Nobody said it: it began by itself, in the agent's own name. */
const isSpontaneous = ({ agent, origin, person }: Turn): boolean =>
  origin === undefined && String(person.id) === String(agent)

const turnText = (one: ToldTurn, index: number): string => {
  const { turn } = one.state
  const who = isSpontaneous(turn) ? "a background task" : plain(turn.person.name, 80)
  const files = turn.attachments.map((file) => `- ${fileText(file)}`)
  return [
    `## ${index + 1}. ${Words.facts(who, time(turn.saidAt))}`,
    ...(turn.text.trim() === "" ? [] : [quote(turn.text)]),
    ...(files.length === 0 ? [] : [files.join("\n")]),
    `### ${turn.agent}`,
    ...course(one, turn.agent),
    ending(one.state)
  ].join("\n\n")
}

const costOf = (turns: ReadonlyArray<ToldTurn>): string => {
  const ended = turns.filter(({ state }) => state.phase === "ended" && state.outcome?._tag !== "Withdrawn")
  const costs = ended.flatMap(({ state }) => state.usage?.costUsd ?? [])
  const unknown = ended.length - costs.length
  if (ended.length === 0) return "nothing yet"
  if (costs.length === 0) return "unknown"
  const sum = Words.money(costs.reduce((total, cost) => total + cost, 0))
  return unknown === 0 ? sum : `${sum}, and that of ${Words.count(unknown, "turn")} is unknown`
}

/** Markdown with a line feed at its end. `rows` are one session's, oldest first. */
export const exportMarkdown = (session: SessionId, rows: ReadonlyArray<JournalRow>): string => {
  const turns = sessionTurns(rows)
  const first = turns[0]?.state.turn
  const last = rows.at(-1)
  const title =
    first === undefined
      ? code(session, longestLine)
      : `${first.agent} in ${code(conversationKey(first.conversation), longestLine)}`
  const facts = [
    `- session: ${code(session, longestLine)}`,
    `- turns: ${turns.length}`,
    ...(first === undefined ? [] : [`- from: ${time(first.saidAt)}`]),
    ...(last === undefined ? [] : [`- to: ${time(last.at)}`]),
    `- cost: ${costOf(turns)}`
  ]
  return `${[`# ${title}`, facts.join("\n"), ...turns.map(turnText)].join("\n\n")}\n`
}
