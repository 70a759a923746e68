/**
 * What a journal entry says that somebody did, as a line of the audit log. Pure: owns which entries are acts of people and
 * in which words they stand there. Of what was said it takes the beginning alone.
 */
import { tameText } from "../chat/HostileText.ts"
import type { Answer, Ask } from "../model/Ask.ts"
import type { DoneBy } from "../model/DoneBy.ts"
import type { UserId } from "../model/Ids.ts"
import { saidBy, type Turn } from "../model/Turn.ts"
import type { AuditNote } from "../ports/AuditLog.ts"
import type { JournalEntry } from "../ports/Journal.ts"
import { oneLine } from "../render/Inline.ts"
import * as Words from "../render/Words.ts"

/** Of a message, and of what was asked: enough to know it again. */
const longestQuote = 80

export interface AuditedEntry extends Omit<AuditNote, "by"> {
  readonly by: { readonly name: string; readonly id?: UserId }
  /** The same in every telling of the same act. */
  readonly fact: string
}

const begins = (text: string): string => oneLine(tameText(text), longestQuote)

/** Of a message without words the names of its files. */
const saidIn = ({ attachments, text }: Pick<Turn, "attachments" | "text">): string =>
  begins(text) || begins(attachments.map(({ name }) => name).join(", "))

const verdicts: Readonly<Record<Answer["_tag"], AuditNote["action"]>> = {
  Allow: "approved",
  Approve: "approved",
  Deny: "denied",
  Revise: "denied",
  Chosen: "answered"
}

const subjectOf = (ask: Ask | undefined): string => {
  switch (ask?.subject._tag) {
    case undefined:
      return ""
    case "Permission":
      return Words.facts(begins(ask.subject.title), begins(ask.subject.detail))
    case "Questions":
      return begins(ask.subject.questions.map(({ question }) => question).join(" "))
    case "PlanReview":
      return "a plan"
  }
}

const about = (answer: Answer, ask: Ask | undefined): string =>
  Words.facts(
    subjectOf(ask),
    answer._tag === "Allow" && answer.scope === "session" ? "for the rest of the session" : undefined
  )

/** By a person, or once more because one wished it: not by an agent, nor a task of a worker, nor begun by itself. */
const isSaid = ({ again, asked = [], byItself, terms }: Turn): boolean =>
  again !== undefined || (terms === undefined && asked.length === 0 && byItself === undefined)

export const isAudited = (entry: JournalEntry): boolean => {
  switch (entry._tag) {
    case "Accepted":
      return isSaid(entry.turn)
    case "Answered":
    case "Raised":
      return true
    case "Ended":
      return entry.outcome._tag === "Withdrawn" || (entry.outcome._tag === "Stopped" && entry.outcome.by !== undefined)
    default:
      return false
  }
}

/** `turn` is the one that the entry belongs to, `ask` the one that it answers, where that is still known. */
export const auditedEntry = (entry: JournalEntry, turn: Turn, ask?: Ask): AuditedEntry | undefined => {
  const { agent, conversation, id, session } = turn
  const done = (
    action: AuditNote["action"],
    { by, platform = conversation.platform, user }: DoneBy,
    detail: string,
    which: ReadonlyArray<string> = []
  ): AuditedEntry => ({
    by: { name: by, ...(user === undefined ? {} : { id: user }) },
    platform,
    action,
    subject: agent,
    session,
    detail,
    fact: [action, id, ...which].join(" ")
  })
  if (!isAudited(entry)) return undefined
  switch (entry._tag) {
    case "Accepted":
      return done(turn.again === undefined ? "asked" : "retried", saidBy(turn), saidIn(turn))
    case "Answered":
      return done(verdicts[entry.answer._tag], entry, about(entry.answer, ask), [entry.ask])
    case "Raised":
      return done("raised", entry, `${entry.budget} to ${Words.money(entry.toUsd)}`, [entry.next])
    case "Ended": {
      const { outcome } = entry
      if (outcome._tag !== "Withdrawn" && outcome._tag !== "Stopped") return undefined
      const { by } = outcome
      if (outcome._tag === "Withdrawn") {
        return done("withdrew", by === undefined ? saidBy(turn) : { ...outcome, by }, saidIn(turn))
      }
      return by === undefined ? undefined : done("stopped", { ...outcome, by }, saidIn(turn))
    }
    default:
      return undefined
  }
}
