/**
 * Files over the wire, both ways: brought along by a page or a script and said with a message, looked at by those who may
 * see the turn; and everybody who tries what they may not.
 */
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { mostBytes } from "../../src/core/files/FileLimits.ts"
import type { Turn } from "../../src/core/model/Turn.ts"
import { type Sent, visit } from "../support/WebVisit.ts"
import { DashboardRig } from "./DashboardRig.ts"

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0xff, 1, 2, 3])
const html = "<script>alert(1)</script>"
const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

const scriptOf = Effect.fnUntraced(function* (name: string) {
  const { origin, tokenOf } = yield* DashboardRig
  const { secret } = yield* tokenOf(name, ["read", "talk"])
  const authorization = `Bearer ${Redacted.value(secret)}`
  const ask = (path: string, { headers = {}, ...sent }: Sent = {}) =>
    visit(origin, `/api/v1${path}`, { ...sent, headers: { authorization, ...headers } })
  const upload = (name: string, body: string | Uint8Array, type = "application/octet-stream") =>
    ask(`/uploads?name=${encodeURIComponent(name)}`, { method: "POST", body, headers: { "content-type": type } })
  const uploaded = Effect.fnUntraced(function* (name: string, body: string | Uint8Array, type?: string) {
    const { status, text } = yield* upload(name, body, type)
    assert.strictEqual(status, 201, text)
    return String(JSON.parse(text).id)
  })
  const post = (path: string, body: object) =>
    ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
  const begin = Effect.fnUntraced(function* (asked: object) {
    const { status, text } = yield* post("/sessions?wait=60", { agent: "scout", text: "", ...asked })
    assert.strictEqual(status, 201, text)
    const { ended, session, turn } = JSON.parse(text)
    return { session: String(session), turn: String(turn), answer: String(ended.text) }
  })
  const turnOf = Effect.fnUntraced(function* (session: string, turn: string) {
    const { text } = yield* ask(`/sessions/${encodeURIComponent(session)}/turns`)
    const turns: ReadonlyArray<{ turn: string; rows: ReadonlyArray<{ entry: { turn: Turn } }> }> =
      JSON.parse(text).turns
    return turns.find((known) => known.turn === turn)?.rows[0]?.entry.turn ?? assert.fail(`no ${turn}`)
  })
  const file = (turn: string, id: string, headers: Readonly<Record<string, string>> = {}) =>
    ask(`/turns/${encodeURIComponent(turn)}/files/${encodeURIComponent(id)}`, { headers })
  return { authorization, ask, begin, file, post, turnOf, upload, uploaded }
})

