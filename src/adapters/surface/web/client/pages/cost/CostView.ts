/**
 * Costs as the page shows them: bars by day with the dearest keys apart, and a line for each key. Pure. Owns the sums; what
 * nobody knows the cost of is counted apart and never as nothing.
 */
import type { CostSeries, DayCost } from "../../../../../../core/control/protocol/ReportRpcs.ts"
import type { CostLine } from "../../../../../../core/ports/LedgerStore.ts"
import type { BarChartBar } from "../../ui/BarChart.tsx"

export type Measure = "cost" | "tokens"

export interface CostView {
  /** The dearest first. `key` is what people read. */
  readonly rows: ReadonlyArray<CostLine & { readonly id: string }>
  readonly total: CostLine
  readonly bars: ReadonlyArray<BarChartBar>
  readonly series: ReadonlyArray<string>
  /** What the last day has cost so far, as far as it is known. */
  readonly today: CostLine
}

/** A picture of more than that cannot be read. */
const mostSeries = 6

const dayMillis = 86_400_000

const isoDay = (millis: number): string => new Date(millis).toISOString().slice(0, 10)

const shortDay = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", timeZone: "UTC" })

/** Every day from the first to the last one. */
export const daysBetween = (from: string, to: string): ReadonlyArray<string> => {
  const first = Date.parse(from)
  const many = Math.round((Date.parse(to) - first) / dayMillis) + 1
  return Array.from({ length: Number.isFinite(many) ? Math.max(0, many) : 0 }, (_, index) =>
    isoDay(first + index * dayMillis)
  )
}

const added = (left: CostLine, right: CostLine): CostLine => ({
  key: left.key,
  turns: left.turns + right.turns,
  inputTokens: left.inputTokens + right.inputTokens,
  outputTokens: left.outputTokens + right.outputTokens,
  costUsd: left.costUsd + right.costUsd,
  unpriced: left.unpriced + right.unpriced
})

const nothing = (key: string): CostLine => ({
  key,
  turns: 0,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  unpriced: 0
})

const measured = (measure: Measure, line: CostLine): number =>
  measure === "cost" ? line.costUsd : line.inputTokens + line.outputTokens

/** Two people of the same name are two lines. */
const labelsOf = (keys: ReadonlyArray<string>, names: CostSeries["names"]): ReadonlyMap<string, string> => {
  const many = new Map<string, number>()
  for (const key of keys) many.set(names[key] ?? key, (many.get(names[key] ?? key) ?? 0) + 1)
  return new Map(
    keys.map((key) => {
      const name = names[key] ?? key
      return [key, (many.get(name) ?? 0) > 1 && name !== key ? `${name} (${key})` : name]
    })
  )
}

export const costView = ({ from, lines, names, to }: CostSeries, measure: Measure): CostView => {
  const byKey = new Map<string, CostLine>()
  for (const line of lines) byKey.set(line.key, added(byKey.get(line.key) ?? nothing(line.key), line))
  const sorted = [...byKey.values()].sort(
    (left, right) => measured(measure, right) - measured(measure, left) || right.turns - left.turns
  )
  const labels = labelsOf(
    sorted.map(({ key }) => key),
    names
  )
  const labelOf = (key: string): string => labels.get(key) ?? key
  const shown = sorted.filter((line) => measured(measure, line) > 0)
  const apart = shown.length > mostSeries ? shown.slice(0, mostSeries - 1) : shown
  const others = shown.length > apart.length ? `${shown.length - apart.length} others` : undefined
  const seriesOf = new Map(
    shown.map(({ key }, place) => [key, place < apart.length ? labelOf(key) : (others ?? labelOf(key))])
  )
  const byDay = Map.groupBy(lines, ({ day }) => day)
  const valuesOf = (parts: ReadonlyArray<DayCost>): Readonly<Record<string, number>> => {
    const values: Record<string, number> = {}
    for (const part of parts) {
      const name = seriesOf.get(part.key)
      if (name !== undefined) values[name] = (values[name] ?? 0) + measured(measure, part)
    }
    return values
  }
  return {
    rows: sorted.map((line) => ({ ...line, id: line.key, key: labelOf(line.key) })),
    total: sorted.reduce(added, nothing("all")),
    bars: daysBetween(from, to).map((day) => ({
      label: shortDay.format(Date.parse(day)),
      values: valuesOf(byDay.get(day) ?? [])
    })),
    series: [...apart.map(({ key }) => labelOf(key)), ...(others === undefined ? [] : [others])],
    today: (byDay.get(to) ?? []).reduce(added, nothing(to))
  }
}
