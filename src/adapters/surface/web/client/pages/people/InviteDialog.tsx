/** Invites a person: their name, then a link that signs them in once, and what the access rules let them do. */
import { type FormEvent, useRef, useState } from "react"
import type { Scope } from "../../../../../../core/control/protocol/Visitor.ts"
import { useActing } from "../../live/Acting.ts"
import { refresh } from "../../live/Answers.ts"
import { Output } from "../../transcript/Output.tsx"
import { Button } from "../../ui/Button.tsx"
import { Dialog } from "../../ui/Dialog.tsx"
import { useFirstWrong } from "../../ui/FirstWrong.ts"
import { TextInput } from "../../ui/TextInput.tsx"
import { momentWords } from "../../ui/TimeWords.ts"
import { ScopeBadges } from "./ScopeBadges.tsx"
import { ShownOnce } from "./ShownOnce.tsx"

interface Invitation {
  readonly name: string
  readonly url: string
  readonly until: number
  readonly may: ReadonlyArray<Scope>
}

const ruleFor = (name: string): string =>
  ["access:", "  allow:", `    - { actions: [talk, approve], platform: web, user: ${name} }`].join("\n")

const Invited = ({ invitation: { may, name, until, url } }: { readonly invitation: Invitation }) => (
  <div className="flex min-w-0 flex-col gap-4">
    <ShownOnce what="the link" text={url} />
    <p className="text-sm text-muted">
      it signs {name} in once, until {momentWords(until)}; hand it over where nobody else reads
    </p>
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <span>{name} may</span>
      <ScopeBadges scopes={may} />
    </div>
    {may.length === 0 && (
      <div className="flex min-w-0 flex-col gap-2 text-sm">
        <p className="text-muted">what people may do is said in the configuration, for example</p>
        <Output text={ruleFor(name)} label="rule" />
      </div>
    )}
  </div>
)

export interface InviteDialogProps {
  readonly open: boolean
  readonly onClose: () => void
}

const Inviting = ({ onClose }: Omit<InviteDialogProps, "open">) => {
  const [name, setName] = useState("")
  const [invitation, setInvitation] = useState<Invitation>()
  const form = useRef<HTMLFormElement>(null)
  const toFirstWrong = useFirstWrong(form)
  const { act, busy, refusal } = useActing()
  const invite = async (event: FormEvent) => {
    event.preventDefault()
    const wanted = name.trim()
    if (wanted === "") return
    const made = await act((service) => service.InvitePerson({ name: wanted }))
    if (made === undefined) return toFirstWrong()
    setInvitation({ name: wanted, ...made.value })
    refresh("sign-ins")
  }
  const id = "invite-person"
  return (
    <Dialog
      open
      onClose={onClose}
      title="invite a person"
      actions={
        invitation === undefined ? (
          <>
            <Button onClick={onClose}>cancel</Button>
            <Button type="submit" form={id} tone="accent" busy={busy} disabled={name.trim() === ""}>
              make the link
            </Button>
          </>
        ) : (
          <Button tone="accent" onClick={onClose}>
            done
          </Button>
        )
      }
    >
      {invitation === undefined ? (
        <form ref={form} id={id} onSubmit={(event) => void invite(event)} className="flex min-w-0 flex-col gap-2">
          <TextInput
            label="their name"
            hint="small letters, digits, dots and dashes, as the access rules call them: ann, ann.b"
            value={name}
            onChange={setName}
            error={refusal === undefined ? undefined : (refusal.fields.name ?? refusal.detail)}
            maxLength={64}
            autoCapitalize="off"
            spellCheck={false}
            mono
          />
        </form>
      ) : (
        <Invited invitation={invitation} />
      )}
    </Dialog>
  )
}

export const InviteDialog = ({ open, onClose }: InviteDialogProps) => (open ? <Inviting onClose={onClose} /> : null)
