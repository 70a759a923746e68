/**
 * The cluster's own tables on our driver: a persisted message outlives the process that took it, and taking one costs
 * no new statement.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, describe, it } from "@effect/vitest"
import * as ClusterSchema from "effect/cluster/ClusterSchema"
import * as Entity from "effect/cluster/Entity"
import * as SingleRunner from "effect/cluster/SingleRunner"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Rpc from "effect/rpc/Rpc"
import * as Schema from "effect/Schema"
import { vi } from "vitest"
import { NodeSqlite } from "../../../../src/adapters/store/sqlite/NodeSqlite.ts"

const Say = Rpc.make("Say", {
  payload: { id: Schema.String, text: Schema.String },
  success: Schema.String,
  primaryKey: ({ id }) => id
}).annotate(ClusterSchema.Persisted, true)
const Lane = Entity.make("Lane", [Say])

const service = (filename: string, handle: (text: string) => Effect.Effect<string>) =>
  Lane.toLayer({ Say: ({ payload }) => handle(payload.text) }).pipe(
    Layer.provideMerge(
      SingleRunner.layer({
        runnerStorage: "memory",
        shardingConfig: { shardsPerGroup: 16, entityTerminationTimeout: 0 }
      })
    ),
    Layer.provide([NodeSqlite.layer({ filename }), NodeCrypto.layerDigest])
  )

const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "orchestrator-cluster-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

describe("cluster storage on the same file", () => {
  it.live("a message whose handler never finished is handed out again after a restart, a finished one is not", () =>
    Effect.gen(function* () {
      const filename = join(yield* directory, "orchestrator.db")
      const first: Array<string> = []
      const working = yield* Deferred.make<void>()
      yield* Effect.gen(function* () {
        const lane = (yield* Lane.client)("default/scout")
        yield* lane.Say({ id: "1", text: "one" })
        yield* lane.Say({ id: "2", text: "two" }, { discard: true })
        yield* Deferred.await(working)
      }).pipe(
        Effect.provide(
          service(filename, (text) => {
            first.push(text)
            return text === "two"
              ? Effect.andThen(Deferred.succeed(working, undefined), Effect.never)
              : Effect.succeed("answered before")
          })
        )
      )

      const second: Array<string> = []
      yield* Effect.gen(function* () {
        const lane = (yield* Lane.client)("default/scout")
        assert.strictEqual(yield* lane.Say({ id: "2", text: "two" }), "answered after")
        assert.strictEqual(yield* lane.Say({ id: "1", text: "one" }), "answered before")
      }).pipe(
        Effect.provide(
          service(filename, (text) => {
            second.push(text)
            return Effect.succeed("answered after")
          })
        )
      )
      assert.deepStrictEqual([first, second], [["one", "two"], ["two"]])
    })
  )

  it.live("accepting more messages prepares no more statements", () =>
    Effect.gen(function* () {
      const filename = join(yield* directory, "orchestrator.db")
      yield* Effect.gen(function* () {
        const client = yield* Lane.client
        const accept = (from: number, count: number) =>
          Effect.forEach(
            Array.from({ length: count }, (_, index) => from + index),
            (id) => client(`default/scout${id % 10}`).Say({ id: String(id), text: "x" }, { discard: true }),
            { discard: true }
          )
        yield* accept(0, 20)
        const prepare = vi.spyOn(DatabaseSync.prototype, "prepare")
        yield* accept(100, 200)
        const inserts = prepare.mock.calls.filter(([text]) => text.includes("INSERT OR IGNORE"))
        prepare.mockRestore()
        assert.strictEqual(inserts.length, 0)
        assert.isBelow(prepare.mock.calls.length, 20)
      }).pipe(Effect.provide(service(filename, () => Effect.succeed(""))))
    })
  )
})
