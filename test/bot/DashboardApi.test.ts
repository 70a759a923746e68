/** The API as a script meets it: says something, waits for the answer, and is never told the same thing twice. */
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { visit } from "../support/WebVisit.ts"
import { DashboardRig } from "./DashboardRig.ts"

const script = Effect.gen(function* () {
  const { origin, owner, tokenOf } = yield* DashboardRig
  const { secret } = yield* tokenOf(owner, ["read", "talk", "approve", "administer"])
  const headers = { "content-type": "application/json", authorization: `Bearer ${Redacted.value(secret)}` }
  return (method: string, path: string, body?: unknown) =>
    Effect.map(
      visit(origin, `/api/v1${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) })
      }),
      ({ status, text }) => ({ status, said: text === "" ? undefined : JSON.parse(text) })
    )
})

describe("the API", () => {
  layer(DashboardRig.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.effect("begins a session, waits for the end of the turn and goes on with it", () =>
      Effect.gen(function* () {
        const ask = yield* script
        const first = yield* ask("POST", "/sessions?wait=60", { agent: "scout", text: "hello", message: "first" })
        assert.strictEqual(first.status, 201)
        assert.strictEqual(first.said.ended.outcome._tag, "Done")
        assert.include(first.said.ended.text, 'You said: "hello"')
        // sent again, as after a broken connection: the same turn, and its end
        const again = yield* ask("POST", "/sessions?wait=60", { agent: "scout", text: "hello", message: "first" })
        assert.deepStrictEqual(again.said, first.said)

        const path = `/sessions/${encodeURIComponent(first.said.session)}`
        const second = yield* ask("POST", `${path}/messages?wait=60`, { text: "and you?" })
        assert.include(second.said.ended.text, 'You said: "and you?"')
        const { said } = yield* ask("GET", `${path}/turns?limit=10`)
        assert.deepStrictEqual(
          said.turns.map(({ turn }: { readonly turn: string }) => turn),
          [first.said.turn, second.said.turn]
        )
        const { said: listed } = yield* ask("GET", "/sessions?search=hello")
        assert.deepStrictEqual(
          listed.map(({ session, turns }: { readonly session: string; readonly turns: number }) => [session, turns]),
          [[first.said.session, 2]]
        )
      })
    )

    it.effect(
      "says nothing where the end that is waited for could not be told, and without waiting tells what it said",
      () =>
        Effect.gen(function* () {
          const { origin, owner, tokenOf } = yield* DashboardRig
          const ask = yield* script
          const { secret } = yield* tokenOf(owner, ["talk"])
          const headers = { "content-type": "application/json", authorization: `Bearer ${Redacted.value(secret)}` }
          const say = (query: string) =>
            visit(origin, `/api/v1/sessions${query}`, {
              method: "POST",
              headers,
              body: JSON.stringify({ agent: "scout", text: "unheard of" })
            })
          const known = () => Effect.map(ask("GET", "/sessions?search=unheard"), ({ said }) => said.length)
          const refused = yield* say("?wait=60")
          assert.strictEqual(refused.status, 403)
          assert.match(JSON.parse(refused.text).detail, /^nothing was said: .*carries read/)
          assert.strictEqual(yield* known(), 0)
          const said = yield* say("")
          assert.strictEqual(said.status, 201)
          assert.sameMembers(Object.keys(JSON.parse(said.text)), ["session", "turn"])
          assert.strictEqual(yield* known(), 1)
        })
    )

    it.effect("does not wait longer than it was asked to, and stops what it said", () =>
      Effect.gen(function* () {
        const ask = yield* script
        const { said } = yield* ask("POST", "/sessions?wait=1", { agent: "scout", text: "!wait 60s" })
        assert.isUndefined(said.ended)
        const path = `/sessions/${encodeURIComponent(said.session)}`
        assert.deepStrictEqual((yield* ask("POST", `${path}/stop`, {})).said, { stopped: true })
      })
    )

    it.effect("makes, changes and deletes an agent, and says by the field what is wrong", () =>
      Effect.gen(function* () {
        const ask = yield* script
        const keys = { name: "forger", description: "forges", backend: "rehearsal" }
        const made = yield* ask("POST", "/agents", { keys, persona: "You are Forger." })
        assert.deepStrictEqual([made.status, made.said.name], [201, "forger"])
        assert.strictEqual((yield* ask("POST", "/agents", { keys, persona: "" })).status, 409)
        const wrong = yield* ask("PATCH", "/agents/forger", { keys: { permissions: "everything" } })
        assert.deepStrictEqual([wrong.status, Object.keys(wrong.said.fields)], [400, ["permissions"]])
        const changed = yield* ask("PATCH", "/agents/forger", { keys: { description: "forges more" } })
        assert.strictEqual(changed.said.description, "forges more")
        assert.strictEqual((yield* ask("GET", "/agents/forger")).said.agent.persona, "You are Forger.")
        assert.deepStrictEqual(yield* ask("DELETE", "/agents/forger"), { status: 204, said: undefined })
        assert.strictEqual((yield* ask("GET", "/agents/forger")).status, 404)
      })
    )

    it.effect("spawns workers once for each key, and describes itself to whoever asks", () =>
      Effect.gen(function* () {
        const ask = yield* script
        const asked = { key: "nightly", workers: [{ text: "hello", agent: "scout" }] }
        const first = yield* ask("POST", "/jobs", asked)
        assert.strictEqual(first.status, 201)
        assert.deepStrictEqual((yield* ask("POST", "/jobs", asked)).said, first.said)
        assert.strictEqual((yield* ask("GET", `/jobs/${first.said.job}`)).said.job.id, first.said.job)
        const { origin } = yield* DashboardRig
        const document = JSON.parse((yield* visit(origin, "/api/openapi.json")).text)
        assert.include(Object.keys(document.paths), "/api/v1/sessions/{session}/messages")
        // what stands before every address is in it, too
        const { responses } = document.paths["/api/v1/sessions"].post
        assert.includeMembers(Object.keys(responses), ["400", "401", "403", "405", "413", "415", "429", "500", "503"])
        assert.include(JSON.stringify(document.components.schemas), '"too-many"')
        const page = yield* visit(origin, "/api")
        assert.include(page.text, "/api/v1/sessions/{session}/messages")
        assert.notInclude(page.text, "<script")
      })
    )

    it.effect("answers whatever it cannot read in JSON too", () =>
      Effect.gen(function* () {
        const { origin, owner, tokenOf } = yield* DashboardRig
        const { secret } = yield* tokenOf(owner, ["read", "talk"])
        const authorization = `Bearer ${Redacted.value(secret)}`
        const post = (type: string, body: string, path = "/api/v1/sessions") =>
          Effect.map(
            visit(origin, path, { method: "POST", headers: { authorization, "content-type": type }, body }),
            ({ status, text }) => [status, JSON.parse(text).reason, JSON.parse(text).fields]
          )
        assert.deepStrictEqual(yield* post("application/json", "{"), [400, "invalid", undefined])
        assert.deepStrictEqual(yield* post("text/plain", "hello"), [415, "invalid", undefined])
        assert.deepStrictEqual(yield* post("application/json", '{"agent": "scout"}'), [
          400,
          "invalid",
          { text: "Missing key" }
        ])
        assert.deepStrictEqual(yield* post("application/json", "{}", "/api/v1/nothing"), [404, "unknown", undefined])
      })
    )
  })
})
