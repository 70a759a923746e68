/**
 * A Slack of our own on loopback: API, Socket Mode and signed requests over real TCP, for the unmodified clients, as strict
 * as Slack. Puts the parts together; what each of them does stands in its own file.
 *
 *   const slack = yield* makeFakeSlack({ manifest })      // scoped; apiUrl, botToken, appToken, signingSecret, app, bot, team
 *   const general = slack.channel("general")              // the bot is in it; { private: true, invited: false }
 *   const ann = slack.person("ann", { groups: ["devs"] }) // or { displayName, guest, stranger }
 *   const said = ann.says(general, `${slack.mention} fix it`, { files: [{ name: "a.log", content: "…" }] })
 *   ann.says(general, "more", { thread: said, broadcast: true }); ann.dm("hello")   // first DMs have no thread_ts
 *   ann.edits(said, "…"); ann.deletes(said); ann.reacts(said, "eyes"); ann.looksAt(general)
 *   yield* slack.until("an answer", () => slack.transcript(general).includes("done"))   // never sleep
 *
 *   const list = ann.command(general, "/orc", "agent list")      // only what the manifest has
 *   const { ephemeral, shown, text } = yield* list.answer        // also .acknowledged .failed .answers()
 *   ann.presses(general, "Stop"); ann.chooses(general, "pick one", "tests"); ann.shortcut("Ask agent", said)
 *   const form = yield* ann.presses(general, "Other…").view      // what is on top: ann.view(); its text: ann.modal()
 *   ann.submits(form, { "Your answer": "tabs" }); ann.closes(form); ann.searches(form, "pick", "sc").options
 *   ann.opensHome(); ann.home(); ann.presses(ann.homeView(), "Add"); ann.opensMessages()
 *   ann.stops(general, said)                                     // the native stop button of that thread
 *
 *   slack.faults.fail("chat.postMessage", { status: 502, stored: true, times: 2 })   // destroy, silence, slow, limit, refuse
 *   slack.faults.limit(({ args }) => args.channel === general.id, { retryAfter: 1 })
 *   slack.tiers.set("chat.update", 3); slack.tiers.forget()      // so many a minute from now on
 *   slack.install.scopes.delete("files:write"); slack.install.streams = "feature_not_enabled"; slack.install.sessions = false
 *   slack.sockets.cut(); .disconnect("refresh_requested"); .ignoreAcks(true); .stopPongs(true); .connected()
 *   slack.events.withhold(true); .duplicateNext("app_mention"); .loseNext("message_changed"); .sent; .settled()
 *   slack.http.to(url); yield* Effect.promise(slack.http.verify)  // signed POSTs in place of sockets
 *   slack.settings.streamMillis = 50                              // ackMillis, retryMillis, triggerMillis, editMillis …
 *   yield* slack.stop; yield* slack.start                         // same port, same world
 *
 *   const acme = slack.workspace("acme", { installed: false })    // own channel, person, botToken, mention …
 *   slack.authorize(eve, installPageAddress)                      // where the browser goes then; oauth.v2.access follows
 *   slack.counts()                                                // { rateLimited, requests, errors }; slack.requests one by one
 */
import { createServer, type Server } from "node:http"
import type { Socket } from "node:net"
import { Effect, type Scope } from "effect"
import { type Json, textOf } from "../Json.ts"
import { makeUntil, type Until } from "../Waiting.ts"
import { agentMethods } from "./AgentMethods.ts"
import { chatMethods } from "./ChatMethods.ts"
import { conversationMethods } from "./ConversationMethods.ts"
import { type EventSwitches, makeEvents } from "./Events.ts"
import type { Faults } from "./Faults.ts"
import { fileMethods, fileSides } from "./FileMethods.ts"
import { type Interaction, makeInteractions } from "./Interactions.ts"
import { everything, readManifest } from "./Manifest.ts"
import { authorize, oauthMethods } from "./OAuth.ts"
import { peopleMethods } from "./PeopleMethods.ts"
import { makeRequests, type Requests } from "./Requests.ts"
import { responseSide } from "./ResponseUrls.ts"
import { makeRest, type RequestLine } from "./Rest.ts"
import { installApp, makeTeam, makeWorkspace, type Workspace } from "./Scenery.ts"
import { type Settings, settingsOf } from "./Settings.ts"
import { makeSockets, type SocketSwitches } from "./Sockets.ts"
import { streamMethods } from "./StreamMethods.ts"
import { makeTiers, type Tiers } from "./Tiers.ts"
import { transcriptOf, wholeTranscript } from "./Transcript.ts"
import { viewMethods } from "./Views.ts"
import { type Channel, type Message, makeWorld, messagesIn, secret, type World } from "./World.ts"

export interface FakeSlackOptions {
  /** Of the application and its bot. */
  readonly name?: string
  /** Of the first workspace. */
  readonly workspace?: string
  readonly port?: number
  /** `manifest.json`, read; one that asks for everything when not said. */
  readonly manifest?: Json
  readonly settings?: Partial<Settings>
}

export interface Counts {
  /** 429s. */
  readonly rateLimited: number
  /** By method. */
  readonly requests: Readonly<Record<string, number>>
  /** By what Slack said. */
  readonly errors: Readonly<Record<string, number>>
}

