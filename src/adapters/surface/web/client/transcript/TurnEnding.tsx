/** How a turn ended: what became of it and what can be done, then the facts: agent, model, time, context, cost. */
import { memo, type ReactNode } from "react"
import type { TurnId } from "../../../../../core/model/Ids.ts"
import * as Words from "../../../../../core/render/Words.ts"
import { answerText, type TurnState } from "../../../../../core/sessions/TurnState.ts"
import { classes } from "../ui/Classes.ts"
import { Collapsible } from "../ui/Collapsible.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { Foreign } from "../ui/Foreign.tsx"
import { Money } from "../ui/Money.tsx"
import { tokenWords } from "../ui/Tokens.tsx"
import { ActButton } from "./ActButton.tsx"
import { Output } from "./Output.tsx"
import { useSurroundings } from "./Surroundings.ts"
import { type Trouble, troubleOf } from "./Trouble.ts"

const Troubled = ({ trouble, turn }: { readonly trouble: Trouble; readonly turn: TurnId }) => {
  const { acts, may } = useSurroundings()
  const { detail, message, raiseToUsd, remedy, title } = trouble
  return (
    <fieldset aria-label={title} className="mt-3 min-w-0 rounded-md border border-bad px-3 py-2 text-sm">
      <p className="font-medium text-bad">{title}</p>
      <p className="whitespace-pre-wrap break-words">
        <Foreign text={message} />
      </p>
      <p className="text-muted">
        <Foreign text={remedy} />
      </p>
      {detail !== undefined && (
        <Collapsible summary="what the cli said" className="mt-1">
          <Output text={detail} label="what the cli said" />
        </Collapsible>
      )}
      {(may.has("talk") || may.has("spend")) && (
        <div className="mt-2 flex flex-wrap gap-2">
          {raiseToUsd !== undefined && may.has("spend") && (
            <ActButton label={`raise to ${Words.money(raiseToUsd)}`} tone="good" act={() => acts.raise(turn)} />
          )}
          {may.has("talk") && <ActButton label="retry" act={() => acts.retry(turn)} />}
        </div>
      )}
    </fieldset>
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
  const trouble = troubleOf(outcome, state.raised)
  const text = answerText(state)
  const model = usage?.model ?? state.model ?? routed?.model
  const { neared } = state
  // what no cli ever had cost nothing and took no time
  const worked = outcome._tag !== "Withdrawn" && (state.attempt > 0 || usage !== undefined)
  return (
    <>
      {outcome._tag === "Done" && text === "" && <p className="text-muted text-sm">{Words.saidNothing}</p>}
      {trouble !== undefined && <Troubled trouble={trouble} turn={state.turn.id} />}
      <footer
        className="mt-2 flex min-h-8 items-center justify-between gap-3 text-faint text-xs"
        title={tokensOf(state)}
      >
        <Facts>
          {outcome._tag === "Stopped" ? (
            <span className="text-muted">
              <Foreign text={Words.stoppedBy(outcome.by)} />
            </span>
          ) : undefined}
          {outcome._tag === "Withdrawn" ? <span className="text-muted">{Words.folded.Withdrawn}</span> : undefined}
          {agent}
          {model === undefined ? undefined : Words.onModel(model, routed?.reason)}
          {permissions === "full" ? <span className="text-warn">{Words.fullPermission}</span> : undefined}
          {worked ? Words.duration(state.elapsedMillis) : undefined}
          {usage?.contextShare === undefined ? undefined : Words.contextShare(usage.contextShare)}
          {worked ? <Money usd={usage?.costUsd} /> : undefined}
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
