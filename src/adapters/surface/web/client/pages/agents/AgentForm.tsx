/** The fields of an agent, each with what is wrong with it. Owns their order and their words; knows nothing of saving. */
import type { ReactNode } from "react"
import type { AgentList } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import type { Agent, Permissions } from "../../../../../../core/model/Agent.ts"
import { Card } from "../../ui/Card.tsx"
import { RadioRow } from "../../ui/RadioRow.tsx"
import { Select } from "../../ui/Select.tsx"
import { TextInput } from "../../ui/TextInput.tsx"
import type { AgentDraft } from "./AgentDraft.ts"
import { FolderField } from "./FolderField.tsx"
import { permissionWords } from "./PermissionWords.ts"
import { PersonaField } from "./PersonaField.tsx"
import { ProgramList } from "./ProgramList.tsx"
import { SuggestedInput } from "./SuggestedInput.tsx"

export interface AgentFormProps {
  readonly draft: AgentDraft
  readonly backends: AgentList["backends"]
  /** It exists: then it keeps its name. */
  readonly named: boolean
  readonly disabled: boolean
  /** Its MCP servers, which are not changed from here. */
  readonly mcp?: Agent["mcp"] | undefined
  readonly errorOf: (field: keyof AgentDraft) => string | undefined
  readonly onChange: (change: Partial<AgentDraft>) => void
}

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Card title={title}>
    <div className="flex flex-col gap-4 py-1">{children}</div>
  </Card>
)

const Pair = ({ children }: { readonly children: ReactNode }) => (
  <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">{children}</div>
)

const permissions: ReadonlyArray<Permissions> = ["plan", "ask", "accept-edits", "full"]

