/** Whether what is shown is live. Always takes the same room. */
import { useConnection } from "../live/Connection.ts"
import { classes } from "../ui/Classes.ts"

const words = { connecting: "connecting…", open: "connected", lost: "reconnecting…" }

const dots = { connecting: "bg-faint", open: "bg-good", lost: "bg-warn animate-pulse" }

export const ConnectionLine = () => {
  const state = useConnection((connection) => connection.state)
  return (
    <p className="flex min-w-0 items-center gap-2 text-xs text-muted">
      <span aria-hidden="true" className={classes("size-1.5 shrink-0 rounded-full", dots[state])} />
      <span className="truncate">{words[state]}</span>
    </p>
  )
}
