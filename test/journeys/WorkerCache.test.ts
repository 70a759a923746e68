import { execFileSync } from "node:child_process"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { WorkerRequest } from "../../src/core/workers/Workers.ts"
import type { TestHome } from "../support/TestService.ts"
import { ends, spawned, workerHome, workerLife } from "../support/WorkerJourney.ts"

const git = ({ workdir }: TestHome, ...args: ReadonlyArray<string>) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
    cwd: workdir,
    stdio: "ignore"
  })

const commit = (home: TestHome) => git(home, "commit", "-q", "--allow-empty", "-m", "work")

const review: WorkerRequest = { text: "!say reviewed\n!cost 0.2" }

/** Asks for it and tells whether it was worked on, or answered from what is kept. */
const source = (key: string, request: WorkerRequest) =>
  Effect.gen(function* () {
    const [worker] = yield* ends(yield* spawned(key, [request]))
    assert.strictEqual(worker?.result?.outcome._tag, "Done")
    return worker?.result?.cachedAt === undefined ? "worked" : "kept"
  })

describe("the same task again", () => {
  it.live("is answered from its last result after a restart, too, but not on another model", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      git(home, "init", "-q")
      commit(home)
      yield* workerLife(
        home,
        Effect.map(source("1", review), (from) => assert.strictEqual(from, "worked"))
      )
      yield* workerLife(
        home,
        Effect.gen(function* () {
          assert.strictEqual(yield* source("2", { ...review, terms: { model: "large" } }), "worked")
          assert.strictEqual(yield* source("3", review), "kept")
        })
      )
    }).pipe(Effect.scoped)
  )

  it.live("is worked on where it changed something, where nobody can tell, and where it is turned off", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      yield* workerLife(
        home,
        Effect.gen(function* () {
          assert.strictEqual(yield* source("1", review), "worked")
          assert.strictEqual(yield* source("2", review), "worked", "no git here")
          git(home, "init", "-q")
          commit(home)
          const writing: WorkerRequest = {
            text: '!write made.txt "x"\n!say made it',
            terms: { permissions: "accept-edits" }
          }
          assert.strictEqual(yield* source("3", writing), "worked")
          assert.strictEqual(yield* source("4", writing), "worked")
        })
      )
      yield* workerLife(
        home,
        Effect.gen(function* () {
          assert.strictEqual(yield* source("5", review), "worked")
          assert.strictEqual(yield* source("6", review), "worked")
        }),
        { config: 'workers:\n  cache: "off"\n' }
      )
    }).pipe(Effect.scoped)
  )
})
