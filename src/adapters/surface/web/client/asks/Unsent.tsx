/** What somebody had begun to answer when the answer of another came first: not lost, and gone when they say so. */
import { useEffect } from "react"
import { Button } from "../ui/Button.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { forgetAskDraft, useAskDraft, useOnItsWay, wordsOf } from "./AskDrafts.ts"

export interface UnsentProps {
  /** The name under which it is kept. */
  readonly draft: string
}

export const Unsent = ({ draft: name }: UnsentProps) => {
  const words = wordsOf(useAskDraft(name))
  // one's own answer may be heard of before it is known to be taken
  const onItsWay = useOnItsWay(name)
  useEffect(() => {
    if (!onItsWay && words === "") forgetAskDraft(name)
  }, [name, onItsWay, words])
  if (onItsWay || words === "") return null
  return (
    <div className="mt-1 ml-5 min-w-0 rounded-md border border-warn/60 px-3 py-2 text-sm">
      <p role="status">somebody was first: what you had written was not sent</p>
      <p className="whitespace-pre-wrap break-words text-muted">{words}</p>
      <div className="mt-2 flex flex-wrap gap-2">
        <CopyButton text={words} label="copy what you wrote" spelled />
        <Button size="small" tone="quiet" onClick={() => forgetAskDraft(name)}>
          forget it
        </Button>
      </div>
    </div>
  )
}
