/** The ways to answer "may I": once, for the session, no, and no with a reason that the agent hears. */
import { useState } from "react"
import type { AskSubject } from "../../../../../core/model/Ask.ts"
import * as Words from "../../../../../core/render/Words.ts"
import { Button } from "../ui/Button.tsx"
import { TextArea } from "../ui/TextArea.tsx"
import { type GiveAnswer, useAnswering } from "./Answering.ts"
import { AnswerWords } from "./AnswerWords.tsx"

export interface PermissionWaysProps {
  readonly subject: Extract<AskSubject, { readonly _tag: "Permission" }>
  readonly onAnswer: GiveAnswer
}

export const PermissionWays = ({ onAnswer, subject }: PermissionWaysProps) => {
  const answering = useAnswering(onAnswer)
  const [reason, setReason] = useState<string>()
  const { busy, give, given } = answering
  const deny = () => give("deny", { _tag: "Deny", reason: reason?.trim() ?? "" })
  return (
    <div className="flex flex-col gap-2">
      {reason !== undefined && !given && (
        <TextArea
          label="what it should know"
          hint="the agent reads this and goes on"
          value={reason}
          rows={2}
          autoFocus
          onChange={setReason}
        />
      )}
      {!given && (
        <div className="flex flex-wrap gap-2">
          <Button tone="good" busy={busy === "once"} onClick={() => give("once", { _tag: "Allow", scope: "once" })}>
            {Words.allowOnce}
          </Button>
          {subject.rememberable && (
            <Button busy={busy === "session"} onClick={() => give("session", { _tag: "Allow", scope: "session" })}>
              {Words.allowSession}
            </Button>
          )}
          <Button tone="danger" busy={busy === "deny"} onClick={deny}>
            {Words.deny}
          </Button>
          {reason === undefined && (
            <Button tone="quiet" onClick={() => setReason("")}>
              deny with a reason
            </Button>
          )}
        </div>
      )}
      <AnswerWords answering={answering} />
    </div>
  )
}
