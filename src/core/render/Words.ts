/**
 * Every word that people read in a chat and that no person or model wrote. Lower-case, terse, with the remedy. Owns the
 * words alone: when they are said is decided where they are used.
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import type { ActivityKind } from "../model/AgentEvent.ts"
import type { Outcome } from "../model/Outcome.ts"

const between = " · "

/** Facts in one line; empty ones are left out. */
export const facts = (...parts: ReadonlyArray<string | undefined>): string =>
  parts.filter((part) => part !== undefined && part !== "").join(between)

/** A line that should stand back behind the answer. */
export const dim = (line: string): string => (line === "" ? "" : `*${line}*`)

/** `42s`, `1m 20s`, `12m`, `1h 5m`, `3d 2h`. */
export const duration = (millis: number): string => {
  const seconds = Math.max(0, Math.floor(millis / 1000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const pair = (big: string, small: number, unit: string) => (small === 0 ? big : `${big} ${small}${unit}`)
  if (seconds < 60) return `${seconds}s`
  if (minutes < 10) return pair(`${minutes}m`, seconds % 60, "s")
  if (hours < 1) return `${minutes}m`
  return hours < 24 ? pair(`${hours}h`, minutes % 60, "m") : pair(`${Math.floor(hours / 24)}d`, hours % 24, "h")
}

/** The same for a clock that is drawn anew every few seconds: nothing finer than 10 s beyond the first minute. */
export const clock = (millis: number): string =>
  duration(millis < 60_000 ? millis : Math.floor(millis / 10_000) * 10_000)

export const ordinal = (place: number): string => {
  const teen = place % 100 > 10 && place % 100 < 14
  const ending = teen ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[place % 10] ?? "th")
  return `${place}${ending}`
}

const cents = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
export const money = (usd: number): string =>
  usd > 0 && usd < 0.01 ? "under $0.01" : `$${usd.toLocaleString("en-US", cents)}`

export const count = (many: number, one: string, more = `${one}s`): string =>
  `${many.toLocaleString("en-US")} ${many === 1 ? one : more}`

export const running = "▸"
export const done = "✓"
export const failed = "✗"
export const pending = "·"

export const queued = (place: number): string =>
  facts("queued", place === 1 ? "next in line" : `${ordinal(place)} in line`, "edit to change, delete to drop")
export const working = "working"
export const stillWorking = "still working"
export const thinking = "thinking"
export const writing = "writing"
/** Over a message that was full, or had grown for as long as it may. */
export const goesOn = "goes on below"
export const waitingForYou = "waiting for you"
export const reconnecting = "reconnecting"
export const last = (what: string): string => `last: ${what}`
export const exit = (status: string): string => `exit ${status}`

export const doing: Record<ActivityKind, string> = {
  command: "run",
  edit: "edit",
  read: "read",
  search: "search",
  web: "web",
  agent: "agent",
  mcp: "tool",
  other: ""
}
export const did: Record<ActivityKind, string> = {
  command: "command",
  edit: "edit",
  read: "file read",
  search: "search",
  web: "web request",
  agent: "agent",
  mcp: "tool call",
  other: "step"
}
export const dids: Record<ActivityKind, string> = {
  command: "commands",
  edit: "edits",
  read: "files read",
  search: "searches",
  web: "web requests",
  agent: "agents",
  mcp: "tool calls",
  other: "steps"
}
export const moreDone = (many: number): string => `${done} ${many} done`
export const moreSteps = (many: number): string => `${pending} ${many} more`

export const folded: Record<Outcome["_tag"], string> = {
  Done: `${done} done`,
  Failed: `${failed} failed`,
  Stopped: "stopped",
  Limited: `${failed} usage limit`,
  OverBudget: `${failed} over budget`,
  Withdrawn: "withdrawn"
}
export const itSaid = "it said:"
export const saidNothing = "done, and nothing to say: the answer is empty"
export const stoppedBy = (who: string | undefined): string => (who === undefined ? "stopped" : `stopped by ${who}`)
export const remedies: Record<Extract<Outcome, { readonly _tag: "Failed" }>["kind"], string> = {
  auth: "sign the cli in on the host, then retry",
  overloaded: "wait a minute, then retry",
  network: "check the host's connection, then retry",
  crash: "retry; if it happens again run orchestrator doctor",
  stalled: "retry; if it happens again run orchestrator doctor",
  invalid: "change the message or the agent's file, then retry",
  refused: "say it in other words",
  interrupted: "retry it; nobody knows how it ended",
  unknown: "retry; if it happens again run orchestrator doctor"
}
export const interrupted = {
  kind: "interrupted",
  message: "the service ended while it ran, and its cli did not finish",
  remedy: remedies.interrupted
} as const
export const resets = (inMillis: number, at: number): string => {
  const time = Option.match(DateTime.make(at), {
    onNone: () => "",
    onSome: (utc) => ` (${DateTime.formatIso(utc).slice(0, 16).replace("T", " ")} utc)`
  })
  return inMillis > 0 ? `resets in ${duration(inMillis)}${time}, retry then` : "the limit is over, retry"
}
/** `haiku`, or `haiku (auto: short)` where rules chose it. */
export const onModel = (model: string, why: string | undefined): string =>
  why === undefined ? model : `${model} (auto: ${why})`
export const resetsUnknown = "retry later, or choose another model"
export const budgets: Record<Extract<Outcome, { readonly _tag: "OverBudget" }>["budget"], string> = {
  turn: "turn budget",
  "agent-day": "agent's budget for today",
  "user-day": "your budget for today",
  "fleet-day": "everyone's budget for today"
}
const shortBudgets: typeof budgets = {
  turn: "turn",
  "agent-day": "agent today",
  "user-day": "you today",
  "fleet-day": "all today"
}
/** `82% of $1.00 (turn)`. */
export const neared = (budget: keyof typeof budgets, spentUsd: number, limitUsd: number): string =>
  `${Math.floor((100 * spentUsd) / limitUsd + 1e-9)}% of ${money(limitUsd)} (${shortBudgets[budget]})`
/** Where nothing else says which budget it was: what is said of it follows its name. */
export const overBudget = (
  outcome: Pick<Extract<Outcome, { readonly _tag: "OverBudget" }>, "budget" | "limitUsd" | "message">
): string => facts(`${budgets[outcome.budget]} ${money(outcome.limitUsd)}`, outcome.message)
export const raiseBudget = (toUsd: number | undefined): string =>
  toUsd === undefined ? "ask an approver to raise it, then retry" : `an approver may raise it to ${money(toUsd)}`
export const contextShare = (share: number): string => `${Math.round(share * 100)}% ctx`
export const fullPermission = "full permission"

export const hidden = (characters: number): string => `… ${count(characters, "more character")} …`
export const answerFile = "answer.md"
export const wholeAnswer = (characters: number): string =>
  `… ${count(characters, "character")} in all, the whole answer is in ${answerFile}`
export const diffFile = "changes.diff"
export const restOfDiff = (lines: number): string => `… ${count(lines, "more line")} in ${diffFile}`
export const wholeAsk = (characters: number, file: string): string =>
  `cut: ${count(characters, "character")} in all, read ${file} before you allow it`

export const stop = "Stop"
export const retry = "Retry"
export const raisedBy = (who: string, toUsd: number): string => `${done} raised to ${money(toUsd)} by ${who}`
export const raiseTo = (usd: number): string => `Raise to ${money(usd)}`
export const allowOnce = "Allow once"
export const allowSession = "Allow for this session"
export const deny = "Deny"
export const approve = "Approve"
export const revise = "Revise"

export const mayI = (agent: string, what: string): string => `${agent} asks: ${what}`
export const asksYou = (agent: string): string => `${agent} has a question`
export const hasPlan = (agent: string): string => `${agent} has a plan`
export const replyAllow = (rememberable: boolean): string =>
  `to answer, reply: allow${rememberable ? ", allow session" : ""} or deny`
export const replyChoose = "to answer, reply with your choice"
export const replyPlan = "to answer, reply: approve, or what to change"
/** Who answers when nobody did. */
export const timeOut = "time-out"
export const noAnswer = "no answer in time: denied"
export const allowed = (who: string, session: boolean): string =>
  `${done} allowed by ${who}${session ? ", for this session" : ""}`
export const denied = (who: string): string => `${failed} denied by ${who}`
export const answered = (who: string): string => `${done} answered by ${who}`
export const approved = (who: string): string => `${done} approved by ${who}`
export const revised = (who: string): string => `${failed} sent back by ${who}`
export const closed = "no answer needed any more"

/** The face under which the service itself speaks. */
export const service = { name: "orchestrator", service: true }
const actions = {
  talk: "talk to agents",
  approve: "approve",
  administer: "administer",
  spend: "raise budgets"
} as const
export const notAllowed = (action: keyof typeof actions): string =>
  `you may not ${actions[action]} here; ask the owner to allow it`
export const paired = (who: string, help: string): string => `${who} is the owner now: talk to an agent, or see ${help}`
export const wrongCode = "that code is wrong or over; get a new one on the host: orchestrator setup"
export const filesRefused = (files: ReadonlyArray<string>): string => `not taken: ${files.join("; ")}`
export const inThreads = (many: number): string => `${count(many, "turn")} in threads`
export const rated = "noted, thank you"
export const expired = "nothing waits for that any more"
export const raisedAlready = "this budget was raised already: see the newest answer"
/** Above what somebody said to an agent from outside of the chat. */
export const saidElsewhere = (who: string, agent: string): string => `**${who}** to ${agent}, from the dashboard:`
/** Below it: what came with it and is not shown here. */
export const saidWith = (files: ReadonlyArray<string>): string => `with ${files.join(", ")}`
export const sentFile = "sent a file"
export const notInChat = (why: string): string => `it did not get to the chat: ${why}`
export const triedAgain = "this was tried again already: see the newest answer"
export const laneFull = (capacity: number) =>
  ({
    kind: "refused",
    message: `the line is full: ${count(capacity, "message")} wait already`,
    remedy: "wait for an answer, then say it again"
  }) as const
export const serviceFailed = {
  kind: "unknown",
  message: "the service could not store this message",
  remedy: "run orchestrator doctor on the host, then retry"
} as const

export const tornOffHeader = "interrupted"
export const tornOffQuestion = (attempts: number): string =>
  `this was interrupted ${attempts === 2 ? "twice" : count(attempts, "time")}. what now?`
export const tornOffContinue = "Continue"
export const tornOffContinueMeans = "go on from where it stopped"
export const tornOffStartOver = "Start over"
export const tornOffStartOverMeans = "take the message from the beginning again"
export const tornOffDrop = "Drop"
export const tornOffDropMeans = "leave it as it is"
/** Said to the model. */
export const continueWhereYouStopped =
  "The service that carries your answer was restarted while you were working on my last message. Continue where you " +
  "stopped. Do not repeat what you have already said or done."
/** What people read where a turn goes on with what is said to the model. */
export const goesOnWithMore = "goes on with a raised budget"
/** Said to the model. */
export const continueWithMore =
  "Your answer to my last message was stopped because it had used up its budget. The budget has been raised. Continue " +
  "where you stopped. Do not repeat what you have already said or done."
/** Shown above the answer. */
export const forgotten = "*the cli does not know the earlier conversation any more: this is a new one*"

/** One agent speaks to another, in the conversation of both. */
const after = (head: string, text: string): string => `${head}:${text.includes("\n") ? "\n" : " "}${text}`
export const asksAgent = (agent: string, text: string): string => after(`**${agent}**`, text)
export const handsOver = (agent: string, text: string): string => after(`handed over to **${agent}**`, text)
export const notAsked = (asker: string, agent: string, why: string): string =>
  `${failed} ${asker} did not reach ${agent}: ${why}`
export const askSelf = "an agent cannot ask itself"
export const askLoop = (names: ReadonlyArray<string>): string =>
  `that would go round in a circle (${names.join(" → ")}); go on with what is known`
export const askHops = (most: number): string =>
  `${count(most, "agent")} in a row is the limit (together.hops); go on with what is known`
export const askPerTurn = (most: number): string =>
  `one turn may ask ${count(most, "time")} (together.perTurn); go on with what is known`
export const askPerMinute = (most: number): string =>
  `agents may ask one another ${count(most, "time")} a minute here (together.perMinute); wait a minute`
export const askWaits = (agent: string): string => `${agent} is waiting for an answer itself; ask again when it is done`
