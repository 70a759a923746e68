/** The tokens of scripts, what each carries and when it was used; and revoking one. */
import { type ReactNode, useState } from "react"
import type { ApiToken } from "../../../../../../core/control/protocol/PeopleRpcs.ts"
import { useActing } from "../../live/Acting.ts"
import { refresh } from "../../live/Answers.ts"
import { Button } from "../../ui/Button.tsx"
import { Confirm } from "../../ui/Confirm.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { RelativeTime } from "../../ui/RelativeTime.tsx"
import { Table } from "../../ui/Table.tsx"
import type { TableColumn } from "../../ui/TableColumn.ts"
import { ScopeBadges } from "./ScopeBadges.tsx"

export interface TokenTableProps {
  readonly tokens: ReadonlyArray<ApiToken>
  readonly empty: ReactNode
}

export const TokenTable = ({ tokens, empty }: TokenTableProps) => {
  const [revoking, setRevoking] = useState<ApiToken>()
  const { act, busy, forget, refusal } = useActing()
  const ask = (token: ApiToken) => {
    forget()
    setRevoking(token)
  }
  const revoke = async () => {
    if (revoking === undefined) return
    const done = await act((service) => service.RevokeToken({ id: revoking.id }))
    if (done === undefined) return
    setRevoking(undefined)
    refresh("tokens")
  }
  const columns: ReadonlyArray<TableColumn<ApiToken>> = [
    {
      key: "name",
      title: "what it is for",
      cell: ({ name }) => (
        <span className="break-all font-medium">
          <Foreign text={name} />
        </span>
      ),
      sortBy: ({ name }) => name
    },
    { key: "scopes", title: "carries", cell: ({ scopes }) => <ScopeBadges scopes={scopes} /> },
    { key: "by", title: "made by", cell: ({ by }) => <Foreign text={by} />, wideOnly: true, sortBy: ({ by }) => by },
    {
      key: "used",
      title: "last used",
      cell: ({ lastUsedAt }) =>
        lastUsedAt === undefined ? <span className="text-muted">never</span> : <RelativeTime at={lastUsedAt} />,
      sortBy: ({ lastUsedAt }) => lastUsedAt ?? 0
    },
    {
      key: "revoke",
      title: "revoke it",
      hideTitle: true,
      align: "right",
      cell: (token) => (
        <Button size="small" tone="danger" onClick={() => ask(token)}>
          revoke
        </Button>
      )
    }
  ]
  return (
    <>
      <Table caption="tokens" columns={columns} rows={tokens} rowKey={({ id }) => id} empty={empty} />
      <Confirm
        open={revoking !== undefined}
        title={`revoke ${revoking?.name ?? ""}`}
        action="revoke it"
        tone="danger"
        busy={busy}
        onConfirm={() => void revoke()}
        onClose={() => setRevoking(undefined)}
      >
        scripts that say it are turned away at once, and what they have open is closed
        {refusal !== undefined && (
          <p role="alert" className="mt-2 text-sm text-bad">
            {refusal.detail}
          </p>
        )}
      </Confirm>
    </>
  )
}
