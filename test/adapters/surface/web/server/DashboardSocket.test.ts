/** How long a connection is served of which nothing is heard: one that died says no farewell. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Queue } from "effect"
import { SecureRandom } from "effect/crypto"
import { HttpServerRequest } from "effect/http"
import { Socket } from "effect/socket"
import { TestClock } from "effect/testing"
import { makeDashboardSocket } from "../../../../../src/adapters/surface/web/server/DashboardSocket.ts"
import type { Calls } from "../../../../../src/core/control/Calls.ts"
import { Visitor } from "../../../../../src/core/control/protocol/Visitor.ts"
import { personCalled } from "../../../../core/control/Visitors.ts"

const ping = '{"_tag":"Ping"}\n'

/** A browser's end: what it says is heard, and whether anybody listens still. */
const makeConnection = Effect.gen(function* () {
  const said = yield* Queue.make<string>()
  let listens = false
  const reader = Effect.acquireRelease(
    Effect.sync(() => {
      listens = true
      return {
        pull: Effect.map(Effect.orDie(Queue.take(said)), (frame): [string] => [frame]),
        upgrade: () => Effect.void
      }
    }),
    () =>
      Effect.sync(() => {
        listens = false
      })
  )
  const writer = Effect.succeed({ write: () => Effect.void, writeAll: () => Effect.void })
  const socket = Socket.make({ reader, writer })
  const plain = HttpServerRequest.fromWeb(new Request("http://127.0.0.1/rpc"))
  const request = new Proxy(plain, {
    get: (target, name) =>
      name === "upgrade"
        ? Effect.succeed(socket)
        : name === "modify"
          ? () => request
          : Reflect.get(target, name, target)
  })
  return { request, say: Queue.offer(said, ping), listens: () => listens }
})

describe("a connection to the dashboard", () => {
  it.effect("is served for as long as anything is heard of it, and three minutes more", () =>
    Effect.gen(function* () {
      // nobody asks anything on it
      const socket = yield* makeDashboardSocket({} as Calls)
      const { listens, request, say } = yield* makeConnection
      const visitor = Visitor.of({ person: personCalled("ann"), scopes: new Set() })
      const served = yield* socket({ visitor, over: Effect.never }).pipe(
        Effect.scoped,
        Effect.provideService(HttpServerRequest.HttpServerRequest, request),
        Effect.forkChild({ startImmediately: true })
      )
      for (let minute = 0; minute < 10; minute++) {
        yield* TestClock.adjust("1 minute")
        yield* say
        yield* TestClock.adjust(0)
      }
      assert.isTrue(listens(), "a page that nobody sees speaks once a minute")
      yield* TestClock.adjust("179 seconds")
      assert.isTrue(listens())
      yield* TestClock.adjust("1 second")
      yield* Fiber.await(served)
      assert.isFalse(listens())
    }).pipe(Effect.scoped, Effect.provide(SecureRandom.layerWebCrypto))
  )
})
