/** Who did what, the latest first: everybody's for whoever administers the service, one's own for everybody else. */
import { RefreshCw } from "lucide-react"
import { useMemo } from "react"
import { useSearchParams } from "wouter"
import { AuditAction } from "../../../../../../core/ports/AuditLog.ts"
import { useMay } from "../../live/Self.ts"
import { Button } from "../../ui/Button.tsx"
import { Card } from "../../ui/Card.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { IconButton } from "../../ui/IconButton.tsx"
import { NotShown } from "../../ui/NotShown.tsx"
import { Page } from "../../ui/Page.tsx"
import { SearchField } from "../../ui/SearchField.tsx"
import { Select } from "../../ui/Select.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { filtersOf, queryWith } from "./AuditFilters.ts"
import { useAuditPages } from "./AuditPages.ts"
import { AuditRow } from "./AuditRow.tsx"
import { namesakes } from "./Namesakes.ts"
import { Sighted } from "./Sighted.tsx"

const acts = [{ value: "", label: "every act" }, ...AuditAction.literals.map((each) => ({ value: each, label: each }))]

export default function AuditPage() {
  const [query, setQuery] = useSearchParams()
  const filters = filtersOf(query)
  const { again, complete, lines, older, pending, refusal } = useAuditPages(filters)
  const seesAll = useMay("administer")
  const hasNamesake = useMemo(() => namesakes(lines), [lines])

  const filtered = filters.search !== "" || filters.action !== undefined
  return (
    <Page
      title="audit"
      description={seesAll ? "who did what" : "what you did here"}
      actions={
        <IconButton
          label="look for what is new"
          icon={<RefreshCw size={16} aria-hidden="true" />}
          busy={pending}
          onClick={again}
        />
      }
    >
      <div className="flex flex-wrap gap-2">
        <div className="min-w-0 flex-1 basis-40">
          <SearchField
            label="search"
            placeholder="a person, an agent, a command"
            value={filters.search}
            onSearch={(search) => setQuery((before) => queryWith(before, "search", search), { replace: true })}
          />
        </div>
        <div className="w-36 sm:w-40">
          <Select
            label="act"
            hideLabel
            value={filters.action ?? ""}
            options={acts}
            onChange={(action) => setQuery((before) => queryWith(before, "action", action), { replace: true })}
          />
        </div>
      </div>
      {refusal !== undefined && <NotShown what="the audit" why={refusal.detail} bare={lines.length === 0} />}
      {lines.length > 0 ? (
        <Card flush>
          <ul aria-label="acts" className="divide-y">
            {lines.map((line) => (
              <AuditRow key={line.seq} line={line} namesake={hasNamesake(line)} />
            ))}
          </ul>
          {!complete && (
            <div className="flex justify-center border-t py-2">
              {!pending && refusal === undefined && <Sighted onSight={older} />}
              <Button tone="quiet" size="small" busy={pending} onClick={older}>
                older
              </Button>
            </div>
          )}
        </Card>
      ) : pending ? (
        <Skeleton lines={8} />
      ) : (
        refusal === undefined && (
          <EmptyState title={filtered ? "nobody did such a thing" : "nothing was done yet"}>
            {filtered
              ? "look for fewer words, or for every act"
              : "who asks, answers, stops or changes something gets a line here, wherever they do it"}
          </EmptyState>
        )
      )}
    </Page>
  )
}
