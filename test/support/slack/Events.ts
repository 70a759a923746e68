/**
 * Which events reach the app, in what wrapping, and what happens when it does not acknowledge them. Owns the list of all
 * that were sent and what goes wrong with them on purpose.
 */
import { type Json, textOf } from "../Json.ts"
import type { Acked, Transport } from "./Delivery.ts"
import type { Told, World } from "./World.ts"

export interface Sent {
  readonly id: string
  readonly team: string
  /** `app_mention`, `message.channels` … */
  readonly kind: string
  readonly event: Json
  /** Reasons of the failures so far. */
  readonly failures: Array<string>
  attempts: number
  acked: boolean
  /** It was acknowledged, or is not sent any more. */
  over: boolean
}

/** A kind, or whatever the predicate says. */
export type WhichEvent = string | ((event: Json) => boolean)

export interface EventSwitches {
  /** Everything that was sent, oldest first. */
  readonly sent: ReadonlyArray<Sent>
  /** Kept back while it is on; what was kept comes when it is off again. */
  readonly withhold: (on: boolean) => void
  /** The next such event comes twice, with the same id. */
  readonly duplicateNext: (which: WhichEvent) => void
  /** The next such events never come. */
  readonly loseNext: (which: WhichEvent, times?: number) => void
  /** An event of any content. */
  readonly dispatch: (team: string, event: Json & { readonly type: string }) => void
  /** Nothing waits to be acknowledged or sent again. */
  readonly settled: () => boolean
}

export interface Events extends EventSwitches {
  readonly end: () => void
}

const kinds: Readonly<Record<string, string>> = { channel: "channels", group: "groups", im: "im", mpim: "mpim" }

export const kindOf = (event: Json): string =>
  event.type === "message" ? `message.${kinds[textOf(event.channel_type)] ?? "channels"}` : textOf(event.type)

/** Without it the workspace does not hand the event out. */
const scopeOf: Readonly<Record<string, string>> = {
  app_mention: "app_mentions:read",
  "message.channels": "channels:history",
  "message.groups": "groups:history",
  "message.im": "im:history",
  "message.mpim": "mpim:history",
  reaction_added: "reactions:read",
  reaction_removed: "reactions:read",
  agent_session_stopped: "chat:write",
  message_stream_stopped: "chat:write",
  app_context_changed: "assistant:write"
}

const fits = (which: WhichEvent, kind: string, event: Json): boolean =>
  typeof which === "function" ? which(event) : which === kind || which === event.type || which === event.subtype

export const makeEvents = (world: World, transport: () => Transport): Events => {
  const sent: Array<Sent> = []
  const doubled: Array<WhichEvent> = []
  const lost: Array<WhichEvent> = []
  const kept: Array<Told> = []
  const timers = new Set<NodeJS.Timeout>()
  let withheld = false
  let ended = false

  const subscribed = ({ event, team }: Told): boolean => {
    const install = world.installs.get(team)
    const kind = kindOf(event)
    const scope = scopeOf[kind]
    return (
      install?.active === true &&
      world.manifest.botEvents.includes(kind) &&
      (scope === undefined || install.scopes.has(scope))
    )
  }

  const bodyOf = ({ event, id, team }: Sent, at: number): Json => ({
    token: "verification",
    team_id: team,
    context_team_id: team,
    context_enterprise_id: null,
    api_app_id: world.app.id,
    event,
    type: "event_callback",
    event_id: id,
    event_time: Math.floor(at / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team,
        user_id: world.installs.get(team)?.bot.id ?? "",
        is_bot: true,
        is_enterprise_install: false
      }
    ],
    is_ext_shared_channel: false,
    event_context: `4-${id}`
  })

  const settle = (line: Sent, body: Json, acked: Acked): void => {
    if (acked.ok) {
      line.acked = true
      line.over = true
      world.touch()
      return
    }
    line.failures.push(acked.reason)
    const wait = acked.again ? world.settings.retryMillis[line.attempts - 1] : undefined
    if (wait === undefined || ended) {
      line.over = true
      world.touch()
      return
    }
    const timer = setTimeout(() => {
      timers.delete(timer)
      attempt(line, body, acked.reason)
    }, wait)
    timers.add(timer)
    world.touch()
  }

  const attempt = (line: Sent, body: Json, reason: string): void => {
    line.attempts += 1
    void transport()
      .send({ type: "events_api", payload: body, accepts: false, retry: { attempt: line.attempts - 1, reason } })
      .then((acked) => settle(line, body, acked))
  }

  const take = (list: Array<WhichEvent>, kind: string, event: Json): boolean => {
    const index = list.findIndex((which) => fits(which, kind, event))
    if (index !== -1) list.splice(index, 1)
    return index !== -1
  }

  const deliver = ({ event, team }: Told): void => {
    const kind = kindOf(event)
    if (take(lost, kind, event)) return
    const line: Sent = {
      id: world.nextId("Ev"),
      team,
      kind,
      event,
      failures: [],
      attempts: 0,
      acked: false,
      over: false
    }
    sent.push(line)
    const body = bodyOf(line, Date.now())
    attempt(line, body, "")
    if (take(doubled, kind, event)) attempt({ ...line, failures: [] }, body, "")
  }

  world.onTold((told) => {
    if (ended || !subscribed(told)) return
    if (withheld) kept.push(told)
    else deliver(told)
  })

  return {
    sent,
    withhold: (on) => {
      withheld = on
      if (!on) for (const told of kept.splice(0)) deliver(told)
    },
    duplicateNext: (which) => void doubled.push(which),
    loseNext: (which, times = 1) => {
      for (let count = 0; count < times; count++) lost.push(which)
    },
    dispatch: (team, event) => deliver({ team, event }),
    settled: () => kept.length === 0 && sent.every(({ over }) => over),
    end: () => {
      ended = true
      for (const timer of timers) clearTimeout(timer)
    }
  }
}
