/** How much one person may ask of the dashboard at once, so that there is something left for everybody else. */
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Queue, Stream } from "effect"
import { longestText } from "../../src/core/model/LongestText.ts"
import { signedIn } from "../support/SignedIn.ts"
import { knock } from "../support/WebVisit.ts"
import { DashboardRig } from "./DashboardRig.ts"

describe("the dashboard's limits", () => {
  layer(DashboardRig.layer, { excludeTestServices: true, timeout: "30 seconds" })((it) => {
    it.effect("one connection watches few things at once, and any number one after the other", () =>
      Effect.gen(function* () {
        const { linkFor, owner } = yield* DashboardRig
        const { service } = yield* signedIn(yield* linkFor("ann"))
        const look = service.WatchJobs().pipe(Stream.runHead)
        for (let time = 0; time < 40; time++) yield* look

        const first = yield* Queue.make<string>()
        const watching = service.WatchJobs().pipe(
          Stream.runForEach(() => Queue.offer(first, "watched")),
          Effect.catch((error) => Queue.offer(first, error._tag === "ControlError" ? error.reason : error._tag)),
          Effect.forkScoped
        )
        for (let stream = 0; stream < 40; stream++) yield* watching
        const heard = yield* Effect.forEach(Array.from({ length: 40 }), () => Queue.take(first))
        assert.strictEqual(heard.filter((each) => each === "watched").length, 16)
        assert.strictEqual(heard.filter((each) => each === "unavailable").length, 24)

        // neither her own calls nor anybody else's have to wait for it
        assert.strictEqual((yield* service.WhoAmI()).person.name, "ann")
        const other = yield* signedIn(yield* linkFor(owner))
        yield* Stream.runHead(other.service.WatchJobs())

        const calls = yield* Effect.forEach(Array.from({ length: 500 }), () => Effect.exit(service.WhoAmI()), {
          concurrency: "unbounded"
        })
        const answered = calls.filter(({ _tag }) => _tag === "Success").length
        assert.isAtLeast(answered, 32)
        for (let call = 0; call < 100; call++) yield* service.WhoAmI()
      }).pipe(Effect.scoped)
    )

    it.effect("one person has no more than a hundred connections, which are free again when they are closed", () =>
      Effect.gen(function* () {
        const { browserOf, origin, owner } = yield* DashboardRig
        const headers = { ...(yield* browserOf("ada")), origin }
        const open = yield* Effect.forEach(Array.from({ length: 105 }), () => knock(origin, headers))
        const status = open.map((each) => each.status)
        assert.deepStrictEqual(status, [...Array(100).fill(101), ...Array(5).fill(503)])
        const mine = yield* knock(origin, { ...(yield* browserOf(owner)), origin })
        assert.strictEqual(mine.status, 101)
        for (const { close } of [mine, ...open]) close()
        yield* Effect.repeat(knock(origin, headers), { until: ({ status }) => status === 101 })
      })
    )

    it.effect("nobody says more at once than could be read", () =>
      Effect.gen(function* () {
        const { linkFor } = yield* DashboardRig
        const { service } = yield* signedIn(yield* linkFor("ann"))
        const text = "x".repeat(longestText + 1)
        const refused = yield* Effect.flip(service.BeginSession({ agent: "scout", text, message: "long" }))
        if (refused._tag !== "ControlError") return assert.fail(refused._tag)
        assert.deepStrictEqual([refused.reason, Object.keys(refused.fields ?? {})], ["invalid", ["text"]])
        assert.include(refused.detail, "put it into a file")
        const { session } = yield* service.BeginSession({ agent: "scout", text: "hello", message: "short" })
        const later = yield* Effect.flip(service.Say({ session, text, message: "longer" }))
        assert.strictEqual(later._tag === "ControlError" ? later.reason : later._tag, "invalid")
      }).pipe(Effect.scoped)
    )
  })
})
