/** What was spent: bars by day, sums, and a line for each agent, model, person, platform or backend. */
import { Download } from "lucide-react"
import { useMemo } from "react"
import { useSearchParams } from "wouter"
import { costCsv } from "../../../../../../core/ledger/CostReport.ts"
import type { CostGroup } from "../../../../../../core/ports/LedgerStore.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import { answers } from "../../live/Answers.ts"
import { BarChart } from "../../ui/BarChart.tsx"
import { Button } from "../../ui/Button.tsx"
import { Card } from "../../ui/Card.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { NotShown } from "../../ui/NotShown.tsx"
import { Page } from "../../ui/Page.tsx"
import { RadioRow } from "../../ui/RadioRow.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { tokenWords } from "../../ui/Tokens.tsx"
import { downloadText } from "../session/Download.ts"
import { type CostFilters, filtersOf, groups, queryWith, ranges } from "./CostFilters.ts"
import { CostTable } from "./CostTable.tsx"
import { CostTotals } from "./CostTotals.tsx"
import { costView } from "./CostView.ts"

const useCosts = answers("costs", (service, by: CostGroup, days: number) => service.ReadCosts({ by, days }))

const groupWords: Readonly<Record<CostFilters["by"], string>> = {
  agent: "agent",
  model: "model",
  user: "person",
  platform: "platform",
  backend: "backend"
}

export default function CostPage() {
  const [query, setQuery] = useSearchParams()
  const filters = filtersOf(query)
  const { by, days, measure } = filters
  const { pending, refusal, value } = useCosts(by, days)
  const view = useMemo(() => (value === undefined ? undefined : costView(value, measure)), [value, measure])
  const choose = (change: Partial<CostFilters>) => setQuery(queryWith(query, change), { replace: true })
  const download = () => {
    if (view === undefined || value === undefined) return
    downloadText(`cost-by-${by}-${value.from}-${value.to}.csv`, costCsv(by, view.rows), "text/csv")
  }
  const nothing = view !== undefined && view.rows.length === 0

  return (
    <Page
      title="cost"
      description={value === undefined ? "what was spent" : `${value.from} to ${value.to}, days of ${value.zone}`}
      actions={
        <Button
          icon={<Download size={14} aria-hidden="true" />}
          onClick={download}
          disabled={view === undefined || nothing}
        >
          csv
        </Button>
      }
    >
      <div className="flex flex-wrap items-center gap-3">
        <RadioRow
          label="by"
          hideLabel
          value={by}
          options={groups.map((each) => ({ value: each, label: groupWords[each] }))}
          onChange={(next) => choose({ by: next })}
        />
        <RadioRow
          label="days"
          hideLabel
          value={String(days)}
          options={ranges.map((each) => ({ value: String(each), label: `${each} days` }))}
          onChange={(next) => choose({ days: ranges.find((each) => String(each) === next) ?? days })}
        />
        <RadioRow
          label="measure"
          hideLabel
          value={measure}
          options={[
            { value: "cost", label: "dollars" },
            { value: "tokens", label: "tokens" }
          ]}
          onChange={(next) => choose({ measure: next })}
        />
      </div>
      {refusal !== undefined && <NotShown what="the cost" why={refusal.detail} bare={view === undefined} />}
      {view === undefined ? (
        pending && <Skeleton lines={6} />
      ) : nothing ? (
        <EmptyState title="nothing was spent in these days">
          every turn of an agent gets a line here when it ends, with its tokens and what it cost
        </EmptyState>
      ) : (
        <>
          <CostTotals total={view.total} days={days} today={view.today} limitUsd={value?.limits.fleetDayUsd} />
          <Card title={`${measure === "cost" ? "dollars" : "tokens"} by day and ${groupWords[by]}`}>
            {view.series.length === 0 ? (
              <p className="py-6 text-center text-sm text-muted">the cost of none of these turns is known</p>
            ) : (
              <BarChart
                caption={`${measure} by day and ${groupWords[by]}`}
                bars={view.bars}
                series={view.series}
                format={measure === "cost" ? dollars : tokenWords}
              />
            )}
            {measure === "cost" && view.total.unpriced > 0 && (
              <p className="mt-3 text-sm text-muted">
                {Words.count(view.total.unpriced, "turn")} not in the bars: neither the cli nor the price list says what{" "}
                {view.total.unpriced === 1 ? "it" : "they"} cost
              </p>
            )}
          </Card>
          <Card flush>
            <CostTable by={by} rows={view.rows} />
          </Card>
        </>
      )}
    </Page>
  )
}

/** Nothing is nothing, also at the foot of an axis; fractions of a cent are told apart. */
const dollars = (usd: number): string => (usd === 0 ? "$0" : usd < 0.1 ? `$${usd.toFixed(3)}` : Words.money(usd))