describe("files over the wire", () => {
  layer(DashboardRig.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.effect("are brought along, are what the agent gets, and are read again as they were", () =>
      Effect.gen(function* () {
        const { owner } = yield* DashboardRig
        const script = yield* scriptOf(owner)
        const first = yield* script.uploaded("plot.png", png, "text/html")
        const second = yield* script.uploaded("../../etc/plot.png", "no picture", "image/png")
        const third = yield* script.uploaded("größe „x“\r\n.html", html, "text/html")
        const fourth = yield* script.uploaded("drawing.svg", svg, "image/svg+xml")
        const uploads = [first, second, third, fourth]
        const { answer, session, turn } = yield* script.begin({ uploads, message: "with-files" })
        assert.include(answer, "With it came plot.png, plot-2.png, größe _x_")
        const told = yield* script.turnOf(session, turn)
        assert.deepStrictEqual(
          told.attachments.map(({ bytes, mediaType, name }) => [name, mediaType, bytes]),
          [
            ["plot.png", "image/png", png.length],
            ["plot-2.png", "application/octet-stream", 10],
            ["größe _x_ .html", "text/html", html.length],
            ["drawing.svg", "image/svg+xml", svg.length]
          ],
          "a picture is what its bytes say, and no name leaves its folder"
        )

        const picture = yield* script.file(turn, "attached-0")
        assert.deepStrictEqual(new Uint8Array(picture.bytes), png)
        const { headers } = picture
        assert.strictEqual(headers["content-type"], "image/png")
        assert.match(String(headers["content-disposition"]), /^inline; /)
        assert.strictEqual(headers["content-security-policy"], "sandbox; default-src 'none'")
        assert.strictEqual(headers["x-content-type-options"], "nosniff")
        assert.strictEqual(headers["cross-origin-resource-policy"], "same-origin")
        assert.match(String(headers["cache-control"]), /^private/)
        const known = yield* script.file(turn, "attached-0", { "if-none-match": String(headers.etag) })
        assert.deepStrictEqual([known.status, known.text], [304, ""])

        for (const [id, body] of [
          ["attached-1", "no picture"],
          ["attached-2", html],
          ["attached-3", svg]
        ] as const) {
          const got = yield* script.file(turn, id)
          assert.deepStrictEqual([got.status, got.text], [200, body])
          assert.strictEqual(got.headers["content-type"], "application/octet-stream", id)
          assert.match(String(got.headers["content-disposition"]), /^attachment; /, id)
        }
        const named = yield* script.file(turn, "attached-2")
        assert.strictEqual(
          named.headers["content-disposition"],
          "attachment; filename=\"gr__e _x_ .html\"; filename*=UTF-8''gr%C3%B6%C3%9Fe%20_x_%20.html"
        )
      })
    )

    it.effect("said once more, and at the same moment, are the same turn with the same files", () =>
      Effect.gen(function* () {
        const { home, owner } = yield* DashboardRig
        const script = yield* scriptOf(owner)
        const id = yield* script.uploaded("notes.txt", "notes")
        const asked = { uploads: [id, id], message: "twice" }
        const both = yield* Effect.all([script.begin(asked), script.begin(asked)], { concurrency: 2 })
        const later = yield* script.begin(asked)
        assert.deepStrictEqual([both[0].turn, later.turn], [both[1].turn, both[1].turn])
        const { attachments } = yield* script.turnOf(later.session, later.turn)
        assert.deepStrictEqual(
          attachments.map(({ name, path }) => [name, readFileSync(path, "utf8")]),
          [["notes.txt", "notes"]]
        )
        assert.isTrue(attachments[0]?.path.startsWith(join(home.home, "files", "uploaded", "inbox")))
        assert.strictEqual((yield* script.ask(`/uploads/${id}`, { method: "DELETE" })).status, 404, "it is said")
        const path = `/sessions/${encodeURIComponent(later.session)}/messages`
        const empty = yield* script.post(path, { text: "  ", message: "nothing" })
        assert.deepStrictEqual([empty.status, JSON.parse(empty.text).fields], [400, { text: "say something" }])
      })
    )

    it.effect("of somebody else are unknown, to say, to take back and to look at", () =>
      Effect.gen(function* () {
        const { browserOf, origin, owner } = yield* DashboardRig
        const mine = yield* scriptOf(owner)
        const hers = yield* scriptOf("ann")
        const id = yield* mine.uploaded("mine.txt", "mine")
        const stolen = yield* hers.post("/sessions", { agent: "scout", text: "hello", uploads: [id] })
        assert.deepStrictEqual([stolen.status, JSON.parse(stolen.text).reason], [400, "invalid"])
        assert.strictEqual((yield* hers.ask(`/uploads/${id}`, { method: "DELETE" })).status, 404)
        const { turn } = yield* mine.begin({ text: "look", uploads: [id] })
        const own = yield* hers.begin({ text: "mine is another" })
        assert.strictEqual((yield* hers.file(turn, "attached-0")).status, 404)
        assert.strictEqual((yield* mine.file(turn, "attached-0")).text, "mine")
        const annsPage = yield* browserOf("ann")
        const address = `/api/v1/turns/${encodeURIComponent(turn)}/files/attached-0`
        assert.strictEqual((yield* visit(origin, address, { headers: annsPage })).status, 404)
        assert.strictEqual((yield* visit(origin, address)).status, 401)
        const myPage = yield* browserOf(owner)
        assert.strictEqual((yield* visit(origin, address, { headers: myPage })).text, "mine")
        for (const file of [
          "attached-1",
          "attached-00000",
          "attached--1",
          "attached-0/../../..",
          "../attached-0",
          "..%2f..%2forchestrator.db",
          "%00",
          "toString"
        ]) {
          assert.strictEqual((yield* hers.file(own.turn, file)).status, 404, file)
          assert.strictEqual((yield* mine.file(turn, file)).status, 404, file)
        }
        for (const upload of ["../x", "..%2fx", "0".repeat(32), "__proto__"]) {
          const said = yield* mine.post("/sessions", { agent: "scout", text: "x", uploads: [upload] })
          assert.strictEqual(said.status, 400, upload)
        }
        const many = yield* mine.post("/sessions", { agent: "scout", text: "x", uploads: Array(11).fill(id) })
        assert.strictEqual(many.status, 400)
      })
    )

    it.effect("lead nowhere else, whatever was put in their place", () =>
      Effect.gen(function* () {
        const { home, owner } = yield* DashboardRig
        const script = yield* scriptOf(owner)
        const ids = [yield* script.uploaded("a.txt", "a"), yield* script.uploaded("b.txt", "b")]
        const { session, turn } = yield* script.begin({ text: "look", uploads: ids })
        const { attachments } = yield* script.turnOf(session, turn)
        const [a = assert.fail("no file"), b = assert.fail("no second file")] = attachments.map(({ path }) => path)
        writeFileSync(join(home.home, "secret"), "the service's own")
        rmSync(a)
        symlinkSync(join(home.home, "secret"), a)
        assert.strictEqual((yield* script.file(turn, "attached-0")).status, 404)
        rmSync(a)
        symlinkSync(b, a)
        assert.strictEqual((yield* script.file(turn, "attached-0")).status, 404)
        assert.strictEqual((yield* script.file(turn, "attached-1")).text, "b")
        rmSync(b)
        const gone = yield* script.file(turn, "attached-1")
        assert.deepStrictEqual([gone.status, JSON.parse(gone.text).reason], [404, "unknown"])
      })
    )

    it.effect("are taken from pages of its own and from whoever may talk, and no larger than they may be", () =>
      Effect.gen(function* () {
        const { browserOf, home, origin, owner, tokenOf } = yield* DashboardRig
        const waiting = join(home.home, "files", "uploaded", "unsaid")
        const lying = () => (existsSync(waiting) ? readdirSync(waiting).length : 0)
        const send = (
          headers: Readonly<Record<string, string>>,
          body: string | Uint8Array = "x",
          query = "?name=x.txt"
        ) => visit(origin, `/api/v1/uploads${query}`, { method: "POST", headers, body })
        const page = yield* browserOf(owner)
        assert.strictEqual((yield* send({})).status, 401)
        assert.strictEqual((yield* send({ cookie: page.cookie, origin })).status, 401)
        for (const headers of [
          page,
          { ...page, origin: "http://evil.example" },
          { ...page, origin, host: "evil.example" }
        ]) {
          assert.strictEqual((yield* send(headers)).status, 403)
        }
        const before = lying()
        const own = { ...page, origin }
        assert.strictEqual((yield* send(own)).status, 201)
        assert.strictEqual(lying(), before + 1)
        const { secret } = yield* tokenOf(owner, ["read", "approve", "administer", "spend"])
        assert.strictEqual((yield* send({ authorization: `Bearer ${Redacted.value(secret)}` })).status, 403)
        assert.strictEqual((yield* send({ ...(yield* browserOf("bob")), origin })).status, 403)
        assert.strictEqual((yield* send(own, "x", "")).status, 400)
        assert.strictEqual((yield* send(own, "")).status, 400)

        // or the connection is cut, when the rest of it still comes
        const large = new Uint8Array(mostBytes + 1)
        const announced = yield* send(own, large)
        assert.include([413, 0], announced.status)
        const streamed = yield* send({ ...own, "transfer-encoding": "chunked" }, large)
        assert.include([413, 0], streamed.status)
        const said = [announced, streamed].filter(({ status }) => status === 413)
        for (const { text } of said) assert.match(JSON.parse(text).detail, /too large|MB/)
        assert.strictEqual(lying(), before + 1, "nothing of it stays")
        const fits = yield* send(own, new Uint8Array(mostBytes))
        assert.strictEqual(fits.status, 201)
        const { id } = JSON.parse(fits.text)
        const taken = yield* visit(origin, `/api/v1/uploads/${id}`, { method: "DELETE", headers: own })
        assert.strictEqual(taken.status, 204)
        assert.strictEqual(lying(), before + 1)
      })
    )

    it.effect("that an agent sends are shown in the session and kept with it", () =>
      Effect.gen(function* () {
        const { home, owner } = yield* DashboardRig
        const script = yield* scriptOf(owner)
        writeFileSync(join(home.workdir, "plot.png"), png)
        writeFileSync(join(home.workdir, "page.html"), html)
        const text = [
          "!say Here it is.",
          '!call send_file {"path":"plot.png","caption":"the plot"}',
          '!call send_file {"path":"page.html"}',
          "!say That was all."
        ].join("\n")
        const { session, turn } = yield* script.begin({ text })
        // what becomes of the file afterwards is not its business any more
        rmSync(join(home.workdir, "plot.png"))
        const { text: exported } = yield* script.ask(`/sessions/${encodeURIComponent(session)}/turns`)
        const rows: ReadonlyArray<{ entry: { _tag: string; key: string; name: string } }> =
          JSON.parse(exported).turns[0].rows
        const sent = rows.flatMap(({ entry }) => (entry._tag === "Sent" ? [entry] : []))
        assert.deepStrictEqual(
          sent.map(({ name }) => name),
          ["plot.png", "page.html"]
        )
        const [plot = assert.fail("no file"), page = assert.fail("no second file")] = sent
        const picture = yield* script.file(turn, plot.key)
        assert.deepStrictEqual(new Uint8Array(picture.bytes), png)
        assert.match(String(picture.headers["content-disposition"]), /^inline; filename="plot.png"/)
        const saved = yield* script.file(turn, page.key)
        assert.deepStrictEqual([saved.text, saved.headers["content-type"]], [html, "application/octet-stream"])
        const hers = yield* scriptOf("ann")
        const own = yield* hers.begin({ text: "hello" })
        assert.strictEqual((yield* hers.file(turn, plot.key)).status, 404)
        assert.strictEqual((yield* hers.file(own.turn, plot.key)).status, 404, "a key is its turn's alone")
      })
    )
  })
})
