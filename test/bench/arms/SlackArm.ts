/**
 * The loopback Slack in a process of its own, so that what it takes is not charged to whoever is measured: as many
 * workspaces as it is told to have, with the app in each. Says what it is told to and tells when what followed came in.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { appManifest } from "../../../src/adapters/chat/slack/setup/AppManifest.ts"
import { makeFakeSlack } from "../../support/slack/FakeSlack.ts"
import type { Channel, Message } from "../../support/slack/World.ts"
import { type Arrived, watchArrivals } from "../Arrivals.ts"
import { slackWords } from "../SlackWords.ts"
import { stampsIn } from "../StampingCli.ts"
import { now } from "../Statistics.ts"
import { serveCalls } from "./Calls.ts"

const scope = Scope.makeUnsafe()
const slack = await Effect.runPromise(makeFakeSlack({ manifest: appManifest() }).pipe(Scope.provide(scope)))
const arrivals = await Effect.runPromise(watchArrivals(slack).pipe(Scope.provide(scope)))
const first = { workspace: slack, ann: slack.person("ann") }
const others = Array.from({ length: Number(process.argv[2] ?? 1) - 1 }, (_, index) => {
  const workspace = slack.workspace(`workspace-${index}`)
  return { workspace, ann: workspace.person("ann") }
})
const places = [first, ...others]

interface Room {
  readonly ann: (typeof places)[number]["ann"]
  readonly mention: string
  readonly channel: Channel
  readonly thread: Message
}

const rooms = new Map<string, Room>()

const roomOf = (name: string): Room => {
  const room = rooms.get(name)
  if (room === undefined) throw new Error(`nothing was opened as ${name}`)
  return room
}

const seen = <A>(what: string, look: () => A | undefined): Promise<A> => Effect.runPromise(slack.until(what, look))

const statusOf = (message: Message) => (arrival: Arrived<(typeof slack.requests)[number]>) =>
  arrival.method === "agents.sessions.setStatus" && arrival.args.thread_ts === message.ts

interface Saying {
  readonly room: string
  readonly text: string
}

const calls = {
  facts: async (_: undefined) => ({
    apiUrl: slack.apiUrl,
    environment: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl
    },
    owners: places.map(({ ann }) => ann.id),
    /** As the library tells of an installation. */
    installed: others.map(({ ann, workspace: { install, team } }) => ({
      team: { id: team.id, name: team.name },
      user: { id: ann.id },
      bot: { id: install.botId, userId: install.bot.id, token: install.token, scopes: [...install.scopes] }
    }))
  }),
  connected: async (_: undefined) => {
    await seen("somebody who listens", () => slack.sockets.connected() === 2 || undefined)
  },
  /** A thread in the next workspace, begun with that message; returns once its agent works. */
  open: async ({ room, text }: Saying) => {
    const { ann, workspace } = places[rooms.size % places.length] ?? first
    const channel = workspace.channel(room)
    const from = slack.requests.length
    const thread = ann.says(channel, `${workspace.mention} ${text}`)
    rooms.set(room, { ann, mention: workspace.mention, channel, thread })
    await seen(`an agent in ${room}`, () => arrivals(from).find(statusOf(thread)))
  },
  /** Says it in the thread: when, and when its event was acknowledged. */
  acknowledged: async ({ room, text }: Saying) => {
    const { ann, channel, thread } = roomOf(room)
    const from = slack.events.sent.length
    const saidAt = now()
    const { ts } = ann.says(channel, text, { thread })
    const isAcknowledged = () => slack.events.sent.slice(from).some(({ acked, event }) => acked && event.ts === ts)
    const acknowledgedAt = await seen(`"${text}" is stored`, () => (isAcknowledged() ? now() : undefined))
    return { saidAt, acknowledgedAt }
  },
  /** Begins another thread in the same channel: when, and when its status came in. */
  begun: async ({ room, text }: Saying) => {
    const { ann, channel, mention } = roomOf(room)
    const from = slack.requests.length
    const saidAt = now()
    const said = ann.says(channel, `${mention} ${text}`)
    const status = await seen(`an agent at "${text}"`, () => arrivals(from).find(statusOf(said)))
    return { saidAt, statusAt: status.arrivedAt }
  },
  /** Says it in the thread, and returns when words with stamps are shown: what they say and when they came in. */
  answered: async ({ room, text }: Saying) => {
    const { ann, channel, thread } = roomOf(room)
    const from = slack.requests.length
    ann.says(channel, text, { thread })
    const answer = await seen(`words after "${text}"`, () =>
      arrivals(from).find(({ args }) => !Number.isNaN(stampsIn(slackWords(args)).first))
    )
    return { arrivedAt: answer.arrivedAt, stamps: stampsIn(slackWords(answer.args)) }
  },
  counts: async (_: undefined) => slack.counts()
}
export type SlackCalls = typeof calls

serveCalls(calls)
process.on("exit", () => void Effect.runFork(Scope.close(scope, Exit.void)))
