/** The ways to answer "may I": once, for the session, no, and no with a reason that the agent hears. */
import { useState } from "react"
import type { AskSubject } from "../../../../../core/model/Ask.ts"
import * as Words from "../../../../../core/render/Words.ts"
import { Button } from "../ui/Button.tsx"
import { TextArea } from "../ui/TextArea.tsx"
import { type GiveAnswer, useAnswering } from "./Answering.ts"
import { AnswerWords } from "./AnswerWords.tsx"
import { keepAskDraft, useAskDraft } from "./AskDrafts.ts"

export interface PermissionWaysProps {
  /** Under which what is typed is kept. */
  readonly draft: string
  readonly subject: Extract<AskSubject, { readonly _tag: "Permission" }>
  readonly onAnswer: GiveAnswer
}

export const PermissionWays = ({ draft: name, onAnswer, subject }: PermissionWaysProps) => {
  const answering = useAnswering(name, onAnswer)
  const draft = useAskDraft(name)
  // what comes back into sight does not take the focus
  const [opened, setOpened] = useState(false)
  const { words } = draft
  const { busy, give, given } = answering
  const write = (text: string) => keepAskDraft(name, { ...draft, words: text })
  const deny = () => give("deny", { _tag: "Deny", reason: words?.trim() ?? "" })
  const open = () => {
    setOpened(true)
    write("")
  }
  return (
    <div className="flex flex-col gap-2">
      {words !== undefined && !given && (
        <TextArea
          label="what it should know"
          hint="the agent reads this and goes on"
          value={words}
          rows={2}
          autoFocus={opened}
          onChange={write}
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
          {words === undefined && (
            <Button tone="quiet" onClick={open}>
              deny with a reason
            </Button>
          )}
        </div>
      )}
      <AnswerWords answering={answering} />
    </div>
  )
}
