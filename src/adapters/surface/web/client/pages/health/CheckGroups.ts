/** The doctor's findings in the order in which they are worth reading. Pure. */
import type { HealthCheck } from "../../../../../../core/control/protocol/ReportRpcs.ts"
import * as Words from "../../../../../../core/render/Words.ts"

type State = HealthCheck["state"]

const urgency: Readonly<Record<State, number>> = { failed: 0, warning: 1, ok: 2 }

export interface CheckGroup {
  readonly group: string
  readonly checks: ReadonlyArray<HealthCheck>
}

const worst = (checks: ReadonlyArray<HealthCheck>): number =>
  checks.reduce((found, { state }) => Math.min(found, urgency[state]), urgency.ok)

/** What is wrong comes first, among the groups and in each of them; else the doctor's own order. */
export const checkGroups = (checks: ReadonlyArray<HealthCheck>): ReadonlyArray<CheckGroup> =>
  [...Map.groupBy(checks, ({ group }) => group)]
    .map(([group, found]) => ({
      group,
      checks: found.toSorted((left, right) => urgency[left.state] - urgency[right.state])
    }))
    .sort((left, right) => worst(left.checks) - worst(right.checks))

export const verdict = (checks: ReadonlyArray<HealthCheck>): { readonly state: State; readonly words: string } => {
  const failed = checks.filter(({ state }) => state === "failed").length
  const warnings = checks.filter(({ state }) => state === "warning").length
  if (failed + warnings === 0) return { state: "ok", words: "everything is fine" }
  return {
    state: failed > 0 ? "failed" : "warning",
    words: Words.facts(failed === 0 ? "" : `${failed} failed`, warnings === 0 ? "" : Words.count(warnings, "warning"))
  }
}
