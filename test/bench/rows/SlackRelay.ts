/**
 * How long a first token takes to Slack, and an event over Socket Mode to its acknowledgement, which says that it is
 * stored, and to the status of a thread that has just begun. In several workspaces that installed the app: each takes 20
 * streams a minute.
 */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { makeInstallations } from "../../../src/adapters/chat/slack/workspaces/Installations.ts"
import { startArm } from "../arms/Calls.ts"
import type { SlackCalls } from "../arms/SlackArm.ts"
import type { Benchmark } from "../Benchmark.ts"
import {
  bareRequests,
  heldRooms,
  heldService,
  type Rooms,
  relayLags,
  rowOf,
  stampingService,
  startOn,
  type Talk
} from "../RoundTrips.ts"

const arm = join(import.meta.dirname, "../arms/SlackArm.ts")

/** The service on a Slack of its own, with an owner in each workspace. Rooms are threads, each in the next workspace. */
const startOnSlack = Effect.fnUntraced(function* (
  workspaces: number,
  backend: "claude" | "played",
  config: ReadonlyArray<string>
) {
  const slack = yield* startArm<SlackCalls>(arm, [String(workspaces)])
  const { apiUrl, environment, installed, owners } = yield* slack.ask("facts", undefined)
  const people = owners.map((user) => `{platform: slack, user: "${user}"}`).join(", ")
  const services = yield* startOn(
    backend,
    ["platforms:\n  slack: {}", `access:\n  owners: [${people}]`, ...config],
    environment
  )
  yield* makeInstallations.pipe(
    Effect.flatMap(({ add }) => Effect.forEach(installed, add, { discard: true })),
    Effect.provide(services)
  )
  yield* slack.ask("connected", undefined)
  const talk: Talk = {
    url: `${apiUrl}api.test`,
    open: (room, text) => slack.ask("open", { room, text }),
    answered: (room, text) => slack.ask("answered", { room, text }),
    refused: Effect.map(slack.ask("counts", undefined), ({ rateLimited }) => rateLimited)
  }
  return { slack, talk }
})

const measureRelay = (workspaces: number, rooms: Rooms, turns: number) =>
  Effect.gen(function* () {
    const { talk } = yield* startOnSlack(workspaces, "claude", stampingService(rooms))
    return { lags: yield* relayLags(talk, rooms, turns), refused: yield* talk.refused }
  }).pipe(Effect.scoped, Effect.orDie)

const measureAccept = (workspaces: number, rooms: Rooms, messages: { readonly held: number; readonly fresh: number }) =>
  Effect.gen(function* () {
    const { slack, talk } = yield* startOnSlack(workspaces, "played", heldService())
    const accepted = yield* heldRooms(talk, rooms, messages.held, (room, text) =>
      Effect.map(slack.ask("acknowledged", { room, text }), ({ acknowledgedAt, saidAt }) => acknowledgedAt - saidAt)
    )
    const begun = yield* Effect.forEach(
      Array.from({ length: messages.fresh }, (_, index) => index),
      (index) =>
        Effect.tap(slack.ask("begun", { room: `room-${index % rooms.rooms}`, text: `begin ${index}` }), () =>
          Effect.sleep(rooms.pauseMillis)
        )
    )
    return {
      accepted,
      begun: begun.map(({ saidAt, statusAt }) => statusAt - saidAt),
      bare: yield* bareRequests(talk.url, messages.fresh),
      refused: yield* talk.refused
    }
  }).pipe(Effect.scoped, Effect.orDie)

export const slackRelay: Benchmark = {
  name: "slack-relay",
  promise:
    "Slack: first token -> request p50 <= 5, p99 <= 25 ms; event -> stored and acknowledged, or status, p50 <= 5, p99 <= 20 ms",
  measure: async ({ smoke }) => {
    const workspaces = smoke ? 2 : 8
    const restMillis = smoke ? 500 : 2_000
    // The rest of an answer must not be charged to the next.
    const relay = await Effect.runPromise(
      measureRelay(workspaces, { rooms: workspaces, pauseMillis: 160, restMillis }, smoke ? 6 : 120)
    )
    const accept = await Effect.runPromise(
      measureAccept(
        workspaces,
        { rooms: smoke ? 4 : 16, pauseMillis: 60, restMillis },
        smoke ? { held: 12, fresh: 8 } : { held: 250, fresh: 160 }
      )
    )
    return rowOf({
      lags: [
        { name: "relay", sample: relay.lags, p50: 5, p99: 25 },
        { name: "accept", sample: accept.accepted, p50: 5, p99: 20 },
        { name: "status", sample: accept.begun, p50: 5, p99: 20 }
      ],
      bare: accept.bare,
      refused: relay.refused + accept.refused,
      what: `${relay.lags.length} warm turns with real child processes, ${accept.accepted.length} messages in threads, ${accept.begun.length} that begin one; ${workspaces} workspaces`,
      why: "the thread is shared with the session that begins its work, and the cores with whatever else runs here"
    })
  }
}
