/** The way in: three steps from nothing to an agent that answers where people talk. */
import { useMemo } from "react"
import { usePaletteActions } from "../../app/PaletteActions.ts"
import { goTo } from "../../app/RouteNow.ts"
import { useAgents } from "../../live/Agents.ts"
import { answers } from "../../live/Answers.ts"
import { useMay, useSelf } from "../../live/Self.ts"
import { Button } from "../../ui/Button.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Page } from "../../ui/Page.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { AgentStep } from "./AgentStep.tsx"
import { CliStep } from "./CliStep.tsx"
import { useFirstSteps } from "./FirstSteps.ts"
import { PlatformStep } from "./PlatformStep.tsx"
import { skip } from "./Skipped.ts"

const useLatestSession = answers("sessions/latest", (service) => service.ListSessions({ limit: 1 }))

const Steps = () => {
  const { again, pending, refusal, value: steps } = useFirstSteps()
  const { value: agents } = useAgents()
  const { value: talked } = useLatestSession()
  usePaletteActions(useMemo(() => [{ id: "check-clis", label: "look for coding clis again", run: again }], [again]))
  if (steps === undefined || agents === undefined) {
    return refusal === undefined ? <Skeleton lines={8} /> : <EmptyState title={refusal.detail} />
  }
  return (
    <ol className="flex min-w-0 flex-col gap-4">
      <CliStep steps={steps} pending={pending} onCheck={again} />
      <AgentStep list={agents} done={talked !== undefined && talked.sessions.length > 0} />
      <PlatformStep steps={steps} />
    </ol>
  )
}

export default function WelcomePage() {
  const { value: self } = useSelf()
  const mayChange = useMay("administer")
  const leave = () => {
    skip()
    goTo({ page: "now" })
  }
  return (
    <Page
      title="first steps"
      description="from nothing to an agent that answers where your team already talks"
      width="text"
      actions={
        <Button tone="quiet" onClick={leave}>
          {self?.fresh === true ? "skip" : "to the dashboard"}
        </Button>
      }
    >
      {self === undefined ? (
        <Skeleton lines={8} />
      ) : mayChange ? (
        <Steps />
      ) : (
        <EmptyState title="these steps are for whoever administers this service">
          ask them to allow you to administer, under access in the configuration
        </EmptyState>
      )}
    </Page>
  )
}
