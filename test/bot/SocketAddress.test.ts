/** Where the control socket lies, and that nobody else can stand in for the service there. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import * as NodePath from "@effect/platform-node/NodePath"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { listensAt, socketPathOf } from "../../src/bot/SocketAddress.ts"

/** A temp directory of the test's own, as the service sees it. */
const makeTemp = Effect.acquireRelease(
  Effect.sync(() => {
    const before = process.env.TMPDIR
    const temp = mkdtempSync(join(tmpdir(), "o-"))
    process.env.TMPDIR = temp
    return { before, temp }
  }),
  ({ before, temp }) =>
    Effect.sync(() => {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
      rmSync(temp, { recursive: true, force: true })
    })
)

const listenOn = (path: string) =>
  Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const server = createServer((socket) => socket.end()).listen(path, () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.sync(() => server.close())
  )

describe("the control socket", () => {
  it.live("of a long data directory counts only in a folder that is its person's alone", () =>
    Effect.gen(function* () {
      const { temp } = yield* makeTemp
      const socket = yield* socketPathOf(`/${"long/".repeat(30)}`).pipe(Effect.provide(NodePath.layer))
      const folder = dirname(socket)
      assert.strictEqual(dirname(folder), temp)
      mkdirSync(folder, { mode: 0o700 })
      yield* listenOn(socket)
      assert.isTrue(yield* listensAt(socket))
      chmodSync(folder, 0o755)
      assert.isFalse(yield* listensAt(socket), "others may look in")
      chmodSync(folder, 0o700)
      const elsewhere = join(temp, "elsewhere")
      mkdirSync(elsewhere, { mode: 0o700 })
      rmSync(folder, { recursive: true })
      symlinkSync(elsewhere, folder)
      yield* listenOn(socket)
      assert.isFalse(yield* listensAt(socket), "a link leads anywhere")
    }).pipe(Effect.scoped)
  )
})
