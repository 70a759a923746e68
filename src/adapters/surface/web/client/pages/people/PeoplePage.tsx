/** Who is signed in here, inviting others, the tokens of scripts, and what one may do oneself. */
import { KeyRound, UserPlus } from "lucide-react"
import { useMemo, useState } from "react"
import { usePaletteActions } from "../../app/PaletteActions.ts"
import { answers } from "../../live/Answers.ts"
import { useMay, useSelf } from "../../live/Self.ts"
import { Button } from "../../ui/Button.tsx"
import { Card } from "../../ui/Card.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Page } from "../../ui/Page.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { InviteDialog } from "./InviteDialog.tsx"
import { scopeWords } from "./ScopeWords.ts"
import { SignInTable } from "./SignInTable.tsx"
import { TokenDialog } from "./TokenDialog.tsx"
import { TokenTable } from "./TokenTable.tsx"

const useSignIns = answers("sign-ins", (service) => service.ListSignIns())
const useTokens = answers("tokens", (service) => service.ListTokens())

const Refused = ({ detail }: { readonly detail: string }) => (
  <p role="alert" className="px-4 py-3 text-sm text-bad">
    {detail}
  </p>
)

const Own = () => {
  const { value: self } = useSelf()
  return (
    <Card title="what you may do">
      {self === undefined ? (
        <Skeleton lines={3} />
      ) : self.may.length === 0 ? (
        <p className="text-sm">
          nothing yet; ask whoever runs this service to allow {self.person.id} something, under access in the
          configuration
        </p>
      ) : (
        <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[auto_1fr]">
          {self.may.map((scope) => (
            <div key={scope} className="contents">
              <dt className="font-medium">{scope}</dt>
              <dd className="text-muted">{scopeWords[scope]}</dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  )
}

const Tokens = ({ onMake }: { readonly onMake: () => void }) => {
  const { refusal, value: tokens } = useTokens()
  const make = (
    <Button size="small" icon={<KeyRound size={14} aria-hidden="true" />} onClick={onMake}>
      make a token
    </Button>
  )
  return (
    <Card title="tokens for scripts" actions={make} flush>
      {refusal !== undefined && <Refused detail={refusal.detail} />}
      {tokens === undefined ? (
        refusal === undefined && <Skeleton lines={3} />
      ) : (
        <TokenTable
          tokens={tokens}
          empty={
            <EmptyState title="no tokens yet">
              a script that begins sessions, reads costs or answers asks comes in by a token, which carries no more than
              you give it; what it can ask for stands on the page /api
            </EmptyState>
          }
        />
      )}
    </Card>
  )
}

export default function PeoplePage() {
  const { refusal, value: signIns } = useSignIns()
  const may = useSelf().value?.may ?? []
  const mayChange = useMay("administer")
  const [open, setOpen] = useState<"invite" | "token">()
  const close = () => setOpen(undefined)
  usePaletteActions(
    useMemo(
      () =>
        mayChange
          ? [
              { id: "invite", label: "invite a person", words: ["link", "user"], run: () => setOpen("invite") },
              { id: "token", label: "make a token", words: ["api", "script"], run: () => setOpen("token") }
            ]
          : [],
      [mayChange]
    )
  )
  return (
    <Page
      title="people"
      description="who is signed in, what they may do, and the tokens of scripts"
      actions={
        mayChange && (
          <Button tone="accent" icon={<UserPlus size={14} aria-hidden="true" />} onClick={() => setOpen("invite")}>
            invite a person
          </Button>
        )
      }
    >
      <Card title="signed in" flush>
        {refusal !== undefined && <Refused detail={refusal.detail} />}
        {signIns === undefined ? refusal === undefined && <Skeleton lines={4} /> : <SignInTable signIns={signIns} />}
      </Card>
      {mayChange && <Tokens onMake={() => setOpen("token")} />}
      <Own />
      <InviteDialog open={open === "invite"} onClose={close} />
      <TokenDialog open={open === "token"} may={may} onClose={close} />
    </Page>
  )
}
