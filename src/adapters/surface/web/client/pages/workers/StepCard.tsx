/** One step of a chain that is being built. */
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react"
import { memo } from "react"
import { useShallow } from "zustand/react/shallow"
import { Collapsible } from "../../ui/Collapsible.tsx"
import { IconButton } from "../../ui/IconButton.tsx"
import { TextArea } from "../../ui/TextArea.tsx"
import { TextInput } from "../../ui/TextInput.tsx"
import { SuggestedInput } from "../agents/SuggestedInput.tsx"
import { AgentSelect } from "./AgentSelect.tsx"
import { problemsOf, type StepDraft, type StepField } from "./ChainDraft.ts"
import { changeStep, moveStep, removeStep, useChain } from "./ChainStore.ts"
import { ModelInput } from "./ModelInput.tsx"

export interface StepCardProps {
  readonly step: StepDraft
  readonly place: number
  readonly of: number
  /** Somebody has tried to run it: what is still empty is wrong, too. */
  readonly tried: boolean
  readonly problem: string | undefined
}

type StepErrors = Readonly<Partial<Record<StepField, string>>>

const errorsOf = (step: StepDraft, tried: boolean): StepErrors =>
  Object.fromEntries(
    problemsOf(step).flatMap(({ field, text }) => (tried || field !== "task" ? [[field, text] as const] : []))
  )

export const StepCard = memo(function StepCard({ step, place, of, tried, problem }: StepCardProps) {
  const errors = errorsOf(step, tried)
  const names = useChain(useShallow(({ steps }) => steps.slice(0, place - 1).map(({ name }) => name)))
  const change = (part: Partial<StepDraft>) => changeStep(step.key, part)
  const known = ["{{input}}", ...names.map((name) => `{{${name}}}`), ...(step.each === "" ? [] : ["{{item}}"])]
  return (
    <li className="min-w-0 rounded-md border">
      <header className="flex min-h-10 items-center justify-between gap-2 border-b px-4 py-1">
        <h2 className="min-w-0 truncate text-sm">
          {place}. {step.name}
        </h2>
        <div className="flex">
          <IconButton
            label={`move ${step.name} up`}
            size="small"
            disabled={place === 1}
            icon={<ArrowUp size={14} aria-hidden="true" />}
            onClick={() => moveStep(step.key, -1)}
          />
          <IconButton
            label={`move ${step.name} down`}
            size="small"
            disabled={place === of}
            icon={<ArrowDown size={14} aria-hidden="true" />}
            onClick={() => moveStep(step.key, 1)}
          />
          <IconButton
            label={`take ${step.name} out`}
            size="small"
            disabled={of === 1}
            icon={<Trash2 size={14} aria-hidden="true" />}
            onClick={() => removeStep(step.key)}
          />
        </div>
      </header>
      <div className="flex flex-col gap-4 px-4 py-3">
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <TextInput
            label="name"
            mono
            value={step.name}
            error={errors.name}
            spellCheck={false}
            onChange={(name) => change({ name })}
          />
          {step.each.includes("\n") ? (
            <TextArea
              label="for each of"
              rows={2}
              value={step.each}
              hint="one worker for each line"
              onChange={(each) => change({ each })}
            />
          ) : (
            <SuggestedInput
              label="for each of"
              value={step.each}
              suggestions={names}
              placeholder="one worker alone"
              hint="a step before that gives a list: then one worker for each line of it"
              onChange={(each) => change({ each })}
            />
          )}
        </div>
        <TextArea
          label="task"
          rows={2}
          value={step.task}
          error={errors.task}
          hint={`may hold ${known.join(", ")}`}
          onChange={(task) => change({ task })}
        />
        <Collapsible summary="agent, model, budget, time" id={`options of ${step.key}`}>
          <div className="grid grid-cols-1 gap-4 pt-2 sm:grid-cols-2">
            <AgentSelect value={step.agent} onChange={(agent) => change({ agent })} />
            <ModelInput
              value={step.model}
              agent={step.agent}
              backend={step.rest.backend ?? ""}
              onChange={(model) => change({ model })}
            />
            <TextInput
              label="budget of each worker"
              value={step.budget}
              error={errors.budget}
              placeholder="as configured"
              inputMode="decimal"
              onChange={(budget) => change({ budget })}
            />
            <TextInput
              label="time for each"
              value={step.timeout}
              error={errors.timeout}
              placeholder="as configured"
              onChange={(timeout) => change({ timeout })}
            />
          </div>
        </Collapsible>
        {problem !== undefined && (
          <p role="alert" className="whitespace-pre-wrap text-bad text-sm">
            {problem}
          </p>
        )}
      </div>
    </li>
  )
})
