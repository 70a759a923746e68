/**
 * A Slack with two agents in a room each, three people who talk to them, and the configuration under which they may. Owns
 * the scenery of the fault tests; who serves it, and what goes wrong, is theirs.
 */
import { Effect } from "effect"
import { appManifest, paths } from "../../src/adapters/chat/slack/setup/AppManifest.ts"
import { freePort } from "../support/FreePort.ts"
import { makeFakeSlack } from "../support/slack/FakeSlack.ts"
import { reach } from "../support/slack/SlackWalk.ts"
import { slackScreen } from "./SlackScreen.ts"
import { agents, atTheDoor, townConfig } from "./Town.ts"
import { type Kind, makeTownLoad } from "./TownLoad.ts"

export const makeSlackTown = Effect.fnUntraced(function* (options: {
  readonly random: () => number
  readonly kinds: ReadonlyArray<Kind>
  readonly transport: "socket" | "http"
  /** Reactions, and no sessions, say how things stand. */
  readonly reactions?: boolean
  /** How soon an event is sent again, after each failure. */
  readonly retryMillis?: ReadonlyArray<number>
}) {
  const { reactions = false, retryMillis, transport } = options
  const slack = yield* makeFakeSlack({
    manifest: appManifest(),
    ...(retryMillis === undefined ? {} : { settings: { retryMillis } })
  })
  const listen = `127.0.0.1:${yield* freePort}`
  const rooms = agents.map((agent) => ({ agent, channel: slack.channel(`room-of-${agent}`) }))
  const ann = slack.person("ann")
  const bea = slack.person("bea")
  const people = [ann, bea, slack.person("cal")]
  const isHeard = () => (transport === "http" ? slack.http.url() !== undefined : slack.sockets.connected() > 0)
  const screen = slackScreen({
    ...options,
    reactions,
    slack,
    rooms,
    people,
    directs: [ann, bea],
    direct: atTheDoor,
    listens: isHeard
  })
  const load = yield* makeTownLoad(screen, { ...options, agents, lengths: { long: 2600, file: 7500 }, atOnce: 1 })
  return {
    slack,
    load,
    isHeard,
    /** Where it says that somebody thinks. It vanishes by itself. */
    thinking: () => [...slack.world.thinking].map(([place, { status }]) => `${status} in ${place}`),
    config: townConfig({
      platform: "slack",
      settings: { listen, reactions },
      people,
      rooms
    }),
    environment: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_API_URL: slack.apiUrl,
      ...(transport === "http" ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken })
    },
    listens:
      transport === "http"
        ? reach(slack, `http://${listen}${paths.events}`)
        : slack.until("both sockets", () => slack.sockets.connected() === 2)
  }
})
