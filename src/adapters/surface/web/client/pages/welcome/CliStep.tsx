/** What agents can run on: which coding CLIs there are, and how the others get here. */
import { RefreshCw } from "lucide-react"
import type { FirstSteps } from "../../../../../../core/control/protocol/SetupRpcs.ts"
import { Button } from "../../ui/Button.tsx"
import { Code } from "../../ui/Code.tsx"
import { commandIn } from "../../ui/CommandIn.ts"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { type MarkState, StateMark } from "../../ui/StateMark.tsx"
import { StepCard } from "./StepCard.tsx"

type Cli = FirstSteps["clis"][number]

const marks: Readonly<Record<Cli["check"]["state"], MarkState>> = { ok: "done", warning: "waiting", failed: "failed" }

const CliLine = ({ cli: { check, title } }: { readonly cli: Cli }) => {
  const words = commandIn(check.fix)
  return (
    <li className="flex min-w-0 gap-2 py-2">
      <StateMark state={marks[check.state]} label={check.state === "ok" ? "found" : "missing"} />
      <div className="min-w-0 flex-1 text-sm">
        <p className="break-words">
          <span className="font-medium">{title}</span> <span className="text-muted">{check.found}</span>
        </p>
        {check.fix !== "" && (
          <div className="mt-0.5 flex min-w-0 items-center gap-1">
            <p className="wrap-anywhere min-w-0 text-muted">
              {words === undefined ? (
                check.fix
              ) : (
                <>
                  {words.before}
                  <Code text={words.command} />
                  {words.after}
                </>
              )}
            </p>
            {words !== undefined && <CopyButton text={words.command} label={`copy: ${words.command}`} />}
          </div>
        )}
      </div>
    </li>
  )
}

export interface CliStepProps {
  readonly steps: FirstSteps
  readonly pending: boolean
  readonly onCheck: () => void
}

export const CliStep = ({ steps: { clis, rehearsing }, pending, onCheck }: CliStepProps) => (
  <StepCard
    number={1}
    title="a coding cli that is signed in"
    done={clis.some(({ check }) => check.state === "ok")}
    actions={
      <Button size="small" busy={pending} icon={<RefreshCw size={14} aria-hidden="true" />} onClick={onCheck}>
        check again
      </Button>
    }
  >
    <p className="text-sm text-muted">
      agents run on the clis of this machine, with the account that is signed in there
    </p>
    <ul className="divide-y">
      {clis.map((cli) => (
        <CliLine key={cli.name} cli={cli} />
      ))}
    </ul>
    {rehearsing && (
      <p className="rounded-md bg-warn-soft px-3 py-2 text-sm">
        until there is one, every agent rehearses on a scripted cli without a model: enough to try everything here. once
        one is installed and signed in, start the service again
      </p>
    )}
  </StepCard>
)
