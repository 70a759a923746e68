/** The setup of a platform that this page follows: its conversation, answering in it, and ending it. */
import { useState } from "react"
import { useActing } from "../../live/Acting.ts"
import { Button } from "../../ui/Button.tsx"
import { Confirm } from "../../ui/Confirm.tsx"
import { followGuided, useGuidedTalk } from "./GuidedTalk.ts"
import { isLast, openQuestion } from "./OpenQuestion.ts"
import { SetupSteps } from "./SetupSteps.tsx"

export const GuidedSetup = ({ title }: { readonly title: string }) => {
  const { platform, refusal: lost, steps } = useGuidedTalk()
  const { act, busy, refusal } = useActing()
  const ending = useActing()
  const [leaving, setLeaving] = useState(false)
  const over = steps.some(isLast)
  const failed = steps.some(({ _tag }) => _tag === "Failed")
  // what the last reply was refused with is said at the question that it was for
  const [replied, setReplied] = useState<number>()
  const end = async () => {
    if ((await ending.act((service) => service.CancelSetup())) !== undefined) setLeaving(false)
  }
  const leave = () => {
    ending.forget()
    setLeaving(true)
  }
  return (
    <div className="flex min-w-0 flex-col gap-3 border-t px-3 py-3">
      {lost === undefined ? (
        <SetupSteps
          steps={steps}
          busy={busy}
          error={openQuestion(steps)?.question === replied ? refusal?.detail : undefined}
          onReply={(question, reply) => {
            setReplied(question)
            void act((service) => service.ReplySetup({ question, reply }))
          }}
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
          <Button size="small" tone="quiet" onClick={leave}>
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
        {ending.refusal !== undefined && (
          <p role="alert" className="mt-2 text-bad text-sm">
            {ending.refusal.detail}
          </p>
        )}
      </Confirm>
    </div>
  )
}