export interface FakeSlack extends Workspace {
  /** `http://127.0.0.1:port/api/` */
  readonly apiUrl: string
  readonly appToken: string
  readonly signingSecret: string
  readonly app: World["app"]
  readonly world: World
  /** May be changed while it runs. */
  readonly settings: Settings
  readonly faults: Faults
  readonly tiers: Tiers
  readonly sockets: SocketSwitches
  readonly events: EventSwitches
  /** Signed POSTs in place of sockets: `http.to(url)`. */
  readonly http: Requests
  readonly interactions: ReadonlyArray<Interaction>
  readonly requests: ReadonlyArray<RequestLine>
  readonly counts: () => Counts
  /** Another workspace; the app is not in it when `installed` is false. */
  readonly workspace: (name: string, options?: { readonly installed?: boolean }) => Workspace
  /** What a person's browser is sent back to after "Add to Slack". */
  readonly authorize: (
    person: { readonly id: string; readonly team: string },
    address: string,
    agrees?: boolean
  ) => string | null
  /** What stands there, oldest first. */
  readonly messages: (channel: Channel) => ReadonlyArray<Message>
  /** What people see there, or everywhere; ids never appear in it. */
  readonly transcript: (channel?: Channel) => string
  /** By name; the newest one that bears it. */
  readonly named: (name: string) => Channel | undefined
  /** The app-level token is changed by its owner. */
  readonly rotateAppToken: () => string
  readonly until: Until
  /** Nothing listens any more; what there is stays. */
  readonly stop: Effect.Effect<void>
  /** Listens again on the same port. */
  readonly start: Effect.Effect<void>
}

const host = "127.0.0.1"

const listen = (server: Server, port: number): Effect.Effect<number> =>
  Effect.callback<number>((resume) => {
    server.once("error", (cause) => resume(Effect.die(cause)))
    server.listen(port, host, () => {
      const address = server.address()
      resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const tally = (names: ReadonlyArray<string>): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

const countsOf = (requests: ReadonlyArray<RequestLine>): Counts => ({
  rateLimited: requests.filter(({ status }) => status === 429).length,
  requests: tally(requests.map(({ method }) => method)),
  errors: tally(requests.flatMap(({ error }) => (error === "" ? [] : [error])))
})

/** By descriptor: some of it is read anew each time. */
const joined = <A extends object, B extends object>(left: A, right: B): A & B =>
  Object.defineProperties(
    { ...left, ...right },
    {
      ...Object.getOwnPropertyDescriptors(left),
      ...Object.getOwnPropertyDescriptors(right)
    }
  )

/** Listens until the scope is closed. */
export const makeFakeSlack = (options: FakeSlackOptions = {}): Effect.Effect<FakeSlack, never, Scope.Scope> =>
  Effect.gen(function* () {
    const manifest = options.manifest ?? everything
    const world = makeWorld(options.name ?? "Orchestrator", readManifest(manifest), settingsOf(options.settings ?? {}))
    const tiers = makeTiers()
    const sockets = makeSockets(world)
    const http = makeRequests(world)
    const transport = () => (http.url() === undefined ? sockets : http)
    const events = makeEvents(world, transport)
    const interactions = makeInteractions(world, transport)
    const rest = makeRest({
      world,
      tiers,
      methods: {
        ...sockets.methods,
        ...chatMethods,
        ...streamMethods,
        ...conversationMethods,
        ...peopleMethods,
        ...agentMethods,
        ...viewMethods,
        ...fileMethods,
        ...oauthMethods
      },
      sides: [...fileSides(world), responseSide(world)]
    })
    const connections = new Set<Socket>()
    let server: Server | undefined
    let port = options.port ?? 0

    const start = Effect.gen(function* () {
      if (server !== undefined) return
      const made = createServer(rest.handle)
      made.requestTimeout = 0
      made.on("connection", (socket) => {
        connections.add(socket)
        socket.on("close", () => connections.delete(socket))
      })
      sockets.attach(made)
      server = made
      port = yield* listen(made, port)
      world.origin = `http://${host}:${port}`
    })
    const stop = Effect.callback<void>((resume) => {
      const running = server
      server = undefined
      if (running === undefined) return resume(Effect.void)
      running.close(() => resume(Effect.void))
      for (const socket of connections) socket.destroy()
    })
    yield* Effect.acquireRelease(start, () => Effect.andThen(Effect.sync(events.end), stop))

    const workspace: FakeSlack["workspace"] = (name, { installed = true } = {}) => {
      const team = makeTeam(world, name)
      if (installed) installApp(world, team)
      return makeWorkspace(world, interactions, team)
    }
    const transcript = (channel?: Channel) =>
      channel === undefined ? wholeTranscript(world) : transcriptOf(world, channel)
    const front = {
      apiUrl: `${world.origin}/api/`,
      get appToken() {
        return world.appToken
      },
      get signingSecret() {
        return world.signingSecret
      },
      app: world.app,
      world,
      settings: world.settings,
      faults: rest.faults,
      tiers,
      sockets,
      events,
      http,
      interactions: interactions.all,
      requests: rest.requests,
      counts: () => countsOf(rest.requests),
      workspace,
      authorize: (person, address, agrees) => authorize(world, person, address, agrees),
      messages: (channel) => messagesIn(world, channel.id),
      transcript,
      named: (name) => [...world.channels.values()].findLast((channel) => textOf(channel.name) === name),
      rotateAppToken: () => {
        world.appToken = `${world.appToken.slice(0, -64)}${secret(32)}`
        return world.appToken
      },
      until: makeUntil(world, transcript),
      stop,
      start
    } satisfies Omit<FakeSlack, keyof Workspace>
    return joined(workspace(options.workspace ?? "Workshop"), front)
  })
