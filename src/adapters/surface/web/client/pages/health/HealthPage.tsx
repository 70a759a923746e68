/** What is right, what is wrong and what to do: the doctor's findings of the running service, and what its adapters can do. */
import { RefreshCw } from "lucide-react"
import { useMemo } from "react"
import { usePaletteActions } from "../../app/PaletteActions.ts"
import { RouteLink } from "../../app/RouteLink.tsx"
import { answers } from "../../live/Answers.ts"
import { Badge } from "../../ui/Badge.tsx"
import { Button, buttonClasses } from "../../ui/Button.tsx"
import { Card } from "../../ui/Card.tsx"
import { NotShown } from "../../ui/NotShown.tsx"
import { Page } from "../../ui/Page.tsx"
import { RelativeTime } from "../../ui/RelativeTime.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { AbilityTable } from "./AbilityTable.tsx"
import { checkGroups, verdict } from "./CheckGroups.ts"
import { CheckLine } from "./CheckLine.tsx"

const useHealth = answers("health", (service) => service.ReadHealth())

const tones = { ok: "good", warning: "warn", failed: "bad" } as const

export default function HealthPage() {
  const { again, pending, refusal, value } = useHealth()
  usePaletteActions(useMemo(() => [{ id: "check-health", label: "check everything again", run: again }], [again]))
  const groups = useMemo(() => checkGroups(value?.checks ?? []), [value])
  const found = value === undefined || value.checks.length === 0 ? undefined : verdict(value.checks)
  return (
    <Page
      title="health"
      description={
        value === undefined ? (
          "what is right, what is wrong and what to do"
        ) : (
          <span className="flex flex-wrap items-baseline gap-x-2">
            {found !== undefined && <Badge tone={tones[found.state]}>{found.words}</Badge>}
            <span>version {value.version}</span>
            <span>
              started <RelativeTime at={value.startedAt} />
            </span>
            <span>
              looked at <RelativeTime at={value.at} />
            </span>
          </span>
        )
      }
      actions={
        <>
          <RouteLink to={{ page: "welcome" }} className={buttonClasses("quiet")}>
            first steps
          </RouteLink>
          <Button icon={<RefreshCw size={14} aria-hidden="true" />} busy={pending} onClick={again}>
            check again
          </Button>
        </>
      }
    >
      {refusal !== undefined && <NotShown what="its health" why={refusal.detail} bare={value === undefined} />}
      {value === undefined ? (
        pending && <Skeleton lines={8} />
      ) : (
        <>
          {groups.map(({ checks, group }) => (
            <Card key={group} title={group} tone={checks[0]?.state === "failed" ? "bad" : "plain"} flush>
              <ul className="divide-y">
                {checks.map((check) => (
                  <CheckLine key={`${check.name} ${check.found}`} check={check} />
                ))}
              </ul>
            </Card>
          ))}
          {groups.length === 0 && (
            <p className="text-sm text-muted">
              what was checked names paths and accounts of the machine: whoever administers this service sees it
            </p>
          )}
          <AbilityTable title="platforms" adapters={value.platforms} />
          <AbilityTable title="backends" adapters={value.backends} />
        </>
      )}
    </Page>
  )
}
