/** `orchestrator login` prints a way in to the dashboard of the service that runs, and nothing where none runs. */
import { userInfo } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { startService } from "../../../src/bot/EmbeddedService.ts"
import { Scope } from "../../../src/core/control/protocol/Visitor.ts"
import { makePlace, type Place } from "./CommandLine.ts"

describe("login", () => {
  let place: Place
  let stop = () => Promise.resolve()
  beforeAll(() => {
    place = makePlace()
    place.write(join(place.home, "orchestrator.yaml"), "web:\n  listen: 127.0.0.1:0\n  hosts: [bots.example]\n")
  })
  afterAll(async () => {
    await stop()
    place.leave()
  })

  it("says where there is no service how to start one", async () => {
    const { code, err } = await place.run(["login"])
    assert.strictEqual(code, 1)
    assert.include(err, "orchestrator start")
  })

  it("is a link that works once, for its owner or for whoever is named", async () => {
    const started = await startService()
    if (started._tag !== "Running") return assert.fail(JSON.stringify(started))
    stop = started.stop

    const nameBehind = async (args: ReadonlyArray<string>) => {
      const { code, err, out } = await place.run(args)
      assert.strictEqual(code, 0, err)
      assert.include(err, "once, within 15 minutes")
      const [link = "", elsewhere = ""] = out.split("\n")
      const { origin, pathname, searchParams } = new URL(link)
      assert.strictEqual(elsewhere.trim(), `for others: https://bots.example${pathname}?${searchParams}`)
      const post = { method: "POST", redirect: "manual", headers: { origin }, body: searchParams } as const
      const [first, second] = [await fetch(`${origin}${pathname}`, post), await fetch(`${origin}${pathname}`, post)]
      assert.deepStrictEqual([first.status, second.status], [303, 410])
      const cookie = first.headers.get("set-cookie")?.split(";")[0] ?? ""
      const key = first.headers.get("location")?.split("#key=")[1] ?? ""
      const headers = { cookie, "x-orchestrator-key": key }
      const me = JSON.parse(await (await fetch(`${origin}/api/v1/me`, { headers })).text())
      return [me.person.name, me.may.length]
    }
    assert.deepStrictEqual(await nameBehind(["login"]), [userInfo().username, Scope.literals.length])
    assert.deepStrictEqual(await nameBehind(["login", "ann"]), ["ann", 0])

    const own = await place.run(["login", userInfo().username])
    assert.deepStrictEqual([own.code, own.out], [2, ""])
    assert.include((await place.run(["login", "Ann B"])).err, "small letters")
  })
})
