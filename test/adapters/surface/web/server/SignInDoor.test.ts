/** What somebody is shown whose link could not be used for a reason that is none of theirs. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { HttpServerRequest } from "effect/http"
import { makeEntrance } from "../../../../../src/adapters/surface/web/server/Entrance.ts"
import { reachingOf } from "../../../../../src/adapters/surface/web/server/Reaching.ts"
import { makeSignInDoor } from "../../../../../src/adapters/surface/web/server/SignInDoor.ts"
import { makeWrongs } from "../../../../../src/adapters/surface/web/server/Wrongs.ts"
import { SignIns } from "../../../../../src/core/control/SignIns.ts"
import { StateError } from "../../../../../src/core/ports/State.ts"

const origin = "http://127.0.0.1:3456"
const code = "a".repeat(64)
const full = new StateError({ namespace: "web-sign-ins", operation: "set", cause: "no space left" })

describe("the way in", () => {
  it.effect("offers the same link once more when the disk was full", () =>
    Effect.gen(function* () {
      const door = yield* makeSignInDoor(yield* makeEntrance(yield* makeWrongs))
      const sent = new Request(`${origin}/login`, {
        method: "POST",
        headers: { origin, host: "127.0.0.1:3456" },
        body: new URLSearchParams({ code })
      })
      const request = HttpServerRequest.fromWeb(sent)
      const { body, headers, status } = yield* door
        .login(reachingOf(request.headers, new Set()))
        .pipe(Effect.provideService(HttpServerRequest.HttpServerRequest, request))
      assert.strictEqual(status, 503)
      const text = body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : assert.fail(body._tag)
      assert.include(text, `<input type="hidden" name="code" value="${code}">`)
      assert.notInclude(text, "http-equiv", "loaded anew it would be a page without a link")
      assert.strictEqual(headers["referrer-policy"], "same-origin")
    }).pipe(Effect.provide(Layer.mock(SignIns, { redeem: () => Effect.fail(full) })))
  )
})
