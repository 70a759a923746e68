/** The agent's file as it stands on the disk. Whoever may can change it as a whole; that is how a broken one is mended. */
import { useEffect, useState } from "react"
import { useActing } from "../../live/Acting.ts"
import { answers, refresh } from "../../live/Answers.ts"
import { ask } from "../../live/Ask.ts"
import { Button } from "../../ui/Button.tsx"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { TextArea } from "../../ui/TextArea.tsx"
import { toast } from "../../ui/Toast.ts"
import { ProblemList, type ProblemListProps } from "./ProblemList.tsx"

const useFile = answers("agents/file", (service, name: string) => service.ReadAgentFile({ name }))

export interface AgentFileProps {
  readonly name: string
  readonly file: string
  readonly own: boolean
}

const restMillis = 400

const Editor = ({ name, own, text }: { readonly name: string; readonly own: boolean; readonly text: string }) => {
  const [draft, setDraft] = useState(text)
  const [problems, setProblems] = useState<ProblemListProps["problems"]>([])
  const { act, busy, refusal } = useActing()
  const changed = draft !== text
  useEffect(() => {
    if (!changed) return setProblems([])
    let current = true
    const timer = setTimeout(async () => {
      const answer = await ask((service) => service.CheckAgentFile({ name, text: draft }))
      if (current && answer.ok) setProblems(answer.value)
    }, restMillis)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [name, draft, changed])
  const save = async () => {
    if ((await act((service) => service.WriteAgentFile({ name, text: draft }))) === undefined) return
    toast(`${name} is changed`, { tone: "good" })
    refresh("agents")
  }
  return (
    <>
      <TextArea
        label="the whole file"
        hideLabel
        mono
        rows={16}
        maxRows={40}
        value={draft}
        readOnly={!own}
        spellCheck={false}
        onChange={setDraft}
      />
      <ProblemList problems={problems} />
      {refusal !== undefined && <p className="mt-2 whitespace-pre-wrap text-bad text-sm">{refusal.detail}</p>}
      <div className="mt-3 flex justify-end gap-2">
        <CopyButton text={draft} label="copy the file" spelled />
        {own && (
          <Button tone="accent" busy={busy} disabled={!changed} onClick={() => void save()}>
            save the file
          </Button>
        )}
      </div>
    </>
  )
}

export const AgentFile = ({ name, file, own }: AgentFileProps) => {
  const { refusal, value } = useFile(name)
  return (
    <div className="min-w-0">
      <p className="label-line mb-2 break-all">
        {own ? file : `${file} · it is not written from here: change it there, or save it as a new agent`}
      </p>
      {value !== undefined ? (
        <Editor key={value} name={name} own={own} text={value} />
      ) : refusal !== undefined ? (
        <p className="text-bad text-sm">{refusal.detail}</p>
      ) : (
        <Skeleton lines={8} />
      )}
    </div>
  )
}
