/**
 * The words with which a turn ends: what became of it, what to do, and the footer. They depend on the turn alone, never
 * on the time at which they are drawn: what is settled looks the same after a restart.
 */
import type { Permissions } from "../model/Agent.ts"
import type { ActivityKind } from "../model/AgentEvent.ts"
import type { TurnState } from "../sessions/TurnState.ts"
import { healMarkdown } from "./Heal.ts"
import { code, oneLine, plain } from "./Inline.ts"
import { activitiesOf } from "./Progress.ts"
import * as Words from "./Words.ts"

const longestMessage = 300

/** Words of a CLI or of the service: one line of Markdown that closes what it opens. */
const sentence = (text: string): string => healMarkdown(oneLine(text, longestMessage)).trim()

/** The last line that a process wrote to stderr before it went. */
const lastWords = (stderr: string | undefined): string => {
  const last = (stderr ?? "").trimEnd().slice(-2_000).split("\n").at(-1) ?? ""
  return last.trim() === "" ? "" : `${Words.itSaid} ${code(last, 200)}`
}

/** What is said under the text of the answer; empty when the answer speaks for itself. */
export const outcomeWords = (
  state: Pick<TurnState, "outcome" | "raised" | "startedAt" | "elapsedMillis">,
  hasText: boolean
): string => {
  const { outcome } = state
  switch (outcome?._tag) {
    case undefined:
    case "Withdrawn":
      return ""
    case "Done":
      return hasText ? "" : Words.dim(Words.saidNothing)
    case "Failed":
      return [
        Words.facts(
          Words.folded.Failed,
          sentence(outcome.message),
          sentence(outcome.remedy ?? Words.remedies[outcome.kind])
        ),
        outcome.kind === "crash" ? lastWords(outcome.detail) : ""
      ]
        .filter((line) => line !== "")
        .join("\n")
    case "Stopped":
      return Words.dim(Words.stoppedBy(outcome.by === undefined ? undefined : plain(outcome.by, 80)))
    case "Limited": {
      const endedAt = state.startedAt + state.elapsedMillis
      const until = outcome.resetsAt
      return Words.facts(
        Words.folded.Limited,
        sentence(outcome.message),
        until === undefined ? Words.resetsUnknown : Words.resets(until - endedAt, until)
      )
    }
    case "OverBudget":
      return Words.facts(
        Words.folded.OverBudget,
        `${Words.budgets[outcome.budget]} ${Words.money(outcome.limitUsd)}`,
        sentence(outcome.message),
        state.raised === undefined
          ? Words.raiseBudget(outcome.raiseToUsd)
          : Words.raisedBy(plain(state.raised.by, 80), state.raised.toUsd)
      )
  }
}

/** The model that answered and, where rules chose it, why; undefined where nobody said which. */
export const modelWords = ({ model, routed, usage }: TurnState): string | undefined => {
  const name = usage?.model ?? model ?? routed?.model
  if (name === undefined) return undefined
  return Words.onModel(plain(name, 40), routed === undefined ? undefined : plain(routed.reason, 40))
}

/** `scout · haiku (auto: short) · 42s · 18% ctx · $0.03`; nothing for a turn that somebody stopped or withdrew. */
export const footerOf = (state: TurnState, label: string, permissions: Permissions): string => {
  const tag = state.outcome?._tag
  if (tag === undefined || tag === "Stopped" || tag === "Withdrawn") return ""
  const { neared, usage } = state
  return Words.dim(
    Words.facts(
      plain(label, 40),
      modelWords(state),
      permissions === "full" ? Words.fullPermission : undefined,
      Words.duration(state.elapsedMillis),
      usage?.contextShare === undefined ? undefined : Words.contextShare(usage.contextShare),
      usage?.costUsd === undefined ? undefined : Words.money(usage.costUsd),
      // who went over it needs not be told that it was near
      neared === undefined || tag === "OverBudget"
        ? undefined
        : Words.neared(neared.budget, neared.spentUsd, neared.limitUsd)
    )
  )
}

/** What was done, in plain words. */
export const foldedWords = (state: TurnState): string => {
  const counts = new Map<ActivityKind, number>()
  for (const { kind, parent } of activitiesOf(state)) {
    if (parent === undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const done = Array.from(counts, ([kind, many]) => Words.count(many, Words.did[kind], Words.dids[kind])).join(", ")
  return Words.facts(Words.folded[state.outcome?._tag ?? "Done"], done, Words.duration(state.elapsedMillis))
}

/** The progress message once it is over: one line that says what was done. */
export const foldedLine = (state: TurnState): string => Words.dim(foldedWords(state))
