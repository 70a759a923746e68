/** Builds a chain: its steps as cards, or as text; what is wrong with which; and runs it. */
import * as Result from "effect/Result"
import { Plus } from "lucide-react"
import { useMemo, useRef, useState } from "react"
import { goTo } from "../../app/RouteNow.ts"
import { useActing } from "../../live/Acting.ts"
import { useKeyOf } from "../../live/KeyOf.ts"
import { Button } from "../../ui/Button.tsx"
import { useFirstWrong } from "../../ui/FirstWrong.ts"
import { Page } from "../../ui/Page.tsx"
import { Tabs } from "../../ui/Tabs.tsx"
import { TextArea } from "../../ui/TextArea.tsx"
import { TextInput } from "../../ui/TextInput.tsx"
import { useChainCheck } from "./ChainChecking.ts"
import { chainOf, exampleChain } from "./ChainDraft.ts"
import { addStep, clearChain, useChain, writeText } from "./ChainStore.ts"
import { StepCard } from "./StepCard.tsx"

export interface ChainBuilderProps {
  readonly onLeave: () => void
}

const views = [
  { id: "steps", label: "steps" },
  { id: "text", label: "text" }
] as const

export const ChainBuilder = ({ onLeave }: ChainBuilderProps) => {
  const { input, steps, text, title, unclear } = useChain()
  const [view, setView] = useState<"steps" | "text">("steps")
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLDivElement>(null)
  const toFirstWrong = useFirstWrong(form)
  const { act, busy, refusal } = useActing()
  const chain = useMemo(() => chainOf(steps), [steps])
  const ready = Result.isSuccess(chain) && unclear === undefined ? chain.success : undefined
  const { anew, key } = useKeyOf({ ready, input, title })
  const checked = useChainCheck(ready)

  const problemOf = (name: string): string | undefined => {
    const texts = (checked ?? []).flatMap((each) => (each.step === name ? [each.text] : []))
    return texts.length === 0 ? undefined : texts.join("\n")
  }
  const whole = (checked ?? []).filter((each) => each.step === undefined)
  const isNew = steps.length === 1 && steps[0]?.task === ""

  const run = async () => {
    setTried(true)
    if (ready === undefined) return toFirstWrong()
    const done = await act((service) =>
      service.RunChain({ key, steps: ready, input, ...(title.trim() === "" ? {} : { title: title.trim() }) })
    )
    if (done === undefined) return
    anew()
    goTo({ page: "job", job: done.value })
  }

  return (
    <Page
      title="a chain of steps"
      width="text"
      description="each step may use what came out of those before"
      actions={
        <>
          {isNew ? (
            <Button onClick={() => writeText(exampleChain)}>begin with an example</Button>
          ) : (
            <Button onClick={clearChain}>begin anew</Button>
          )}
          <Button onClick={onLeave}>back to the jobs</Button>
        </>
      }
    >
      <div ref={form}>
        <Tabs label="the chain" tabs={views} value={view} onChange={setView}>
          {view === "steps" ? (
            <div className="flex flex-col gap-3">
              {unclear !== undefined && (
                <p role="alert" className="text-bad text-sm">
                  the text is not understood ({unclear}); these are the steps from before
                </p>
              )}
              <ol className="flex flex-col gap-3">
                {steps.map((step, at) => (
                  <StepCard
                    key={step.key}
                    step={step}
                    place={at + 1}
                    of={steps.length}
                    tried={tried}
                    problem={problemOf(step.name.trim())}
                  />
                ))}
              </ol>
              <div>
                <Button icon={<Plus size={14} aria-hidden="true" />} onClick={addStep}>
                  another step
                </Button>
              </div>
            </div>
          ) : (
            <TextArea
              label="the chain as text"
              hideLabel
              mono
              rows={10}
              maxRows={32}
              value={text}
              error={unclear}
              hint="one step a line: name [agent=… model=… budget=0.5 timeout=5m] each list: task. further lines of a task are indented"
              spellCheck={false}
              onChange={writeText}
            />
          )}
        </Tabs>
      </div>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <TextArea
          label="input"
          rows={2}
          value={input}
          hint="what {{input}} stands for"
          onChange={(value) => useChain.setState({ input: value })}
        />
        <TextInput
          label="title"
          value={title}
          placeholder={steps.map(({ name }) => name).join(" → ")}
          onChange={(value) => useChain.setState({ title: value })}
        />
      </div>
      <footer className="sticky bottom-0 z-20 -mx-4 flex flex-wrap items-center justify-end gap-3 border-t bg-canvas px-4 py-3 sm:-mx-6 sm:px-6">
        <div className="min-w-0 flex-1 basis-40 text-sm" aria-live="polite">
          {refusal !== undefined ? (
            <p className="whitespace-pre-wrap text-bad">{refusal.detail}</p>
          ) : whole.length > 0 ? (
            <p className="text-bad">{whole.map((each) => each.text).join("; ")}</p>
          ) : (
            <p className={checked !== undefined && checked.length > 0 ? "text-bad" : "text-muted"}>
              {ready === undefined
                ? "something is still to be filled in"
                : checked === undefined
                  ? "checking …"
                  : checked.length > 0
                    ? view === "text"
                      ? checked.map((each) => `${each.step}: ${each.text}`).join("; ")
                      : `not right yet: ${[...new Set(checked.map((each) => each.step))].join(", ")}`
                    : "ready to run"}
            </p>
          )}
        </div>
        <Button tone="accent" busy={busy} onClick={() => void run()}>
          run the chain
        </Button>
      </footer>
    </Page>
  )
}
