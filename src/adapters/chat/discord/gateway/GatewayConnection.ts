/**
 * The gateway's connections in a word for people. Pure.
 */
import type { Connection } from "../../../../core/ports/ChatPlatform.ts"
import type { ShardHealth } from "./GatewayHealth.ts"

export const gatewayConnection = (shards: ReadonlyArray<ShardHealth>): Connection => {
  if (shards.length === 0) return { state: "down", detail: "no connection to the gateway" }
  const ready = shards.filter(({ status }) => status === "ready").length
  const all = shards.length
  return {
    state: ready === all ? "connected" : "connecting",
    detail: all === 1 ? (ready === 1 ? "gateway ready" : "gateway not ready yet") : `${ready} of ${all} shards ready`
  }
}
