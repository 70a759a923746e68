/**
 * The agent's file as it stands on the disk. Whoever may can change it as a whole; that is how a broken one is mended. What
 * is written stays until it is stored, also when the file is changed meanwhile.
 */
import { useEffect, useRef, useState } from "react"
import { useActing } from "../../live/Acting.ts"
import { answers, refresh } from "../../live/Answers.ts"
import { ask } from "../../live/Ask.ts"
import { Button } from "../../ui/Button.tsx"
import { CodeBlock } from "../../ui/CodeBlock.tsx"
import { Collapsible } from "../../ui/Collapsible.tsx"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { useFirstWrong } from "../../ui/FirstWrong.ts"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { TextArea } from "../../ui/TextArea.tsx"
import { toast } from "../../ui/Toast.ts"
import { fileDrafts } from "./AgentDrafts.ts"
import { ChangedMeanwhile } from "./ChangedMeanwhile.tsx"
import { ProblemList, type ProblemListProps } from "./ProblemList.tsx"

const useFile = answers("agents/file", (service, name: string) => service.ReadAgentFile({ name }))

export interface AgentFileProps {
  readonly name: string
  readonly file: string
  readonly own: boolean
  /** Who made it what it is now; absent where it came about otherwise. */
  readonly changedBy?: string | undefined
}

const restMillis = 400

interface EditorProps extends Pick<AgentFileProps, "name" | "own" | "changedBy"> {
  readonly text: string
}

const FileEditor = ({ changedBy, name, own, text }: EditorProps) => {
  const kept = fileDrafts.use(name)
  // what was stored, until it was read again
  const [stored, setStored] = useState<{ readonly over: string; readonly text: string }>()
  const known = stored?.over === text ? stored.text : text
  const { base, text: draft } = kept ?? { base: known, text: known }
  const [problems, setProblems] = useState<ProblemListProps["problems"]>([])
  const { act, busy, forget, refusal } = useActing()
  const box = useRef<HTMLDivElement>(null)
  const toFirstWrong = useFirstWrong(box)
  const changed = draft !== base
  const diverged = kept !== undefined && base !== text && draft !== text

  const put = (over: string, now: string) => fileDrafts.put(name, over === now ? undefined : { base: over, text: now })

  useEffect(() => {
    // somebody else wrote the very same
    if (kept !== undefined && kept.text === text) fileDrafts.put(name, undefined)
  }, [name, kept, text])
  useEffect(() => {
    if (!changed) return setProblems([])
    let current = true
    const timer = setTimeout(async () => {
      const answer = await ask((service) => service.CheckAgentFile({ name, text: draft }))
      if (!current) return
      const unchecked = (why: string) =>
        ({ file: name, key: "", text: `not checked: ${why}`, severity: "warning" }) as const
      setProblems(answer.ok ? answer.value : [unchecked(answer.refusal.detail)])
    }, restMillis)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [name, draft, changed])

  const save = async () => {
    const done = await act((service) => service.WriteAgentFile({ name, text: draft, was: base }))
    // what others made of it is read as well
    refresh("agents")
    if (done === undefined) return toFirstWrong()
    toast(`${name} is changed`, { tone: "good" })
    setStored({ over: text, text: draft })
    fileDrafts.put(name, undefined)
  }
  const decided = (decide: () => void) => () => {
    decide()
    forget()
  }
  const errors = problems.filter(({ severity }) => severity === "error").length
  return (
    <div ref={box} className="flex min-w-0 flex-col gap-3">
      {diverged && (
        <ChangedMeanwhile
          by={changedBy}
          onTakeTheirs={decided(() => fileDrafts.put(name, undefined))}
          onKeepMine={decided(() => put(text, draft))}
        >
          <p className="text-muted">
            keep mine: what you save takes the place of all of it. take theirs: what you wrote here is gone.
          </p>
          <Collapsible summary="what it says now">
            <CodeBlock text={text} language="markdown" />
          </Collapsible>
        </ChangedMeanwhile>
      )}
      <div className="min-w-0">
        <TextArea
          label="the whole file"
          hideLabel
          mono
          rows={16}
          maxRows={40}
          value={draft}
          readOnly={!own}
          error={errors === 0 ? undefined : `${errors === 1 ? "something is" : `${errors} things are`} wrong in it`}
          spellCheck={false}
          onChange={(now) => put(base, now)}
        />
        <ProblemList problems={problems} />
        {refusal !== undefined && (
          <p role="alert" className="mt-2 whitespace-pre-wrap text-bad text-sm">
            {refusal.detail}
          </p>
        )}
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <CopyButton text={draft} label="copy the file" spelled />
        {own && (
          <>
            <Button disabled={!changed || busy} onClick={decided(() => fileDrafts.put(name, undefined))}>
              discard
            </Button>
            <Button tone="accent" busy={busy} disabled={!changed || diverged} onClick={() => void save()}>
              save the file
            </Button>
          </>
        )}
      </div>
    </div>
  )
}

export const AgentFile = ({ name, file, own, changedBy }: AgentFileProps) => {
  const { refusal, value } = useFile(name)
  return (
    <div className="min-w-0">
      <p className="label-line mb-2 break-all">
        {own ? file : `${file} · it is not written from here: change it there, or save it as a new agent`}
      </p>
      {value !== undefined ? (
        <FileEditor name={name} own={own} text={value} changedBy={changedBy} />
      ) : refusal !== undefined ? (
        <p className="text-bad text-sm">{refusal.detail}</p>
      ) : (
        <Skeleton lines={8} />
      )}
    </div>
  )
}
