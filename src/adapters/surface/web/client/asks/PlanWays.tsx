/** The ways to answer a plan: go ahead, or what to change first. */
import { useState } from "react"
import * as Words from "../../../../../core/render/Words.ts"
import { Button } from "../ui/Button.tsx"
import { TextArea } from "../ui/TextArea.tsx"
import { type GiveAnswer, useAnswering } from "./Answering.ts"
import { AnswerWords } from "./AnswerWords.tsx"
import { keepAskDraft, useAskDraft } from "./AskDrafts.ts"

export interface PlanWaysProps {
  /** Under which what is typed is kept. */
  readonly draft: string
  readonly onAnswer: GiveAnswer
}

export const PlanWays = ({ draft: name, onAnswer }: PlanWaysProps) => {
  const answering = useAnswering(name, onAnswer)
  const draft = useAskDraft(name)
  // what comes back into sight does not take the focus
  const [opened, setOpened] = useState(false)
  const { words } = draft
  const { busy, give, given } = answering
  const feedback = words?.trim() ?? ""
  const write = (text: string) => keepAskDraft(name, { ...draft, words: text })
  const revise = () => {
    if (words !== undefined) return give("revise", { _tag: "Revise", feedback })
    setOpened(true)
    write("")
  }
  return (
    <div className="flex flex-col gap-2">
      {words !== undefined && !given && (
        <TextArea
          label="what to change"
          hint="the agent plans again with this"
          value={words}
          rows={3}
          autoFocus={opened}
          onChange={write}
        />
      )}
      {!given && (
        <div className="flex flex-wrap gap-2">
          <Button tone="good" busy={busy === "approve"} onClick={() => give("approve", { _tag: "Approve" })}>
            {Words.approve}
          </Button>
          <Button busy={busy === "revise"} disabled={words !== undefined && feedback === ""} onClick={revise}>
            {words === undefined ? Words.revise : "send it back"}
          </Button>
        </div>
      )}
      <AnswerWords answering={answering} />
    </div>
  )
}
