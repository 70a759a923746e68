/** One finding of the doctor's: what was found, and what to do where it is not right. */
import { Check, TriangleAlert, X } from "lucide-react"
import type { HealthCheck } from "../../../../../../core/control/protocol/ReportRpcs.ts"
import { Code } from "../../ui/Code.tsx"
import { commandIn } from "../../ui/CommandIn.ts"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { Foreign } from "../../ui/Foreign.tsx"

export interface CheckLineProps {
  readonly check: HealthCheck
}

const signs = {
  ok: { Icon: Check, tone: "text-good", word: "ok" },
  warning: { Icon: TriangleAlert, tone: "text-warn", word: "warning" },
  failed: { Icon: X, tone: "text-bad", word: "failed" }
}

export const CheckLine = ({ check: { fix, found, name, state } }: CheckLineProps) => {
  const { Icon, tone, word } = signs[state]
  const words = commandIn(fix)
  return (
    <li className="flex min-w-0 gap-3 px-4 py-2">
      <span className={`mt-0.5 shrink-0 ${tone}`}>
        <Icon size={16} aria-hidden="true" />
        <span className="sr-only">{word}</span>
      </span>
      <div className="min-w-0 flex-1 text-sm sm:flex sm:gap-3">
        <p className="wrap-anywhere shrink-0 font-medium sm:w-36">
          <Foreign text={name} />
        </p>
        <div className="min-w-0 flex-1">
          <p className={state === "ok" ? "wrap-anywhere text-muted" : "wrap-anywhere"}>
            <Foreign text={found} />
          </p>
          {fix !== "" && (
            <div className="mt-1 flex min-w-0 items-start gap-2">
              <p className="wrap-anywhere min-w-0 text-muted">
                {words === undefined ? (
                  <Foreign text={fix} />
                ) : (
                  <>
                    {words.before}
                    <Code text={words.command} />
                    {words.after}
                  </>
                )}
              </p>
              {words !== undefined && (
                <span className="-my-1 shrink-0 pointer-coarse:-my-2">
                  <CopyButton text={words.command} label="copy the command" />
                </span>
              )}
            </div>
          )}
        </div>
      </div>
    </li>
  )
}
