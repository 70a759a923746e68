/** The setup of a platform that this page follows: its conversation, answering in it, and ending it. */
import { useState } from "react"
import { useActing } from "../../live/Acting.ts"
import { Button } from "../../ui/Button.tsx"
import { Confirm } from "../../ui/Confirm.tsx"
import { followGuided, useGuidedTalk } from "./GuidedTalk.ts"
import { isLast } from "./OpenQuestion.ts"
import { SetupSteps } from "./SetupSteps.tsx"

export const GuidedSetup = ({ title }: { readonly title: string }) => {
  const { platform, refusal: lost, steps } = useGuidedTalk()
  const { act, busy, refusal } = useActing()
  const ending = useActing()
  const [leaving, setLeaving] = useState(false)
  const over = steps.some(isLast)
  const failed = steps.some(({ _tag }) => _tag === "Failed")
  const end = async () => {
    await ending.act((service) => service.CancelSetup())
    setLeaving(false)
  }
  return (
    <div className="flex min-w-0 flex-col gap-3 border-t px-3 py-3">
      {lost === undefined ? (
        <SetupSteps
          steps={steps}
          busy={busy}
          error={refusal?.detail}
          onReply={(question, reply) => void act((service) => service.ReplySetup({ question, reply }))}
        />
      ) : (
        <p role="alert" className="text-sm text-bad">
          {lost.detail}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {(failed || lost !== undefined) && platform !== undefined && (
          <Button tone="accent" onClick={() => followGuided(platform)}>
            try again
          </Button>
        )}
        {!over && lost === undefined && (
          <Button size="small" tone="quiet" onClick={() => setLeaving(true)}>
            end this setup
          </Button>
        )}
      </div>
      <Confirm
        open={leaving}
        title={`end the setup of ${title}`}
        action="end it"
        busy={ending.busy}
        onConfirm={() => void end()}
        onClose={() => setLeaving(false)}
      >
        what was kept by now stays, and it can be begun again at any time. leaving this page does not end it
      </Confirm>
    </div>
  )
}
