/**
 * The gateway's connections, given to discord.js as its sharding strategy. Owns three things that the client leaves open:
 * every packet reaches us as Discord sent it, and none the client's own memory, which takes much and fails on forms that
 * it does not know; what the client breaks on costs a log line, not the process; and a closed gateway never opens a
 * connection again, whatever it was doing when it was closed.
 */
import type { IShardingStrategy, SessionInfo, WebSocketManager, WebSocketShard } from "@discordjs/ws"
import type { ShardChange } from "./GatewayHealth.ts"

export interface ShardHooks {
  readonly onPacket: (packet: { readonly t: string; readonly d: unknown }, shard: number) => void
  readonly onChange: (change: ShardChange, shard: number) => void
  /** The client itself failed at something. */
  readonly onBroken: (what: string, error: unknown) => void
}

/** Loaded by whoever opens a gateway: it is heavy. */
type Library = typeof import("@discordjs/ws")

export const gatewayShards =
  (ws: Library, hooks: ShardHooks) =>
  (manager: WebSocketManager): IShardingStrategy => {
    const { SimpleContextFetchingStrategy, SimpleShardingStrategy, WebSocketShardEvents } = ws
    const shards = new Map<number, WebSocketShard>()
    const usual = new SimpleShardingStrategy(manager)
    /** Shards on a connection on which Discord has spoken: only these can be closed without the client failing later. */
    const connected = new Set<number>()
    let closed = false

    class Context extends SimpleContextFetchingStrategy {
      // A shard asks before it connects: one of a closed gateway waits here for ever, and is forgotten with it.
      override retrieveSessionInfo(shard: number): Promise<SessionInfo | null> {
        return closed ? new Promise(() => {}) : super.retrieveSessionInfo(shard)
      }
    }

    const guarded = (what: string, pass: () => void): void => {
      try {
        pass()
      } catch (error) {
        hooks.onBroken(what, error)
      }
    }

    const watch = (shard: WebSocketShard, shardId: number): void => {
      shard.on(WebSocketShardEvents.Hello, () => {
        if (closed) return void shard.destroy({ reason: "the gateway was closed" })
        connected.add(shardId)
        hooks.onChange("connected", shardId)
        guarded("hello", () => manager.emit(WebSocketShardEvents.Hello, { shardId }))
      })
      shard.on(WebSocketShardEvents.Ready, ({ data }) => {
        hooks.onChange("ready", shardId)
        // The client would wait for servers of which it is not told.
        guarded("ready", () => manager.emit(WebSocketShardEvents.Ready, { data: { ...data, guilds: [] }, shardId }))
      })
      shard.on(WebSocketShardEvents.Resumed, () => {
        hooks.onChange("resumed", shardId)
        guarded("resumed", () => manager.emit(WebSocketShardEvents.Resumed, { shardId }))
      })
      shard.on(WebSocketShardEvents.Closed, ({ code }) => {
        connected.delete(shardId)
        hooks.onChange("closed", shardId)
        guarded("closed", () => manager.emit(WebSocketShardEvents.Closed, { code, shardId }))
      })
      shard.on(WebSocketShardEvents.HeartbeatComplete, (beat) => {
        hooks.onChange("alive", shardId)
        guarded("heartbeat", () => manager.emit(WebSocketShardEvents.HeartbeatComplete, { ...beat, shardId }))
      })
      shard.on(WebSocketShardEvents.Error, ({ error }) => {
        guarded("error", () => manager.emit(WebSocketShardEvents.Error, { error, shardId }))
      })
      shard.on(WebSocketShardEvents.Dispatch, ({ data }) => {
        if (!closed) hooks.onPacket(data, shardId)
      })
    }

    return {
      spawn: async (ids) => {
        const options = await ws.managerToFetchingStrategyOptions(manager)
        for (const id of ids) {
          const shard = new ws.WebSocketShard(new Context(manager, options), id)
          watch(shard, id)
          shards.set(id, shard)
        }
      },
      connect: async () => {
        await Promise.all([...shards.values()].map((shard) => shard.connect()))
      },
      destroy: async (options) => {
        // The client destroys an empty strategy before it first spawns.
        if (shards.size === 0) return
        closed = true
        await Promise.all([...connected].map((id) => shards.get(id)?.destroy(options)))
        shards.clear()
      },
      send: async (id, payload) => {
        const shard = shards.get(id)
        if (shard === undefined) throw new RangeError(`there is no shard ${id}`)
        await shard.send(payload)
      },
      fetchStatus: async () => {
        const statuses = await usual.fetchStatus()
        for (const [id, { status }] of shards) statuses.set(id, status)
        return statuses
      }
    }
  }
