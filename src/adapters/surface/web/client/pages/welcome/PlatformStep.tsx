/** Where people talk: the platforms that can be connected from here, and the setup of one. */
import { Plug } from "lucide-react"
import { useEffect } from "react"
import type { FirstSteps } from "../../../../../../core/control/protocol/SetupRpcs.ts"
import { Badge } from "../../ui/Badge.tsx"
import { Button } from "../../ui/Button.tsx"
import { GuidedSetup } from "./GuidedSetup.tsx"
import { followGuided, leaveGuided, resumeGuided, useGuidedTalk } from "./GuidedTalk.ts"
import { isLast } from "./OpenQuestion.ts"
import { StepCard } from "./StepCard.tsx"

export interface PlatformStepProps {
  readonly steps: FirstSteps
}

export const PlatformStep = ({ steps: { platforms, underWay } }: PlatformStepProps) => {
  const followed = useGuidedTalk(({ platform }) => platform)
  const busy = useGuidedTalk(({ platform, steps }) => platform !== undefined && !steps.some(isLast))
  useEffect(() => leaveGuided, [])
  useEffect(() => resumeGuided(underWay), [underWay])
  const shown = platforms.filter(({ guided }) => guided)
  return (
    <StepCard number={3} title="where people talk" done={shown.some(({ connected }) => connected)}>
      <p className="text-sm text-muted">
        the same steps as orchestrator setup: what is needed, where it is found, and each thing checked at once
      </p>
      <ul className="flex min-w-0 flex-col gap-2">
        {shown.map(({ connected, name, title }) => (
          <li key={name} className="min-w-0 rounded-md border">
            <div className="flex min-h-12 flex-wrap items-center gap-3 px-3 py-2">
              <h3 className="text-sm">{title}</h3>
              {connected ? <Badge tone="good">connected</Badge> : <Badge>not connected</Badge>}
              <span className="flex-1" />
              {!(busy && followed === name) && (
                <Button
                  tone={connected ? "quiet" : "plain"}
                  size={connected ? "small" : "medium"}
                  disabled={busy}
                  icon={<Plug size={14} aria-hidden="true" />}
                  onClick={() => followGuided(name)}
                >
                  {connected ? "go through it again" : `connect ${title}`}
                </Button>
              )}
            </div>
            {followed === name && <GuidedSetup title={title} />}
          </li>
        ))}
      </ul>
    </StepCard>
  )
}
