/** Who the agent is, in its own words: written as Markdown, and looked at as it reads. */
import { useState } from "react"
import { Markdown } from "../../ui/Markdown.tsx"
import { Tabs } from "../../ui/Tabs.tsx"
import { TextArea } from "../../ui/TextArea.tsx"

export interface PersonaFieldProps {
  readonly value: string
  readonly error?: string | undefined
  readonly disabled?: boolean | undefined
  readonly onChange: (value: string) => void
}

const views = [
  { id: "write", label: "write" },
  { id: "read", label: "preview" }
] as const

export const PersonaField = ({ value, error, disabled, onChange }: PersonaFieldProps) => {
  const [chosen, setView] = useState<"write" | "read">("write")
  // what is wrong is put right where it is written
  const view = error === undefined ? chosen : "write"
  return (
    <Tabs label="persona" tabs={views} value={view} onChange={setView}>
      {view === "write" ? (
        <TextArea
          label="persona"
          hideLabel
          mono
          rows={12}
          maxRows={32}
          value={value}
          disabled={disabled}
          error={error}
          spellCheck
          placeholder="You are Scout. You read code and explain it to the people in this chat …"
          hint="who it is, how it works, what it never does. a running session keeps the persona that it was begun with"
          onChange={onChange}
        />
      ) : value.trim() === "" ? (
        <p className="text-muted text-sm">nothing is written yet</p>
      ) : (
        <div className="min-h-72">
          <Markdown text={value} />
        </div>
      )}
    </Tabs>
  )
}
