/** The fields of a task that is handed out. Knows nothing of sending it. */
import { useAgents } from "../../live/Agents.ts"
import { Checkbox } from "../../ui/Checkbox.tsx"
import { Collapsible } from "../../ui/Collapsible.tsx"
import { RadioRow } from "../../ui/RadioRow.tsx"
import { Select } from "../../ui/Select.tsx"
import { TextArea } from "../../ui/TextArea.tsx"
import { TextInput } from "../../ui/TextInput.tsx"
import { AgentSelect } from "./AgentSelect.tsx"
import { ModelInput } from "./ModelInput.tsx"
import type { WishDraft } from "./Wishes.ts"

export interface SpawnFormProps {
  readonly draft: WishDraft
  readonly errorOf: (field: keyof WishDraft) => string | undefined
  readonly onChange: (part: Partial<WishDraft>) => void
}

export const SpawnForm = ({ draft, errorOf, onChange }: SpawnFormProps) => {
  const list = useAgents().value
  return (
    <div className="flex flex-col gap-4">
      <TextArea
        label="task"
        rows={4}
        value={draft.text}
        error={errorOf("text")}
        placeholder="review {{item}} for mistakes that would hurt later, worst first"
        onChange={(text) => onChange({ text })}
      />
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <TextArea
          label="one worker for each of"
          rows={2}
          maxRows={8}
          value={draft.each}
          error={errorOf("each")}
          hint="one a line, or with commas; {{item}} in the task stands for it"
          onChange={(each) => onChange({ each })}
        />
        <TextInput
          label="or how many with the same task"
          value={draft.count}
          error={errorOf("count")}
          inputMode="numeric"
          placeholder="1"
          hint="1 to 20, to compare what each finds"
          onChange={(count) => onChange({ count })}
        />
        <AgentSelect value={draft.agent} onChange={(agent) => onChange({ agent })} />
        <TextInput
          label="budget of each"
          value={draft.budget}
          error={errorOf("budget")}
          inputMode="decimal"
          placeholder="as configured"
          hint="US dollars; it is stopped there"
          onChange={(budget) => onChange({ budget })}
        />
      </div>
      <Collapsible summary="model, time, priority, form of the answer">
        <div className="grid grid-cols-1 gap-4 pt-2 sm:grid-cols-2">
          <Select
            label="coding CLI"
            value={draft.backend}
            options={[
              { value: "", label: "the agent's own" },
              ...(list?.backends ?? []).map(({ name, title }) => ({ value: name, label: title }))
            ]}
            onChange={(backend) => onChange({ backend })}
          />
          <ModelInput
            value={draft.model}
            agent={draft.agent}
            backend={draft.backend}
            onChange={(model) => onChange({ model })}
          />
          <TextInput
            label="time for each"
            value={draft.timeout}
            error={errorOf("timeout")}
            placeholder="as configured"
            hint="90s, 5m or 1h; it is ended then"
            onChange={(timeout) => onChange({ timeout })}
          />
          <RadioRow
            label="priority"
            value={draft.priority}
            options={[
              { value: "low", label: "low" },
              { value: "normal", label: "normal" },
              { value: "high", label: "high" }
            ]}
            onChange={(priority) => onChange({ priority })}
          />
          <div className="sm:col-span-2">
            <TextArea
              label="JSON schema of the answer"
              mono
              rows={2}
              value={draft.schema}
              error={errorOf("schema")}
              placeholder='{"type": "object", "properties": {"risk": {"type": "string"}}, "required": ["risk"]}'
              hint="without one it answers in text"
              spellCheck={false}
              onChange={(schema) => onChange({ schema })}
            />
          </div>
          <Checkbox
            label="work on it anew"
            hint="even when the same task was done a short while ago"
            checked={draft.fresh}
            onChange={(fresh) => onChange({ fresh })}
          />
        </div>
      </Collapsible>
    </div>
  )
}
