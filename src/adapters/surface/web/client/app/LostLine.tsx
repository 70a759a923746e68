/** Over the page of a narrow window, which shows no connection: says only that what is shown may be old. */
import { useConnection } from "../live/Connection.ts"

export const LostLine = () => {
  const lost = useConnection((connection) => connection.state === "lost")
  if (!lost) return null
  return (
    <p className="pointer-events-none fixed top-2 left-1/2 z-40 -translate-x-1/2 rounded-md border bg-canvas px-3 py-1 text-warn text-xs shadow-over sm:hidden">
      reconnecting…
    </p>
  )
}
