/**
 * How the connection to the service stands. Owns that state for whoever shows it; `Wire` sets it.
 */
import { create } from "zustand"

export interface Connection {
  /** `connecting`: there was none yet. `lost`: there was one, and another is being tried. */
  readonly state: "connecting" | "open" | "lost"
}

export const useConnection = create<Connection>()(() => ({ state: "connecting" }))

export const connectionOpened = () => useConnection.setState({ state: "open" })

export const connectionClosed = () =>
  useConnection.setState(({ state }) => ({ state: state === "connecting" ? "connecting" : "lost" }))