export const AgentForm = ({ draft, backends, named, disabled, mcp = {}, errorOf, onChange }: AgentFormProps) => {
  const models = backends.find(({ name }) => name === draft.backend)?.models ?? []
  const known = backends.some(({ name }) => name === draft.backend)
  return (
    <div className="flex flex-col gap-4">
      <Part title="what it is">
        <Pair>
          <TextInput
            label="name"
            mono
            value={draft.name}
            disabled={disabled || named}
            error={errorOf("name")}
            hint={named ? "to rename it, make another one" : "people speak to it as @name: a-z, 0-9 and -"}
            maxLength={32}
            spellCheck={false}
            onChange={(name) => onChange({ name })}
          />
          <TextInput
            label="face"
            value={draft.faceName}
            disabled={disabled}
            error={errorOf("faceName")}
            hint="the name that a chat shows; its own without one"
            onChange={(faceName) => onChange({ faceName })}
          />
        </Pair>
        <TextInput
          label="description"
          value={draft.description}
          disabled={disabled}
          error={errorOf("description")}
          hint="what it is for, in one line; other agents choose by it whom they ask"
          onChange={(description) => onChange({ description })}
        />
        <TextInput
          label="avatar"
          value={draft.faceAvatar}
          disabled={disabled}
          error={errorOf("faceAvatar")}
          placeholder="https://…"
          hint="the address of a picture, for chats that show one"
          inputMode="url"
          spellCheck={false}
          onChange={(faceAvatar) => onChange({ faceAvatar })}
        />
      </Part>
      <Card title="persona">
        <PersonaField
          value={draft.persona}
          disabled={disabled}
          error={errorOf("persona")}
          onChange={(persona) => onChange({ persona })}
        />
      </Card>
      <Part title="how it runs">
        <Pair>
          <Select
            label="coding CLI"
            value={draft.backend}
            disabled={disabled}
            error={errorOf("backend")}
            options={[
              ...(known ? [] : [{ value: draft.backend, label: draft.backend || "the configured one" }]),
              ...backends.map(({ name, title }) => ({ value: name, label: title }))
            ]}
            onChange={(backend) => onChange({ backend })}
          />
          <SuggestedInput
            label="model"
            value={draft.model}
            disabled={disabled}
            error={errorOf("model")}
            suggestions={models}
            placeholder="the CLI's own default"
            hint="a model or alias; auto leaves it to the routing rules"
            spellCheck={false}
            onChange={(model) => onChange({ model })}
          />
        </Pair>
        <FolderField
          value={draft.workdir}
          disabled={disabled}
          error={errorOf("workdir")}
          hint="what it can read and change lies in here; only folders below the allowed roots"
          onChange={(workdir) => onChange({ workdir })}
        />
        <Select
          label="permissions"
          value={draft.permissions}
          disabled={disabled}
          error={errorOf("permissions")}
          hint={permissionWords[draft.permissions]}
          options={permissions.map((value) => ({ value, label: value }))}
          onChange={(value) => {
            const chosen = permissions.find((each) => each === value)
            if (chosen !== undefined) onChange({ permissions: chosen })
          }}
        />
        <div className="flex flex-col gap-2">
          <RadioRow
            label="tools of its CLI"
            value={draft.allTools ? "all" : "some"}
            options={[
              { value: "all", label: "all of them", disabled },
              { value: "some", label: "only these", disabled }
            ]}
            onChange={(value) => onChange({ allTools: value === "all" })}
          />
          {!draft.allTools && (
            <TextInput
              label="tools"
              hideLabel
              mono
              value={draft.tools}
              disabled={disabled}
              error={errorOf("tools")}
              placeholder="Read, Grep, Bash(git log:*)"
              hint="with commas between, in the words of the CLI"
              spellCheck={false}
              onChange={(tools) => onChange({ tools })}
            />
          )}
        </div>
        <Pair>
          <TextInput
            label="skills"
            mono
            value={draft.skills}
            disabled={disabled}
            error={errorOf("skills")}
            hint="skills of the CLI that it relies on, with commas between"
            spellCheck={false}
            onChange={(skills) => onChange({ skills })}
          />
          <TextInput
            label="host"
            mono
            value={draft.host}
            disabled={disabled}
            error={errorOf("host")}
            placeholder="default"
            hint="the machine that it belongs to; on another one its sessions begin anew"
            spellCheck={false}
            onChange={(host) => onChange({ host })}
          />
        </Pair>
        {Object.keys(mcp).length > 0 && (
          <section aria-label="MCP servers" className="min-w-0">
            <h3 className="mb-1 font-medium text-sm">MCP servers</h3>
            <ProgramList mcp={mcp} />
            <p className="label-line mt-1">programs on this machine: they are added and removed in its file there</p>
          </section>
        )}
      </Part>
      <Part title="limits and manners">
        <Pair>
          <TextInput
            label="budget of a turn"
            value={draft.turnBudget}
            disabled={disabled}
            error={errorOf("turnBudget")}
            placeholder="no limit of its own"
            hint="US dollars; a turn is stopped there and may be raised"
            inputMode="decimal"
            onChange={(turnBudget) => onChange({ turnBudget })}
          />
          <TextInput
            label="budget of a day"
            value={draft.dayBudget}
            disabled={disabled}
            error={errorOf("dayBudget")}
            placeholder="no limit of its own"
            hint="US dollars"
            inputMode="decimal"
            onChange={(dayBudget) => onChange({ dayBudget })}
          />
        </Pair>
        <RadioRow
          label="when it is spoken to while it works"
          value={draft.busy}
          options={[
            { value: "queue", label: "wait in line", disabled },
            { value: "steer", label: "tell it at once", disabled },
            { value: "interrupt", label: "stop and begin anew", disabled }
          ]}
          onChange={(busy) => onChange({ busy })}
        />
        <RadioRow
          label="what a chat shows of its work"
          value={draft.verbosity}
          options={[
            { value: "answer", label: "the answer", disabled },
            { value: "essentials", label: "essentials", disabled },
            { value: "everything", label: "everything", disabled }
          ]}
          onChange={(verbosity) => onChange({ verbosity })}
        />
      </Part>
    </div>
  )
}
