/** The client's files as they are handed out: made small once, and read again when they could not be read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { brotliDecompressSync, gunzipSync } from "node:zlib"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { HttpServerRequest, type HttpServerResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { makeClientPages } from "../../../../../src/adapters/surface/web/server/ClientPages.ts"
import { codingFor } from "../../../../../src/adapters/surface/web/server/Compressed.ts"
import type { Entrance } from "../../../../../src/adapters/surface/web/server/Entrance.ts"
import { reachingOf } from "../../../../../src/adapters/surface/web/server/Reaching.ts"
import { DashboardBuildError } from "../../../../../src/bot/DashboardBuild.ts"
import { ControlError } from "../../../../../src/core/control/protocol/ControlError.ts"

const script = "client ".repeat(1000)

const makeFolder = Effect.acquireRelease(
  Effect.sync(() => {
    const folder = mkdtempSync(join(tmpdir(), "orchestrator-pages-"))
    mkdirSync(join(folder, "assets"))
    writeFileSync(join(folder, "index.html"), "<!doctype html>")
    writeFileSync(join(folder, "assets", "index-1.js"), script)
    writeFileSync(join(folder, "assets", "font-1.woff2"), script)
    return folder
  }),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
)

// nobody is signed in, and none of these files needs it
const entrance = {} as Entrance

const makeAsking = (client: Effect.Effect<string, DashboardBuildError>) =>
  Effect.map(makeClientPages({ client, entrance }), (pages) => (path: string, headers: Record<string, string> = {}) => {
    const request = HttpServerRequest.fromWeb(new Request(`http://127.0.0.1${path}`, { headers }))
    return pages(path, reachingOf(request.headers, new Set())).pipe(
      Effect.provideService(HttpServerRequest.HttpServerRequest, request)
    )
  })

const bytesOf = ({ body }: HttpServerResponse.HttpServerResponse): Uint8Array =>
  body._tag === "Uint8Array" ? body.body : assert.fail(body._tag)

describe("the client's files", () => {
  it.effect("are behind a page that says why nobody can be known now, and tries again", () =>
    Effect.gen(function* () {
      const refused = new ControlError({ reason: "unavailable", detail: "no space left" })
      const broken = { welcomed: () => Effect.fail(refused) } as unknown as Entrance
      const pages = yield* makeClientPages({ client: Effect.succeed(yield* makeFolder), entrance: broken })
      const request = HttpServerRequest.fromWeb(new Request("http://127.0.0.1/", { headers: { accept: "text/html" } }))
      const answer = yield* pages("/", reachingOf(request.headers, new Set())).pipe(
        Effect.provideService(HttpServerRequest.HttpServerRequest, request)
      )
      assert.strictEqual(answer.status, 503)
      const text = new TextDecoder().decode(bytesOf(answer))
      assert.include(text, "no space left")
      assert.include(text, 'http-equiv="refresh"')
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("are compressed once, however often they are asked for, in the way that the browser takes", () =>
    Effect.gen(function* () {
      const ask = yield* makeAsking(Effect.succeed(yield* makeFolder))
      const small = yield* ask("/assets/index-1.js", { "accept-encoding": "gzip, deflate, br, zstd" })
      assert.strictEqual(small.headers["content-encoding"], "br")
      assert.strictEqual(small.headers.vary, "Accept-Encoding")
      assert.strictEqual(brotliDecompressSync(bytesOf(small)).toString(), script)
      const again = yield* Effect.all(
        Array.from({ length: 20 }, () => ask("/assets/index-1.js", { "accept-encoding": "br" })),
        { concurrency: 20 }
      )
      for (const each of again) assert.strictEqual(bytesOf(each), bytesOf(small), "the very same bytes")
      const zipped = yield* ask("/assets/index-1.js", { "accept-encoding": "gzip" })
      assert.strictEqual(gunzipSync(bytesOf(zipped)).toString(), script)
      const plain = yield* ask("/assets/index-1.js")
      assert.deepStrictEqual([plain.headers["content-encoding"], plain.headers.vary], [undefined, "Accept-Encoding"])
      const font = yield* ask("/assets/font-1.woff2", { "accept-encoding": "br" })
      assert.isUndefined(font.headers["content-encoding"], "it is small already")
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it("come in no way that a browser does not take", () => {
    const accepted = ["br;q=0, gzip", "gzip;q=0", "identity", "", "*", "*;q=0, gzip;q=0.5", "BR"]
    assert.deepStrictEqual(accepted.map(codingFor), ["gzip", undefined, undefined, undefined, "br", "gzip", "br"])
  })

  it.effect("that could not be read once are read again, and not by every request", () =>
    Effect.gen(function* () {
      const folder = yield* makeFolder
      let tries = 0
      const client = Effect.suspend(() =>
        ++tries === 1
          ? Effect.fail(new DashboardBuildError({ reason: "failed", detail: "too many open files" }))
          : Effect.succeed(folder)
      )
      const ask = yield* makeAsking(client)
      const status = Effect.map(ask("/assets/index-1.js"), (answer) => answer.status)
      assert.deepStrictEqual([yield* status, yield* status, tries], [404, 404, 1])
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual([yield* status, yield* status, tries], [200, 200, 2])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})
