/** How a turn ended: what became of it and what can be done, then the facts: agent, model, time, context, cost. */
import { memo, type ReactNode } from "react"
import type { Outcome } from "../../../../../core/model/Outcome.ts"
import * as Words from "../../../../../core/render/Words.ts"
import { answerText, type TurnState } from "../../../../../core/sessions/TurnState.ts"
import { classes } from "../ui/Classes.ts"
import { Collapsible } from "../ui/Collapsible.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { Money } from "../ui/Money.tsx"
import { momentWords } from "../ui/TimeWords.ts"
import { tokenWords } from "../ui/Tokens.tsx"
import { ActButton } from "./ActButton.tsx"
import { Output } from "./Output.tsx"
import { useSurroundings } from "./Surroundings.ts"

interface Said {
  readonly title: string
  readonly message?: string
  readonly remedy?: string
  readonly detail?: string | undefined
}

/** Undefined when the answer speaks for itself. */
const saidOf = (outcome: Outcome, state: TurnState): Said | undefined => {
  switch (outcome._tag) {
    case "Done":
    case "Stopped":
    case "Withdrawn":
      return undefined
    case "Failed":
      return {
        title: Words.folded.Failed,
        message: outcome.message,
        remedy: outcome.remedy ?? Words.remedies[outcome.kind],
        detail: outcome.detail
      }
    case "Limited":
      return {
        title: Words.folded.Limited,
        message: outcome.message,
        remedy:
          outcome.resetsAt === undefined
            ? Words.resetsUnknown
            : `it resets ${momentWords(outcome.resetsAt)}; retry then, or choose another model`
      }
    case "OverBudget":
      return {
        title: Words.facts(
          Words.folded.OverBudget,
          `${Words.budgets[outcome.budget]} ${Words.money(outcome.limitUsd)}`
        ),
        message: outcome.message,
        remedy:
          state.raised === undefined
            ? Words.raiseBudget(outcome.raiseToUsd)
            : Words.raisedBy(state.raised.by, state.raised.toUsd)
      }
  }
}

const Trouble = ({ said, state }: { readonly said: Said; readonly state: TurnState }) => {
  const { acts, may } = useSurroundings()
  const { outcome, raised, turn } = state
  const raiseTo = outcome?._tag === "OverBudget" && raised === undefined ? outcome.raiseToUsd : undefined
  return (
    <section aria-label={said.title} className="mt-3 min-w-0 rounded-md border border-bad px-3 py-2 text-sm">
      <p className="font-medium text-bad">{said.title}</p>
      {said.message !== undefined && <p className="whitespace-pre-wrap break-words">{said.message}</p>}
      {said.remedy !== undefined && <p className="text-muted">{said.remedy}</p>}
      {said.detail !== undefined && said.detail.trim() !== "" && (
        <Collapsible summary="what the cli said" className="mt-1">
          <Output text={said.detail} label="what the cli said" />
        </Collapsible>
      )}
      {(may.has("talk") || may.has("spend")) && (
        <div className="mt-2 flex flex-wrap gap-2">
          {raiseTo !== undefined && may.has("spend") && (
            <ActButton label={`raise to ${Words.money(raiseTo)}`} tone="good" act={() => acts.raise(turn.id)} />
          )}
          {may.has("talk") && <ActButton label="retry" act={() => acts.retry(turn.id)} />}
        </div>
      )}
    </section>
  )
}

const Facts = ({ children }: { readonly children: ReadonlyArray<ReactNode> }) => {
  const shown = children.filter((each) => each !== undefined && each !== "")
  return (
    <span className="min-w-0">
      {shown.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fact has no other name than its place
        <span key={index}>
          {index > 0 && " · "}
          {each}
        </span>
      ))}
    </span>
  )
}

const tokensOf = ({ usage }: TurnState): string | undefined =>
  usage === undefined
    ? undefined
    : `${tokenWords(usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens)} tokens in (${tokenWords(
        usage.cachedInputTokens
      )} from cache), ${tokenWords(usage.outputTokens)} out`

export const TurnEnding = memo(function TurnEnding({ state }: { readonly state: TurnState }) {
  const { agent, permissions } = useSurroundings()
  const { outcome, routed, usage } = state
  if (outcome === undefined) return null
  const said = saidOf(outcome, state)
  const text = answerText(state)
  const model = usage?.model ?? state.model ?? routed?.model
  const { neared } = state
  return (
    <>
      {outcome._tag === "Done" && text === "" && <p className="text-muted text-sm">{Words.saidNothing}</p>}
      {said !== undefined && <Trouble said={said} state={state} />}
      <footer
        className="mt-2 flex min-h-8 items-center justify-between gap-3 text-faint text-xs"
        title={tokensOf(state)}
      >
        <Facts>
          {outcome._tag === "Stopped" ? <span className="text-muted">{Words.stoppedBy(outcome.by)}</span> : undefined}
          {outcome._tag === "Withdrawn" ? <span className="text-muted">{Words.folded.Withdrawn}</span> : undefined}
          {agent}
          {model === undefined ? undefined : Words.onModel(model, routed?.reason)}
          {permissions === "full" ? <span className="text-warn">{Words.fullPermission}</span> : undefined}
          {outcome._tag === "Withdrawn" ? undefined : Words.duration(state.elapsedMillis)}
          {usage?.contextShare === undefined ? undefined : Words.contextShare(usage.contextShare)}
          {outcome._tag === "Withdrawn" ? undefined : <Money usd={usage?.costUsd} />}
          {neared === undefined || outcome._tag === "OverBudget" ? undefined : (
            <span className="text-warn">{Words.neared(neared.budget, neared.spentUsd, neared.limitUsd)}</span>
          )}
        </Facts>
        <span className={classes(text === "" && "invisible")}>
          <CopyButton text={text} label="copy the answer" />
        </span>
      </footer>
    </>
  )
})
