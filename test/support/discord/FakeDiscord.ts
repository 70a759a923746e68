/**
 * A Discord of our own on loopback: REST and gateway over real TCP, for the unmodified clients, as strict as Discord.
 * Puts the parts together; what each of them does stands in its own file.
 *
 *   const discord = yield* makeFakeDiscord()                       // scoped; apiUrl, token, application, bot, mention
 *   const general = discord.channel("general")                     // in the guild "workshop", made with it
 *   const ann = discord.person("ann", { roles: ["developers"] })   // or { permissions, nick, outside: true, … }
 *   const said = ann.says(general, `${discord.mention} fix it`, { attachments: [{ name: "a.log", content: "…" }] })
 *   ann.edits(said, "…"); ann.deletes(said); ann.reacts(said, "🛑"); ann.types(general); ann.dm("hello")
 *   yield* discord.until("an answer", () => discord.transcript(general).includes("done"))   // never sleep
 *   const thread = discord.thread(said)                            // that the message opened
 *
 *   const show = ann.command(general, "agent show", { name: "scout" })   // only what is registered
 *   const { ephemeral, shown, text } = yield* show.answer                // also .acknowledged .failed .answers()
 *   yield* ann.autocompletes(general, "agent show", "name", { name: "sc" }).choices
 *   ann.presses(general, "Stop"); ann.selects(general, "pick one", ["tests"]); ann.usesOnMessage("Ask agent", said)
 *   const form = ann.presses(thread, "Other…"); yield* form.modal; form.submits({ "Your answer": "tabs" })
 *
 *   discord.faults.fail("POST /channels/:channel/messages", { status: 502, stored: true, times: 1 })
 *   discord.faults.destroy({ method: "PATCH", route: /webhooks/ }, { stored: true })    // also silence, slow, limit, refuse
 *   discord.gateway.cut(); .reconnect(); .invalidate(); .withhold(true); .refuseResumes(true); .close(4004)
 *   discord.settings.ackMillis = 200                               // also tokenMillis, oldMessageMillis, privileged …
 *   yield* discord.stop; yield* discord.start                      // same port, same world
 *   discord.counts().rateLimited                                   // every 429; discord.requests has them one by one
 */
import { createServer, type Server } from "node:http"
import type { Socket } from "node:net"
import { Effect, type Scope } from "effect"
import { makeUntil, type Until } from "../Waiting.ts"
import { botRoutes, directWith } from "./BotRoutes.ts"
import { makeBuckets } from "./Buckets.ts"
import { channelRoutes } from "./ChannelRoutes.ts"
import { commandRoutes } from "./CommandRoutes.ts"
import type { Faults } from "./Faults.ts"
import { type GatewayOptions, type GatewaySwitches, makeGateway } from "./Gateway.ts"
import { interactionRoutes } from "./InteractionRoutes.ts"
import { messageRoutes } from "./MessageRoutes.ts"
import { messagesIn, threadOf } from "./Payloads.ts"
import type { Person } from "./Person.ts"
import { reactionRoutes } from "./ReactionRoutes.ts"
import { makeRest, type RequestLine } from "./Rest.ts"
import { makeScenery } from "./Scenery.ts"
import { nameOf, transcriptOf, wholeTranscript } from "./Transcript.ts"
import { webhookRoutes } from "./WebhookRoutes.ts"
import { type Channel, type Message, makeWorld, type Settings, type User, type World } from "./World.ts"

export interface FakeDiscordOptions extends Partial<GatewayOptions> {
  /** Of the application and its bot. */
  readonly name?: string
  readonly port?: number
  readonly settings?: Partial<Settings>
}

export interface Counts {
  /** 429s. */
  readonly rateLimited: number
  /** 401, 403 and 429 together: too many of them and Discord shuts the door. */
  readonly invalid: number
  /** By method and route. */
  readonly requests: Readonly<Record<string, number>>
}

export interface FakeDiscord extends ReturnType<typeof makeScenery> {
  /** `http://127.0.0.1:port/api` */
  readonly apiUrl: string
  readonly token: string
  readonly application: { readonly id: string; readonly name: string }
  readonly bot: User
  /** Of the bot, as people write it. */
  readonly mention: string
  readonly world: World
  /** May be changed while it runs. */
  readonly settings: Settings
  readonly faults: Faults
  readonly gateway: GatewaySwitches
  readonly requests: ReadonlyArray<RequestLine>
  readonly counts: () => Counts
  /** The channel between the bot and that person. */
  readonly direct: (person: Person) => Channel
  /** What stands there, oldest first. */
  readonly messages: (channel: Channel) => ReadonlyArray<Message>
  /** What people see there, or everywhere; ids never appear in it. */
  readonly transcript: (channel?: Channel) => string
  /** The thread that a message opened. */
  readonly thread: (message: Message) => Channel | undefined
  /** By name; the newest one that bears it. */
  readonly named: (name: string) => Channel | undefined
  /** Who types there now. */
  readonly typing: (channel: Channel) => ReadonlyArray<string>
  /** The application's token is changed by its owner: the old one is refused from now on. */
  readonly rotateToken: () => string
  readonly until: Until
  /** Forgets what the rate limits have counted. */
  readonly forgetLimits: () => void
  /** Nothing listens any more; what there is stays. */
  readonly stop: Effect.Effect<void>
  /** Listens again on the same port. */
  readonly start: Effect.Effect<void>
}

