/** The ways to answer a plan: go ahead, or what to change first. */
import { useState } from "react"
import * as Words from "../../../../../core/render/Words.ts"
import { Button } from "../ui/Button.tsx"
import { TextArea } from "../ui/TextArea.tsx"
import { type GiveAnswer, useAnswering } from "./Answering.ts"
import { AnswerWords } from "./AnswerWords.tsx"

export interface PlanWaysProps {
  readonly onAnswer: GiveAnswer
}

export const PlanWays = ({ onAnswer }: PlanWaysProps) => {
  const answering = useAnswering(onAnswer)
  const [feedback, setFeedback] = useState<string>()
  const { busy, give, given } = answering
  const words = feedback?.trim() ?? ""
  const revise = () => (feedback === undefined ? setFeedback("") : give("revise", { _tag: "Revise", feedback: words }))
  return (
    <div className="flex flex-col gap-2">
      {feedback !== undefined && !given && (
        <TextArea
          label="what to change"
          hint="the agent plans again with this"
          value={feedback}
          rows={3}
          autoFocus
          onChange={setFeedback}
        />
      )}
      {!given && (
        <div className="flex flex-wrap gap-2">
          <Button tone="good" busy={busy === "approve"} onClick={() => give("approve", { _tag: "Approve" })}>
            {Words.approve}
          </Button>
          <Button busy={busy === "revise"} disabled={feedback !== undefined && words === ""} onClick={revise}>
            {feedback === undefined ? Words.revise : "send it back"}
          </Button>
        </div>
      )}
      <AnswerWords answering={answering} />
    </div>
  )
}
