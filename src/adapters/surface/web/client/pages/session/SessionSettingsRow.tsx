/** How a session is set: which model answers, how much of the work is shown, what the agent may do. */
import { useState } from "react"
import { Permissions as Levels, type Permissions, type Verbosity } from "../../../../../../core/model/Agent.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import type { SessionSettings } from "../../../../../../core/sessions/SessionSettings.ts"
import { Badge } from "../../ui/Badge.tsx"
import { Button } from "../../ui/Button.tsx"
import { classes } from "../../ui/Classes.ts"
import { Dialog } from "../../ui/Dialog.tsx"
import { RadioRow } from "../../ui/RadioRow.tsx"
import { Select } from "../../ui/Select.tsx"
import { TextInput } from "../../ui/TextInput.tsx"

export interface SessionSettingsRowProps {
  /** What was chosen for this session; empty: as the agent's file says. */
  readonly model: string
  /** What the agent's file says. */
  readonly ownModel: string | undefined
  readonly models: ReadonlyArray<string>
  readonly verbosity: Verbosity
  readonly permissions: Permissions
  /** Each has its label in sight, where there is room for it. */
  readonly spelled: boolean
  readonly mayTalk: boolean
  /** Also as long as nobody knows: what is offered at first stays where it is. */
  readonly mayAdminister: boolean
  readonly onChange: (settings: SessionSettings) => void
}

const another = "another model…"

const levels: ReadonlyArray<{ readonly value: Verbosity; readonly label: string }> = [
  { value: "answer", label: "answer" },
  { value: "essentials", label: "essentials" },
  { value: "everything", label: "everything" }
]

const ModelChoice = (props: SessionSettingsRowProps) => {
  const { mayTalk, model, models, onChange, ownModel, spelled } = props
  const [naming, setNaming] = useState(false)
  const [name, setName] = useState("")
  const known = [...new Set([...(model === "" ? [] : [model]), ...models])]
  const choose = () => {
    if (name.trim() === "") return
    onChange({ model: name.trim() })
    setNaming(false)
  }
  return (
    <>
      <div className={classes("max-w-full", spelled ? "w-44" : "w-36")}>
        <Select
          label="model"
          hideLabel={!spelled}
          title="the model that answers, from the next message on"
          disabled={!mayTalk}
          value={model}
          options={[
            ...(model === "" ? [{ value: "", label: ownModel ?? "default model" }] : []),
            ...known.filter((each) => model !== "" || each !== ownModel).map((each) => ({ value: each, label: each })),
            { value: another, label: another }
          ]}
          onChange={(value) => {
            if (value === another) setNaming(true)
            else if (value !== "") onChange({ model: value })
          }}
        />
      </div>
      <Dialog
        open={naming}
        onClose={() => setNaming(false)}
        title="another model"
        width="small"
        actions={
          <>
            <Button onClick={() => setNaming(false)}>cancel</Button>
            <Button tone="accent" disabled={name.trim() === ""} onClick={choose}>
              use it
            </Button>
          </>
        }
      >
        <TextInput
          label="name"
          mono
          value={name}
          hint="as the agent's cli knows it; it answers from the next message on"
          onChange={setName}
          onKeyDown={(event) => {
            if (event.key === "Enter") choose()
          }}
        />
      </Dialog>
    </>
  )
}

export const SessionSettingsRow = (props: SessionSettingsRowProps) => {
  const { mayAdminister, mayTalk, onChange, permissions, spelled, verbosity } = props
  return (
    <>
      <ModelChoice {...props} />
      <RadioRow
        label="how much of the work is shown"
        hideLabel={!spelled}
        value={verbosity}
        options={levels}
        onChange={(value) => onChange({ verbosity: value })}
      />
      {mayAdminister ? (
        <div className={classes("max-w-full", spelled ? "w-44" : "w-32")}>
          <Select
            label="what the agent may do"
            hideLabel={!spelled}
            title="what the agent may do without asking"
            disabled={!mayTalk}
            className={permissions === "full" ? "text-warn" : undefined}
            value={permissions}
            options={Levels.literals.map((value) => ({
              value,
              label: value === "full" ? "full" : value
            }))}
            onChange={(value) => {
              const level = Levels.literals.find((each) => each === value)
              if (level !== undefined) onChange({ permissions: level })
            }}
          />
        </div>
      ) : (
        <Badge tone={permissions === "full" ? "warn" : "plain"}>
          {permissions === "full" ? Words.fullPermission : `may: ${permissions}`}
        </Badge>
      )}
    </>
  )
}
