/**
 * Who may look at a job, end it and try it again: its own people, and whoever administers the place where it is shown.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { AccessPolicy } from "../../../src/core/agents/AccessPolicy.ts"
import type { Conversation } from "../../../src/core/model/Conversation.ts"
import { PlatformName, UserId } from "../../../src/core/model/Ids.ts"
import { phaseOf } from "../../../src/core/model/Worker.ts"
import { type Actor, JobActs } from "../../../src/core/workers/JobActs.ts"
import { fakeConversation } from "../../support/FakePlatform.ts"
import { makeFakePool } from "../../support/FakeWorkers.ts"

const room = fakeConversation("room", PlatformName.make("fake"))
const other = fakeConversation("other", PlatformName.make("fake"))
const elsewhere = fakeConversation("room", PlatformName.make("elsewhere"))
const actor = (name: string, conversation: Conversation): Actor => ({
  conversation,
  person: { id: UserId.make(name), name, roles: [] }
})

const rig = Effect.gen(function* () {
  const pool = yield* makeFakePool()
  const access = Layer.succeed(AccessPolicy, {
    allows: (person, conversation) => Effect.succeed(person.id === "admin" && conversation.id === "room")
  })
  const acts = yield* Effect.provide(JobActs, JobActs.layer.pipe(Layer.provide([pool.layer, access])))
  const { person } = actor("ann", room)
  const { job, workers } = yield* pool.workers.spawn({
    key: "k",
    origin: { conversation: room, person, asked: [] },
    workers: [{ text: "one" }, { text: "two", after: [0] }]
  })
  return { acts, pool, job, ids: workers.map(({ id }) => id) }
})

describe("JobActs", () => {
  it.effect("a job is seen by its own person anywhere on the platform, and by others where it was asked for", () =>
    Effect.gen(function* () {
      const { acts, ids, job } = yield* rig
      const sees = (who: Actor, id: string = job.id) =>
        Effect.match(acts.find(id, who), { onFailure: ({ message }) => message, onSuccess: () => "seen" })
      const hidden = `there is no job or worker "${job.id}" here; see worker list`
      assert.strictEqual(yield* sees(actor("ann", other)), "seen")
      assert.strictEqual(yield* sees(actor("ann", elsewhere)), hidden)
      assert.strictEqual(yield* sees(actor("bob", room)), "seen")
      assert.strictEqual(yield* sees(actor("bob", room), ids[1]), "seen")
      assert.strictEqual(yield* sees(actor("bob", other)), hidden)
      assert.strictEqual(yield* sees(actor("admin", other)), "seen")
      assert.match(yield* sees(actor("ann", room), "w-nothere"), /there is no job or worker/)
      assert.match(yield* sees(actor("ann", room), "../etc"), /there is no job or worker/)
    })
  )

  it.effect("who asked and who administers may end it and try it again, nobody else", () =>
    Effect.gen(function* () {
      const { acts, ids, job, pool } = yield* rig
      const refused = (act: Effect.Effect<unknown, { readonly message: string }>) =>
        Effect.match(act, { onFailure: ({ message }) => message, onSuccess: String })
      const mine = /only who asked for it/
      assert.match(yield* refused(acts.cancel(job, undefined, actor("bob", room))), mine)
      assert.match(yield* refused(acts.cancel(job, undefined, actor("ann", elsewhere))), mine)
      assert.strictEqual(yield* refused(acts.cancel(job, undefined, actor("admin", other))), "true")
      assert.deepStrictEqual(
        pool.all().map((worker) => [phaseOf(worker), worker.cut?.by]),
        [
          ["cancelled", "admin"],
          ["cancelled", "admin"]
        ]
      )
      assert.strictEqual(yield* refused(acts.cancel(job, undefined, actor("ann", room))), "false")
      const found = yield* acts.find(job.id, actor("ann", room))
      assert.match(yield* refused(acts.retry(found.found, undefined, actor("bob", room))), mine)
      // What a person ended is not tried again with the rest, only by its own name.
      assert.strictEqual(yield* acts.retry(found.found, undefined, actor("ann", room)), 0)
      const one = yield* acts.find(ids[0] ?? "", actor("ann", room))
      assert.strictEqual(yield* acts.retry(one.found, one.worker, actor("ann", room)), 1)
    })
  )
})
