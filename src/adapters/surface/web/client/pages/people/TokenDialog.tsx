/** Makes a token for a script: what it is called and what it carries; then the token, once. */
import { type FormEvent, useRef, useState } from "react"
import type { Scope } from "../../../../../../core/control/protocol/Visitor.ts"
import { useActing } from "../../live/Acting.ts"
import { refresh } from "../../live/Answers.ts"
import { Output } from "../../transcript/Output.tsx"
import { Button } from "../../ui/Button.tsx"
import { Checkbox } from "../../ui/Checkbox.tsx"
import { Dialog } from "../../ui/Dialog.tsx"
import { useFirstWrong } from "../../ui/FirstWrong.ts"
import { TextInput } from "../../ui/TextInput.tsx"
import { scopeWords } from "./ScopeWords.ts"
import { ShownOnce } from "./ShownOnce.tsx"

export interface TokenDialogProps {
  readonly open: boolean
  /** A token carries no more than whoever makes it. */
  readonly may: ReadonlyArray<Scope>
  readonly onClose: () => void
}

const requestTo = (origin: string): string =>
  `curl -H "Authorization: Bearer $ORCHESTRATOR_TOKEN" ${origin}/api/v1/agents`

const Making = ({ may, onClose }: Omit<TokenDialogProps, "open">) => {
  const [name, setName] = useState("")
  const [carried, setCarried] = useState<ReadonlySet<Scope>>(new Set(["read"]))
  const [token, setToken] = useState<string>()
  const form = useRef<HTMLFormElement>(null)
  const toFirstWrong = useFirstWrong(form)
  const { act, busy, refusal } = useActing()
  const [first, ...others] = may.filter((scope) => carried.has(scope))
  const make = async (event: FormEvent) => {
    event.preventDefault()
    if (first === undefined || name.trim() === "") return
    const made = await act((service) => service.CreateToken({ name: name.trim(), scopes: [first, ...others] }))
    if (made === undefined) return toFirstWrong()
    setToken(made.value.token)
    refresh("tokens")
  }
  const carry = (scope: Scope, yes: boolean) =>
    setCarried((now) => new Set([...now].filter((one) => one !== scope).concat(yes ? [scope] : [])))
  const id = "make-token"
  return (
    <Dialog
      open
      onClose={onClose}
      title="make a token"
      actions={
        token === undefined ? (
          <>
            <Button onClick={onClose}>cancel</Button>
            <Button
              type="submit"
              form={id}
              tone="accent"
              busy={busy}
              disabled={first === undefined || name.trim() === ""}
            >
              make it
            </Button>
          </>
        ) : (
          <Button tone="accent" onClick={onClose}>
            done
          </Button>
        )
      }
    >
      {token === undefined ? (
        <form ref={form} id={id} onSubmit={(event) => void make(event)} className="flex min-w-0 flex-col gap-4">
          <TextInput
            label="what it is for"
            hint="nightly report, ci"
            value={name}
            onChange={setName}
            error={refusal === undefined ? undefined : (refusal.fields.name ?? refusal.detail)}
            maxLength={64}
          />
          <fieldset className="flex min-w-0 flex-col gap-2">
            <legend className="mb-1 text-sm font-medium">what it carries</legend>
            {may.map((scope) => (
              <Checkbox
                key={scope}
                label={scope}
                hint={scopeWords[scope]}
                checked={carried.has(scope)}
                onChange={(yes) => carry(scope, yes)}
              />
            ))}
          </fieldset>
        </form>
      ) : (
        <div className="flex min-w-0 flex-col gap-4">
          <ShownOnce what="the token" text={token} />
          <div className="flex min-w-0 flex-col gap-2 text-sm text-muted">
            <p>a script says it like this; what else there is stands on the page /api</p>
            <Output text={requestTo(location.origin)} label="command" />
          </div>
        </div>
      )}
    </Dialog>
  )
}

export const TokenDialog = ({ open, ...rest }: TokenDialogProps) => (open ? <Making {...rest} /> : null)
