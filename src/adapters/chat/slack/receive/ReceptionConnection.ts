/**
 * The ways on which Slack's events arrive in a word for people. Pure. One socket of two is enough: events go by either.
 */
import type { Connection } from "../../../../core/ports/ChatPlatform.ts"
import type { ConnectionHealth } from "./Received.ts"

const isServer = ({ name }: ConnectionHealth): boolean => name.startsWith("http")

export const receptionConnection = (ways: ReadonlyArray<ConnectionHealth>): Connection => {
  if (ways.length === 0) return { state: "down", detail: "nothing listens to slack" }
  const servers = ways.filter(isServer)
  const sockets = ways.filter((way) => !isServer(way))
  const open = sockets.filter(({ state }) => state === "connected").length
  const listens = servers.every(({ state }) => state === "connected")
  return {
    state: listens && (sockets.length === 0 || open > 0) ? "connected" : "connecting",
    detail: [
      ...(sockets.length === 0 ? [] : [`${open} of ${sockets.length} sockets open`]),
      ...servers.map(({ name, state }) => (state === "connected" ? `listens on ${name}` : `opens ${name}`))
    ].join(", ")
  }
}
