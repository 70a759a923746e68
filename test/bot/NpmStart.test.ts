/** `npm start` is the service and nothing beside it: whoever stops the one has stopped the other. */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { assert, it } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import { freePort } from "../support/FreePort.ts"
import { makeServiceHome } from "../support/ServiceProcess.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

it.live("npm start that is told to stop leaves nothing running", () =>
  Effect.gen(function* () {
    const { home } = yield* makeServiceHome({
      agents: {},
      config: `web: {listen: "127.0.0.1:${yield* freePort}"}\n`
    })
    const isUp = Deferred.makeUnsafe<void>()
    // of the last one that holds its output
    const isOver = Deferred.makeUnsafe<void>()
    const npm = spawn("npm", ["start"], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: home, ORCHESTRATOR_HOME: home, CI: "true" },
      stdio: ["ignore", "pipe", "inherit"],
      detached: true
    })
    let said = ""
    npm.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text
      if (said.includes("the dashboard: ")) Deferred.doneUnsafe(isUp, Effect.void)
    })
    npm.on("close", () => Deferred.doneUnsafe(isOver, Effect.void))
    yield* Effect.addFinalizer(() => Effect.sync(() => npm.pid !== undefined && killAll(npm.pid)))
    yield* Deferred.await(isUp)
    npm.kill("SIGTERM")
    yield* Deferred.await(isOver)
    assert.include(said, "the dashboard: ")
  }).pipe(Effect.scoped)
)

/** It and whatever it started, where that is still there. */
const killAll = (group: number): void => {
  try {
    process.kill(-group, "SIGKILL")
  } catch {
    // nothing is
  }
}
