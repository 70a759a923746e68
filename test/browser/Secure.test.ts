/**
 * A browser that is signed in, and what is none of ours: pages of another port, which browsers count as the same site and
 * send the cookie along for, and the server there, which gets it; pages of another site, and the service itself under a
 * name that is not its own. Whatever they try is refused, and nothing is changed by it.
 */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { knock, visit } from "../support/WebVisit.ts"
import { chromiumPath, startChromiumWhere } from "./Chromium.ts"
import { makeDashboard, on } from "./Dashboard.ts"

const foreign = "elsewhere.test"

/** A page with nothing on it, and what its server was sent along. Answers until the scope closes. */
const otherServer = Effect.acquireRelease(
  Effect.promise(async () => {
    const cookies: Array<string> = []
    const server = createServer(({ headers }, response) => {
      cookies.push(headers.cookie ?? "")
      response.setHeader("content-type", "text/html")
      response.end("<!doctype html><title>another page</title>")
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    return { server, cookies }
  }),
  ({ server }) =>
    Effect.promise(async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
)

const portOf = (address: AddressInfo | string | null) => (typeof address === "object" ? (address?.port ?? 0) : 0)

/** All that a page can try; by what was tried, what came of it. */
const attempts = async (service: string): Promise<Readonly<Record<string, string>>> => {
  const agent = JSON.stringify({ keys: { name: "intruder", description: "x" }, persona: "x" })
  const read = async (path: string, init: RequestInit) => {
    try {
      const answer = await fetch(`${service}${path}`, { credentials: "include", ...init })
      return answer.type === "opaque" ? "sent, not seen" : `seen: ${answer.status} ${await answer.text()}`
    } catch {
      return "refused"
    }
  }
  const socket = await new Promise<string>((resolve) => {
    const opened = new WebSocket(`${service.replace("http", "ws")}/rpc`)
    opened.onopen = () => resolve("opened")
    opened.onerror = () => resolve("refused")
  })
  const image = await new Promise<string>((resolve) => {
    const shown = new Image()
    shown.onload = () => resolve("shown")
    shown.onerror = () => resolve("refused")
    shown.src = `${service}/api/v1/me`
  })
  const frame = await new Promise<string>((resolve) => {
    const inside = document.createElement("iframe")
    inside.onload = () => {
      try {
        resolve(`seen: ${inside.contentDocument?.title ?? "nothing"}`)
      } catch {
        resolve("refused")
      }
    }
    inside.src = service
    document.body.append(inside)
  })
  return {
    read: await read("/api/v1/agents", {}),
    "read with the header of a page": await read("/api/v1/agents", { headers: { "x-orchestrator-key": "1" } }),
    "write as JSON": await read("/api/v1/agents", {
      method: "POST",
      headers: { "content-type": "application/json", "x-orchestrator-key": "1" },
      body: agent
    }),
    "write as text": await read("/api/v1/agents", { method: "POST", mode: "no-cors", body: agent }),
    "sign out": await read("/logout", { method: "POST", mode: "no-cors" }),
    socket,
    image,
    frame
  }
}

const nothing = {
  read: "refused",
  "read with the header of a page": "refused",
  "write as JSON": "refused",
  "write as text": "sent, not seen",
  "sign out": "sent, not seen",
  socket: "refused",
  image: "refused",
  frame: "seen: nothing"
}

const kept = "sign-in-key"

describe.skipIf(chromiumPath === undefined)("a browser that is signed in", () => {
  it.live("hands its cookie to the server of another port, which can do nothing with it", () =>
    Effect.gen(function* () {
      const dashboard = yield* makeDashboard()
      const { cookies, server } = yield* otherServer
      const browser = yield* startChromiumWhere([])
      const { context, page } = yield* dashboard.open(browser, { path: "/agents" })
      const key = yield* on(page, async (page) => {
        await page.getByRole("link", { name: "scout" }).first().waitFor()
        assert.notInclude(page.url(), "key")
        return (await page.evaluate((name) => localStorage.getItem(name), kept)) ?? ""
      })
      assert.match(key, /^[0-9a-f]{64}$/)

      const stranger = yield* on(page, () => context.newPage())
      const seen = yield* on(stranger, async (page) => {
        await page.goto(`http://127.0.0.1:${portOf(server.address())}/`)
        return page.evaluate((name) => localStorage.getItem(name), kept)
      })
      assert.strictEqual(seen, null, "a page of another port has a store of its own")
      const cookie = cookies.find((each) => each.startsWith("orchestrator-"))
      if (cookie === undefined) return assert.fail(`the browser kept the cookie to itself: ${cookies}`)
      assert.notInclude(cookie, key)

      // no browser, and says of itself whatever it likes
      const origin = dashboard.url()
      const program = { cookie, origin, "sec-fetch-site": "same-origin" }
      const agent = JSON.stringify({ keys: { name: "intruder", description: "x" }, persona: "x" })
      const writes = { "content-type": "application/json", ...program }
      const tried = yield* Effect.all({
        socket: knock(origin, program),
        look: visit(origin, "/api/v1/agents", { headers: program }),
        write: visit(origin, "/api/v1/agents", { method: "POST", headers: writes, body: agent }),
        upload: visit(origin, "/api/v1/uploads?name=x", { method: "POST", headers: program, body: "x" }),
        metrics: visit(origin, "/metrics", { headers: program }),
        "sign out": visit(origin, "/logout", { method: "POST", headers: program })
      })
      for (const [what, { status }] of Object.entries(tried)) assert.strictEqual(status, 401, what)
      const shown = yield* visit(origin, "/", { headers: program })
      assert.notInclude(shown.text, "scout", "the page holds nothing of anybody's")
      // it was nothing but the key that was missing
      const whole = { cookie, "x-orchestrator-key": key }
      assert.strictEqual((yield* visit(origin, "/api/v1/agents", { headers: whole })).status, 200)

      yield* on(page, async (page) => {
        await page.reload()
        await page.getByRole("link", { name: "scout" }).first().waitFor()
        assert.strictEqual(await page.getByText("intruder").count(), 0)
        await page.evaluate((name) => localStorage.setItem(name, "0".repeat(64)), kept)
        await page.reload()
        await page.getByText("sign in again").waitFor()
        await page.getByText("orchestrator login").waitFor()
        assert.strictEqual(await page.evaluate((name) => localStorage.getItem(name), kept), null)
      })
    })
  )

  it.live("loses its key by signing out, and gets another by signing in", () =>
    Effect.gen(function* () {
      const dashboard = yield* makeDashboard()
      const browser = yield* startChromiumWhere([])
      const { context, page } = yield* dashboard.open(browser, { path: "/people" })
      const link = yield* dashboard.loginLink()
      yield* on(page, async (page) => {
        await page.getByRole("button", { name: "sign out" }).first().click()
        await page.getByRole("dialog").getByRole("button", { name: "sign out" }).click()
        await page.getByText("You get in with a link that works once.").waitFor()
        assert.strictEqual(await page.evaluate((name) => localStorage.getItem(name), kept), null)
        assert.deepStrictEqual(await context.cookies(), [])
        await page.goto(link)
        await page.getByRole("button", { name: "sign in" }).click()
        await page
          .getByRole("navigation", { name: /^dashboard/ })
          .first()
          .waitFor()
      })
    })
  )
})

describe.skipIf(chromiumPath === undefined)("foreign pages", () => {
  it.live("reach nothing and change nothing in a browser that is signed in", () =>
    Effect.gen(function* () {
      const dashboard = yield* makeDashboard()
      const others = yield* otherServer
      const port = portOf(others.server.address())
      const browser = yield* startChromiumWhere([foreign])
      const { context, page } = yield* dashboard.open(browser, { path: "/agents" })
      yield* on(page, async (page) => {
        await page.getByRole("link", { name: "scout" }).first().waitFor()
        assert.strictEqual(await page.evaluate(() => document.cookie), "", "no script reads the cookie")
        const [cookie] = await context.cookies()
        assert.isTrue(cookie?.httpOnly)
        assert.strictEqual(cookie?.sameSite, "Strict")
      })

      const stranger = yield* on(page, () => context.newPage())
      for (const origin of [`http://127.0.0.1:${port}`, `http://${foreign}:${port}`]) {
        yield* on(stranger, async (page) => {
          await page.goto(origin)
          assert.deepStrictEqual(await page.evaluate(attempts, dashboard.url()), nothing, origin)
        })
        for (const [path, fields] of [
          ["/logout", {}],
          ["/api/v1/agents", { '{"keys":{"name":"intruder","description":"x"},"persona":"': '"}' }]
        ] as const) {
          const status = yield* on(stranger, async (page) => {
            await page.goto(origin)
            const answer = page.waitForResponse(`${dashboard.url()}${path}`)
            await page.evaluate(
              ([action, values]) => {
                const form = document.createElement("form")
                form.method = "post"
                form.enctype = "text/plain"
                form.action = action
                for (const [name, value] of Object.entries(values)) {
                  const input = document.createElement("input")
                  input.name = name
                  input.value = value
                  form.append(input)
                }
                document.body.append(form)
                form.submit()
              },
              [`${dashboard.url()}${path}`, fields] as const
            )
            await page.waitForURL(`${dashboard.url()}${path}`)
            return (await answer).status()
          })
          assert.strictEqual(status, 403, `a form of ${origin} to ${path}`)
        }
      }

      // the service under the name of somebody whose name server says that it is here
      const renamed = dashboard.url().replace("127.0.0.1", foreign)
      yield* on(stranger, async (page) => {
        for (const path of ["/", "/login?code=x", "/api/v1/agents", "/healthz", "/assets/"]) {
          const answer = await page.goto(`${renamed}${path}`)
          assert.strictEqual(answer?.status(), 403, path)
        }
        const sockets = await page.evaluate(
          (address) =>
            new Promise<string>((resolve) => {
              const opened = new WebSocket(address)
              opened.onopen = () => resolve("opened")
              opened.onerror = () => resolve("refused")
            }),
          `${renamed.replace("http", "ws")}/rpc`
        )
        assert.strictEqual(sockets, "refused")
      })

      yield* on(page, async (page) => {
        await page.reload()
        await page.getByRole("link", { name: "scout" }).first().waitFor()
        assert.strictEqual(await page.getByText("intruder").count(), 0)
      })
    })
  )
})
