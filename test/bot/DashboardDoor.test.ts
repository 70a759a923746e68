/** Everybody who must not get in to the dashboard, and everything that must not be done there in somebody's name. */
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { dawdle, knock, visit } from "../support/WebVisit.ts"
import { DashboardRig } from "./DashboardRig.ts"

const html = { accept: "text/html,application/xhtml+xml" }
const paths = ["/", "/healthz", "/login", "/logout", "/metrics", "/rpc", "/api", "/api/v1/agents", "/theme.js", "/mcp"]
const hello = JSON.stringify({ agent: "scout", text: "hello" })
const json = { "content-type": "application/json" }

describe("the dashboard's door", () => {
  layer(DashboardRig.layer, { excludeTestServices: true, timeout: "30 seconds" })((it) => {
    it.effect("answers under no foreign name and to no foreign page, whoever asks", () =>
      Effect.gen(function* () {
        const { browserOf, origin, owner } = yield* DashboardRig
        const browser = yield* browserOf(owner)
        for (const path of paths) {
          for (const host of ["evil.example", "127.0.0.1:1", "localhost"]) {
            const refused = yield* visit(origin, path, { headers: { ...browser, host } })
            assert.deepStrictEqual([refused.status, JSON.parse(refused.text).reason], [403, "not-allowed"], path)
          }
          for (const foreign of ["http://evil.example", "null", "http://127.0.0.1:1", "https://evil.example"]) {
            const headers = { ...browser, origin: foreign }
            const refused = yield* visit(origin, path, { headers })
            assert.deepStrictEqual([refused.status, JSON.parse(refused.text).reason], [403, "not-allowed"], path)
          }
        }
        const upgrade = { ...browser, origin: "http://evil.example" }
        assert.strictEqual((yield* knock(origin, upgrade)).status, 403)
      })
    )

    it.effect("shows nobody anything who is not signed in, and says how to get in", () =>
      Effect.gen(function* () {
        const { origin } = yield* DashboardRig
        for (const path of ["/", "/sessions/default%2Fscout%2Fweb:a.b", "/people"]) {
          const page = yield* visit(origin, path, { headers: html })
          assert.strictEqual(page.status, 401)
          assert.include(page.text, "orchestrator login")
          assert.notInclude(page.text, "the client")
          assert.strictEqual(page.headers["cache-control"], "no-store")
        }
        assert.strictEqual((yield* visit(origin, "/", { method: "HEAD" })).status, 401)
        assert.strictEqual((yield* visit(origin, "/healthz")).text, "ok\n")
        for (const path of ["/metrics", "/api/v1/agents", "/api/v1/nothing", "/api/v1/me"]) {
          const refused = yield* visit(origin, path)
          assert.strictEqual(refused.status, 401, path)
          assert.strictEqual(JSON.parse(refused.text).reason, "not-signed-in")
        }
        for (const headers of [
          {},
          { origin },
          { cookie: `orchestrator-${new URL(origin).port}=` },
          { cookie: `orchestrator-${new URL(origin).port}=${"0".repeat(64)}` }
        ]) {
          assert.strictEqual((yield* knock(origin, headers)).status, 401)
        }
        assert.strictEqual((yield* visit(origin, "/rpc")).status, 426)
      })
    )

    it.effect("a link is not used up by whoever only looks at it, and signs in once by its button", () =>
      Effect.gen(function* () {
        const { codeFor, linkFor, origin, owner, pressed } = yield* DashboardRig
        const link = yield* linkFor(owner)
        const { pathname, search, searchParams } = new URL(link)
        for (const method of ["GET", "HEAD", "GET"]) {
          const looked = yield* visit(origin, `${pathname}${search}`, { method, headers: html })
          assert.strictEqual(looked.status, 200)
          assert.isUndefined(looked.headers["set-cookie"])
          // the browser would not say where the form comes from
          assert.strictEqual(looked.headers["referrer-policy"], "same-origin")
        }
        const code = searchParams.get("code") ?? ""
        for (const headers of [{}, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }]) {
          assert.strictEqual((yield* pressed(code, headers)).status, 403)
        }
        const inside = yield* pressed(code)
        assert.strictEqual(inside.status, 303)
        assert.match(String(inside.headers.location), /^\/#key=[0-9a-f]{64}$/)
        assert.match(
          String(inside.headers["set-cookie"]),
          /^orchestrator-\d+=[0-9a-f]{64}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/
        )
        assert.strictEqual((yield* pressed(code)).status, 410)
        assert.strictEqual((yield* visit(origin, "/login?code=%3Cscript%3E", { headers: html })).status, 410)
        const other = yield* pressed(yield* codeFor(owner), { "sec-fetch-site": "same-origin" })
        assert.strictEqual(other.status, 303)
      })
    )

    it.effect("whoever is signed in sees the client, with nothing foreign allowed in it", () =>
      Effect.gen(function* () {
        const { browserOf, origin, owner } = yield* DashboardRig
        const browser = yield* browserOf(owner)
        const { cookie } = browser
        for (const path of ["/", "/agents/new"]) {
          const { headers: said, status, text } = yield* visit(origin, path, { headers: { ...html, cookie } })
          assert.strictEqual(status, 200, text)
          // whoever looks daily is not signed out after a month
          assert.include(String(said["set-cookie"]), `${cookie}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict`)
          assert.include(text, "the client")
          assert.include(String(said["content-security-policy"]), "script-src 'self';")
          assert.include(String(said["content-security-policy"]), "frame-ancestors 'none'")
          assert.include(String(said["content-security-policy"]), "img-src 'self' data: blob:;")
          assert.strictEqual(said["x-content-type-options"], "nosniff")
          assert.strictEqual(said["referrer-policy"], "no-referrer")
        }
        const metrics = yield* visit(origin, "/metrics", { headers: browser })
        assert.deepStrictEqual([metrics.status, metrics.headers["cache-control"]], [200, "no-store"])
        assert.include(metrics.text, "# TYPE ")
        // a link on another site does not bring the cookie: the page loads itself once more, and then it is there
        const followed = { ...html, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }
        const once = yield* visit(origin, "/agents", { headers: followed })
        assert.strictEqual(once.status, 200)
        assert.include(once.text, 'http-equiv="refresh" content="0"')
      })
    )

    it.effect("with a cookie nothing is changed but by a page of its own; a token needs no page", () =>
      Effect.gen(function* () {
        const { browserOf, origin, owner, tokenOf } = yield* DashboardRig
        const own = yield* browserOf(owner)
        const begin = (headers: Readonly<Record<string, string>>) =>
          Effect.map(
            visit(origin, "/api/v1/sessions", { method: "POST", headers: { ...json, ...headers }, body: hello }),
            ({ status }) => status
          )
        assert.strictEqual(yield* begin(own), 403)
        assert.strictEqual(yield* begin({ ...own, "sec-fetch-site": "same-site" }), 403)
        assert.strictEqual(yield* begin({ ...own, "sec-fetch-site": "none" }), 403)
        assert.strictEqual(yield* begin({ ...own, origin: origin.replace("127.0.0.1", "localhost") }), 403)
        assert.strictEqual(yield* begin({ ...own, origin }), 201)
        assert.strictEqual(yield* begin({ ...own, "sec-fetch-site": "same-origin" }), 201)
        const { secret } = yield* tokenOf(owner, ["talk", "read"])
        assert.strictEqual(yield* begin({ authorization: `Bearer ${Redacted.value(secret)}` }), 201)

        for (const headers of [own, { ...own, origin: origin.replace("127.0.0.1", "localhost") }]) {
          assert.strictEqual((yield* knock(origin, headers)).status, 403)
        }
        const open = yield* knock(origin, { ...own, origin })
        assert.strictEqual(open.status, 101)
        open.close()
        assert.strictEqual((yield* visit(origin, "/logout", { method: "POST", headers: own })).status, 403)
      })
    )

    it.effect(
      "a cookie, which browsers hand to every server of this machine, opens nothing without the page's key",
      () =>
        Effect.gen(function* () {
          const { browserOf, origin, owner } = yield* DashboardRig
          const browser = yield* browserOf(owner)
          const other = yield* browserOf(owner)
          const { cookie } = browser
          const without = [
            {},
            { "x-orchestrator-key": other["x-orchestrator-key"] },
            { "x-orchestrator-key": cookie.split("=")[1] ?? "" }
          ]
          for (const said of without) {
            // a program says of itself whatever it likes
            const headers = { cookie, origin, "sec-fetch-site": "same-origin", ...said }
            const refused = yield* visit(origin, "/api/v1/me", { headers })
            assert.strictEqual(refused.status, 401)
            assert.deepStrictEqual(JSON.parse(refused.text).reason, "not-signed-in")
            assert.include(JSON.parse(refused.text).detail, "orchestrator login")
            assert.strictEqual((yield* knock(origin, headers)).status, 401)
          }
          const headers = { cookie, origin }
          assert.strictEqual((yield* visit(origin, "/metrics", { headers })).status, 401)
          assert.strictEqual((yield* visit(origin, "/logout", { method: "POST", headers })).status, 401)
          assert.strictEqual((yield* visit(origin, "/api/v1/uploads?name=x", { method: "POST", headers })).status, 401)
          const begun = { method: "POST", headers: { ...headers, ...json }, body: hello }
          assert.strictEqual((yield* visit(origin, "/api/v1/sessions", begun)).status, 401)
          // nor does the key without its cookie
          const alone = { "x-orchestrator-key": browser["x-orchestrator-key"], origin }
          assert.strictEqual((yield* visit(origin, "/api/v1/me", { headers: alone })).status, 401)
          assert.strictEqual((yield* knock(origin, alone)).status, 401)
          // the page itself is for all to see; and it finds out that its key is none
          assert.strictEqual((yield* visit(origin, "/", { headers: { cookie } })).status, 200)
          const wrong = { cookie, "x-orchestrator-key": other["x-orchestrator-key"] }
          assert.strictEqual((yield* visit(origin, "/", { method: "HEAD", headers: wrong })).status, 401)
          assert.strictEqual((yield* visit(origin, "/", { method: "HEAD", headers: browser })).status, 200)
          assert.strictEqual((yield* visit(origin, "/api/v1/me", { headers: browser })).status, 200)
        })
    )

    it.effect("is as secure as its name is known to be", () =>
      Effect.gen(function* () {
        const { codeFor, origin, owner, pressed } = yield* DashboardRig
        // no proxy was configured: whoever says so is not believed
        const said = { origin, "x-forwarded-proto": "https" }
        const plain = yield* pressed(yield* codeFor(owner), said)
        assert.strictEqual(plain.status, 303)
        assert.notInclude(String(plain.headers["set-cookie"]), "Secure")
        // behind a name that was, TLS ends before the service
        const named = { host: "bots.example", origin: "https://bots.example", "x-forwarded-proto": "https" }
        const { headers } = yield* pressed(yield* codeFor(owner), named)
        assert.match(
          String(headers["set-cookie"]),
          /^orchestrator=[0-9a-f]{64}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/
        )
        const page = yield* visit(origin, "/", {
          headers: { ...html, ...named, cookie: String(headers["set-cookie"]).split(";")[0] ?? "" }
        })
        assert.deepStrictEqual([page.status, String(page.headers["set-cookie"]).includes("; Secure;")], [200, true])
        const without = yield* pressed(yield* codeFor(owner), { host: "bots.example", origin: "http://bots.example" })
        assert.notInclude(String(without.headers["set-cookie"]), "Secure")
      })
    )

    it.effect("serves the client's own files and nothing beside them", () =>
      Effect.gen(function* () {
        const { origin } = yield* DashboardRig
        const asset = yield* visit(origin, "/assets/index-1a2b.js")
        assert.strictEqual(asset.status, 200)
        assert.strictEqual(asset.headers["content-type"], "text/javascript; charset=utf-8")
        assert.include(String(asset.headers["cache-control"]), "immutable")
        const etag = String(asset.headers.etag)
        assert.strictEqual(
          (yield* visit(origin, "/assets/index-1a2b.js", { headers: { "if-none-match": etag } })).status,
          304
        )
        const small = yield* visit(origin, "/assets/index-1a2b.js", { headers: { "accept-encoding": "br" } })
        assert.strictEqual(small.headers["content-encoding"], "br")
        assert.isBelow(small.text.length, asset.text.length / 10)
        const head = yield* visit(origin, "/theme.js", { method: "HEAD" })
        assert.deepStrictEqual([head.status, head.text, head.headers["cache-control"]], [200, "", "no-cache"])
        for (const path of [
          "/../secret.js",
          "/..%2fsecret.js",
          "/%2e%2e/secret.js",
          "/assets/..%2f..%2fsecret.js",
          "/assets/../../secret.js",
          "/assets/..\\..\\secret.js",
          "/assets/link.js",
          "/out/secret.js",
          "/assets/link.js%00",
          "//secret.js",
          "/assets/",
          "/assets/nothing.js"
        ]) {
          const got = yield* visit(origin, path)
          assert.strictEqual(got.status, 404, path)
          assert.notInclude(got.text, "the secret")
          assert.notInclude((yield* visit(origin, path, { headers: html })).text, "the secret")
        }
        assert.strictEqual((yield* visit(origin, "/theme.js", { method: "POST" })).status, 405)
      })
    )

    it.effect("reads no more than it has to of what is too large, and nothing of what nobody may send", () =>
      Effect.gen(function* () {
        const { host, origin, owner, tokenOf } = yield* DashboardRig
        const { secret } = yield* tokenOf(owner, ["talk", "read"])
        const authorization = `Bearer ${Redacted.value(secret)}`
        const large = 5 * 1024 * 1024
        /** The answer to a request of which only the beginning is ever sent. */
        const begun = (path: string, ...lines: ReadonlyArray<string>) =>
          dawdle(
            origin,
            [`POST ${path} HTTP/1.1`, `host: ${host}`, `origin: ${origin}`, "connection: close", ...lines, "", ""].join(
              "\r\n"
            )
          )
        for (const path of ["/api/v1/sessions", "/login", "/mcp", "/logout", "/"]) {
          const said = yield* begun(path, `content-length: ${large}`, `authorization: ${authorization}`)
          assert.match(said, /^HTTP\/1\.1 413 /, path)
          assert.include(said, '"reason":"too-large"', path)
        }
        for (const path of ["/api/v1/sessions", "/api/v1/uploads?name=x", "/mcp", "/logout"]) {
          assert.match(yield* begun(path, "content-length: 1000"), /^HTTP\/1\.1 401 /, path)
        }
        // what does not say how much it is, is counted
        const body = JSON.stringify({ agent: "scout", text: "x".repeat(large) })
        const headers = { ...json, authorization, "transfer-encoding": "chunked" }
        const streamed = yield* visit(origin, "/api/v1/sessions", { method: "POST", headers, body })
        // or the connection is cut, when the rest of it still comes
        assert.include([413, 0], streamed.status)
        // a connection that was cut may be taken once more
        yield* Effect.repeat(visit(origin, "/healthz"), { until: ({ status }) => status === 200 })
        const { text } = yield* visit(origin, "/api/v1/sessions", { headers: { authorization } })
        assert.notInclude(text, "xxxx")
      })
    )

    it.effect("what is tried too often is told to wait, and locks out nobody who is right", () =>
      Effect.gen(function* () {
        const { browserOf, codeFor, origin, owner, pressed, tokenOf } = yield* DashboardRig
        const tried = yield* Effect.forEach(Array.from({ length: 25 }), () => pressed("0".repeat(64)))
        assert.includeMembers([...new Set(tried.map(({ status }) => status))], [410, 429])
        const wrong = { authorization: `Bearer orc_${"0".repeat(64)}` }
        const refused = yield* visit(origin, "/api/v1/me", { headers: wrong })
        assert.strictEqual(refused.status, 429)
        assert.isAbove(Number(refused.headers["retry-after"]), 0)
        assert.strictEqual((yield* pressed(yield* codeFor(owner))).status, 303)
        const { secret } = yield* tokenOf(owner, ["read"])
        const right = { authorization: `Bearer ${Redacted.value(secret)}` }
        assert.strictEqual((yield* visit(origin, "/api/v1/me", { headers: right })).status, 200)
        const browser = yield* browserOf(owner)
        assert.strictEqual((yield* visit(origin, "/api/v1/me", { headers: browser })).status, 200)
        // somebody who tries keys to a cookie that they came by is slowed down in the same way
        const tries = { headers: { ...browser, "x-orchestrator-key": "0".repeat(64) } }
        assert.strictEqual((yield* visit(origin, "/api/v1/me", tries)).status, 429)
        // and tokens of the tools are counted with the others
        const tools = { method: "POST", headers: wrong, body: "{}" }
        assert.strictEqual((yield* visit(origin, "/mcp", tools)).status, 429)
        assert.strictEqual((yield* visit(origin, "/mcp", { ...tools, headers: {} })).status, 401)
      })
    )
  })
})
