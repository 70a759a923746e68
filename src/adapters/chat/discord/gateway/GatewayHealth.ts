/**
 * Whether the gateway's connections work, each by what it says itself: the client calls itself ready while one of them
 * waits for ever, since it has no limit for taking up a session again. Owns that limit; must not close anything.
 */
export type ShardStatus = "connecting" | "connected" | "ready"

export interface ShardHealth {
  readonly shard: number
  readonly status: ShardStatus
  /** When Discord last answered a heartbeat or said anything, in epoch milliseconds; absent before. */
  readonly lastHeartbeatAt?: number
}

export type ShardChange = "connected" | "ready" | "resumed" | "closed" | "alive"

interface Shard {
  readonly status: ShardStatus
  /** Since when it has been ready, or has not. */
  readonly since: number
  readonly heardAt?: number
}

export interface GatewayHealth {
  readonly note: (change: ShardChange, shard: number, at: number) => void
  readonly shards: () => ReadonlyArray<ShardHealth>
  /** What is wrong at this time, in words; nothing while everything works or may still come. */
  readonly complaint: (now: number) => string | undefined
}

export interface HealthLimits {
  /** How long a connection may take until it is ready, in milliseconds. */
  readonly readyWithin: number
  /** How long a ready one may be silent: Discord answers a heartbeat every 41 s. */
  readonly silentFor: number
}

export const usualLimits: HealthLimits = { readyWithin: 60_000, silentFor: 300_000 }

/** `startedAt`: nothing is known of any connection before. */
export const makeGatewayHealth = (limits: HealthLimits, startedAt: number): GatewayHealth => {
  const shards = new Map<number, Shard>()
  /** Connections are made one after the other: while one of them gets ready the others are not stuck. */
  let progressAt = startedAt

  const next = (known: Shard | undefined, change: ShardChange, at: number): Shard => {
    const { since, status } = known ?? { since: startedAt, status: "connecting" }
    const heard = known?.heardAt === undefined ? {} : { heardAt: known.heardAt }
    switch (change) {
      case "ready":
      case "resumed":
        return { status: "ready", since: at, heardAt: at }
      case "closed":
        return { status: "connecting", since: status === "ready" ? at : since, ...heard }
      case "connected":
        return { status: "connected", since: status === "ready" ? at : since, ...heard }
      case "alive":
        return { status, since, heardAt: at }
    }
  }

  const complaintOf = ([id, { heardAt, since, status }]: readonly [number, Shard], now: number): string | undefined => {
    if (status !== "ready") {
      return now - Math.max(since, progressAt) > limits.readyWithin
        ? `connection ${id} to the gateway does not get ready`
        : undefined
    }
    return now - (heardAt ?? since) > limits.silentFor ? `connection ${id} to the gateway is silent` : undefined
  }

  return {
    note: (change, shard, at) => {
      if (change === "ready" || change === "resumed") progressAt = at
      shards.set(shard, next(shards.get(shard), change, at))
    },
    shards: () =>
      [...shards].map(([shard, { heardAt, status }]) => ({
        shard,
        status,
        ...(heardAt === undefined ? {} : { lastHeartbeatAt: heardAt })
      })),
    complaint: (now) => {
      if (shards.size === 0) {
        return now - startedAt > limits.readyWithin ? "discord does not let the gateway be reached" : undefined
      }
      for (const shard of shards) {
        const complaint = complaintOf(shard, now)
        if (complaint !== undefined) return complaint
      }
      return undefined
    }
  }
}
