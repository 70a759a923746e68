/** Where people are signed in, and ending it. */
import { useState } from "react"
import type { SignIn } from "../../../../../../core/control/protocol/PeopleRpcs.ts"
import { useActing } from "../../live/Acting.ts"
import { refresh } from "../../live/Answers.ts"
import { Badge } from "../../ui/Badge.tsx"
import { Button } from "../../ui/Button.tsx"
import { Confirm } from "../../ui/Confirm.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { forgetKept } from "../../ui/Kept.ts"
import { RelativeTime } from "../../ui/RelativeTime.tsx"
import { Table } from "../../ui/Table.tsx"
import type { TableColumn } from "../../ui/TableColumn.ts"

export const SignInTable = ({ signIns }: { readonly signIns: ReadonlyArray<SignIn> }) => {
  const [ending, setEnding] = useState<SignIn>()
  const { act, busy, forget, refusal } = useActing()
  const ask = (signIn: SignIn) => {
    forget()
    setEnding(signIn)
  }
  const end = async () => {
    if (ending === undefined) return
    const done = await act((service) => service.EndSignIn({ id: ending.id }))
    if (done === undefined) return
    setEnding(undefined)
    if (!ending.own) return refresh("sign-ins")
    forgetKept()
    location.reload()
  }
  const columns: ReadonlyArray<TableColumn<SignIn>> = [
    {
      key: "who",
      title: "who",
      cell: ({ name, own, owner }) => (
        <span className="flex min-w-0 flex-wrap items-center gap-1.5">
          <span className="break-all font-medium">
            <Foreign text={name} />
          </span>
          {owner && <Badge tone="accent">owner</Badge>}
          {own && <Badge>this browser</Badge>}
        </span>
      ),
      sortBy: ({ name }) => name
    },
    {
      key: "seen",
      title: "last seen",
      cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} />,
      sortBy: ({ lastSeenAt }) => lastSeenAt
    },
    {
      key: "since",
      title: "signed in",
      cell: ({ since }) => <RelativeTime at={since} />,
      wideOnly: true,
      sortBy: ({ since }) => since
    },
    {
      key: "end",
      title: "end it",
      hideTitle: true,
      align: "right",
      cell: (signIn) => (
        <Button size="small" tone="danger" onClick={() => ask(signIn)}>
          {signIn.own ? "sign out" : "end"}
        </Button>
      )
    }
  ]
  return (
    <>
      <Table caption="sign-ins" columns={columns} rows={signIns} rowKey={({ id }) => id} />
      <Confirm
        open={ending !== undefined}
        title={ending?.own === true ? "sign out of this browser" : `end the sign-in of ${ending?.name ?? ""}`}
        action={ending?.own === true ? "sign out" : "end it"}
        tone="danger"
        busy={busy}
        onConfirm={() => void end()}
        onClose={() => setEnding(undefined)}
      >
        {ending?.own === true
          ? "a new link comes from orchestrator login, on the machine where the service runs"
          : "their pages close at once; with a new link they can come back"}
        {refusal !== undefined && (
          <p role="alert" className="mt-2 text-sm text-bad">
            {refusal.detail}
          </p>
        )}
      </Confirm>
    </>
  )
}
