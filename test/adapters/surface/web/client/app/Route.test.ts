/** Every place has an address of its own, whatever it is called, and a wrong address leads nowhere. */
import * as FastCheck from "fast-check"
import { assert, describe, it } from "vitest"
import { pathOf, type Route, routeOf } from "../../../../../../src/adapters/surface/web/client/app/Route.ts"

const name = FastCheck.oneof(
  FastCheck.string({ unit: "grapheme", minLength: 1 }),
  FastCheck.constantFrom("new", "~new", ".", "main/reviewer/discord:guild/c%2F1", "..", "a?b#c", "%", "//x", "ä ö")
)

const route: FastCheck.Arbitrary<Route> = FastCheck.oneof(
  FastCheck.constantFrom<Route>({ page: "now" }, { page: "agents" }, { page: "new-agent" }, { page: "welcome" }),
  name.map((id): Route => ({ page: "session", id })),
  name.map((name): Route => ({ page: "agent", name })),
  name.map((job): Route => ({ page: "job", job }))
)

describe("a place", () => {
  it("is found again by its address, as a browser keeps it", () => {
    FastCheck.assert(
      FastCheck.property(route, (route) => {
        const { origin, pathname } = new URL(pathOf(route), "http://127.0.0.1:3456")
        assert.strictEqual(origin, "http://127.0.0.1:3456")
        assert.deepStrictEqual(routeOf(pathname), route)
      })
    )
  })

  it("that does not exist is none", () => {
    for (const path of ["/nowhere", "/sessions/a/b", "/cost/1", "/sessions/%", "/agents/new/x", "/rpc"]) {
      assert.isUndefined(routeOf(path), path)
    }
    assert.deepStrictEqual(routeOf("/sessions/"), { page: "sessions" })
  })
})