const host = "127.0.0.1"

const settingsOf = (given: Partial<Settings>): Settings => ({
  ackMillis: 3_000,
  tokenMillis: 900_000,
  oldMessageMillis: 3_600_000,
  nonceMillis: 180_000,
  threads: 1_000,
  privileged: { messageContent: true, members: false, presences: false },
  ...given
})

const listen = (server: Server, port: number): Effect.Effect<number> =>
  Effect.callback<number>((resume) => {
    server.once("error", (cause) => resume(Effect.die(cause)))
    server.listen(port, host, () => {
      const address = server.address()
      resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const countsOf = (requests: ReadonlyArray<RequestLine>): Counts => {
  const byRoute: Record<string, number> = {}
  for (const { method, route } of requests) byRoute[`${method} ${route}`] = (byRoute[`${method} ${route}`] ?? 0) + 1
  return {
    rateLimited: requests.filter(({ status }) => status === 429).length,
    invalid: requests.filter(({ status }) => [401, 403, 429].includes(status)).length,
    requests: byRoute
  }
}

/** Listens until the scope is closed. */
export const makeFakeDiscord = (options: FakeDiscordOptions = {}): Effect.Effect<FakeDiscord, never, Scope.Scope> =>
  Effect.gen(function* () {
    const world = makeWorld(options.name ?? "Orchestrator", settingsOf(options.settings ?? {}))
    const buckets = makeBuckets()
    const shards = options.shards ?? 1
    const concurrency = options.concurrency ?? 16
    const gateway = makeGateway(world, {
      heartbeatMillis: options.heartbeatMillis ?? 41_250,
      sessionMillis: options.sessionMillis ?? 120_000,
      concurrency,
      shards,
      guildsPerShard: options.guildsPerShard ?? 2_500
    })
    const facts = {
      url: () => world.origin.replace("http", "ws"),
      shards: gateway.shards,
      startsLeft: gateway.startsLeft,
      concurrency
    }
    const routes = [
      ...botRoutes(facts),
      ...channelRoutes,
      ...messageRoutes,
      ...reactionRoutes,
      ...webhookRoutes,
      ...commandRoutes,
      ...interactionRoutes
    ]
    const rest = makeRest({ world, buckets, routes })
    const sockets = new Set<Socket>()
    let server: Server | undefined
    let port = options.port ?? 0

    const start = Effect.gen(function* () {
      if (server !== undefined) return
      const made = createServer(rest.handle)
      made.requestTimeout = 0
      made.on("connection", (socket) => {
        sockets.add(socket)
        socket.on("close", () => sockets.delete(socket))
      })
      gateway.attach(made)
      server = made
      port = yield* listen(made, port)
      world.origin = `http://${host}:${port}`
    })
    const stop = Effect.callback<void>((resume) => {
      const running = server
      server = undefined
      if (running === undefined) return resume(Effect.void)
      running.close(() => resume(Effect.void))
      for (const socket of sockets) socket.destroy()
    })
    yield* Effect.acquireRelease(start, () => stop)

    const transcript = (channel?: Channel) =>
      channel === undefined ? wholeTranscript(world) : transcriptOf(world, channel)
    return {
      ...makeScenery(world),
      apiUrl: `${world.origin}/api`,
      get token() {
        return world.token
      },
      application: world.application,
      bot: world.bot,
      mention: `<@${world.bot.id}>`,
      world,
      settings: world.settings,
      faults: rest.faults,
      gateway,
      requests: rest.requests,
      counts: () => countsOf(rest.requests),
      direct: (person) => directWith(world, person.id),
      messages: (channel) => messagesIn(world, channel.id),
      transcript,
      thread: (message) => threadOf(world, message),
      named: (name) => [...world.channels.values()].findLast((channel) => channel.name === name),
      typing: (channel) =>
        [...(world.typing.get(channel.id) ?? [])].flatMap(([user, until]) =>
          until > Date.now() ? [nameOf(world, channel, user)] : []
        ),
      rotateToken: () => {
        world.token = `${world.token.slice(0, -6)}${world.nextId().slice(-6)}`
        return world.token
      },
      until: makeUntil(world, transcript),
      forgetLimits: buckets.forget,
      stop,
      start
    }
  })
