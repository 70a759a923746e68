/** Who may do what, what there is, and what happens to it: refused with Discord's own codes. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeFakeDiscord } from "./FakeDiscord.ts"
import { ask } from "./RealClient.ts"

const button = (id: string, more = {}) => ({ type: 2, style: 2, label: "x", custom_id: id, ...more })
const rows = (...components: ReadonlyArray<ReadonlyArray<object>>) => ({
  content: "x",
  components: components.map((parts) => ({ type: 1, components: parts }))
})
const many = <A>(count: number, make: (index: number) => A) => Array.from({ length: count }, (_, index) => make(index))

describe("the loopback API", () => {
  it.live("knows who may do what where, and what there is", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const hidden = discord.channel("hidden", { denied: ["ViewChannel"] })
      const mute = discord.channel("mute", {
        denied: ["SendMessages", "AddReactions", "ManageWebhooks", "CreatePublicThreads"]
      })
      const ann = discord.person("ann")
      const bob = discord.person("bob", { directs: false })
      const hers = ann.says(general, "mine")
      const there = ann.says(mute, "hello")
      const said = yield* ask(discord, "POST", `/channels/${general.id}/messages`, { content: "ours" })
      const none = "100000000000000000"
      const text = { content: "x" }
      const messages = `/channels/${general.id}/messages`
      const direct = yield* ask(discord, "POST", "/users/@me/channels", { recipient_id: bob.id })
      const cases = [
        ["GET", "/users/@me", undefined, 401, 0, { authorization: "Bot wrong" }],
        ["GET", "/nowhere", undefined, 404, 0],
        ["PUT", messages, undefined, 405, 0],
        ["GET", "/channels/abc", undefined, 400, 50035],
        ["POST", `/channels/${none}/messages`, text, 404, 10003],
        ["POST", `/channels/${hidden.id}/messages`, text, 403, 50001],
        ["POST", `/channels/${mute.id}/messages`, text, 403, 50013],
        ["POST", `/channels/${String(direct.id)}/messages`, text, 403, 50007],
        ["GET", `${messages}/${none}`, undefined, 404, 10008],
        ["PATCH", `${messages}/${hers.id}`, text, 403, 50005],
        ["DELETE", `${messages}/${hers.id}`, undefined, 403, 50013],
        ["PATCH", `${messages}/${said.id}`, { content: "" }, 400, 50006],
        ["PUT", `${messages}/${hers.id}/reactions/hello/@me`, undefined, 400, 10014],
        ["PUT", `${messages}/${hers.id}/reactions/${encodeURIComponent("⏹️")}/@me`, undefined, 204, undefined],
        ["DELETE", `${messages}/${hers.id}/reactions/${encodeURIComponent("⏹")}/@me`, undefined, 204, undefined],
        [
          "PUT",
          `/channels/${mute.id}/messages/${there.id}/reactions/${encodeURIComponent("👀")}/@me`,
          undefined,
          403,
          50013
        ],
        ["POST", `/channels/${mute.id}/messages/${there.id}/threads`, { name: "x" }, 403, 50013],
        ["POST", `${messages}/${hers.id}/threads`, { name: "x".repeat(101) }, 400, 50035],
        ["POST", `${messages}/${hers.id}/threads`, { name: "once" }, 201, undefined],
        ["POST", `${messages}/${hers.id}/threads`, { name: "twice" }, 400, 160004],
        ["POST", `/channels/${mute.id}/webhooks`, { name: "agents" }, 403, 50013],
        ["POST", `/channels/${general.id}/webhooks`, { name: "discord agents" }, 400, 50035],
        ["GET", `/users/${none}`, undefined, 404, 10013],
        ["GET", `/guilds/${none}`, undefined, 404, 10004],
        ["POST", `/webhooks/${none}/token`, text, 404, 10015],
        ["POST", `/interactions/${none}/token/callback`, { type: 5 }, 404, 10062]
      ] as const
      for (const [method, path, body, status, code, headers] of cases) {
        const answer = yield* ask(discord, method, path, body, headers)
        assert.deepStrictEqual([answer.status, answer.code], [status, code], `${method} ${path}`)
      }
    })
  )

  it.live("threads wake when written to, are shut when locked, and there are only so many", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord({ settings: { threads: 1 } })
      const general = discord.channel("general")
      const ann = discord.person("ann")
      const said = ann.says(general, "one")
      yield* ask(discord, "POST", `/channels/${general.id}/messages/${said.id}/threads`, { name: "one" })
      const thread = discord.thread(said) ?? assert.fail("no thread")
      const write = ask(discord, "POST", `/channels/${thread.id}/messages`, { content: "hello" })
      const { id } = yield* write
      discord.archive(thread)
      assert.strictEqual(
        (yield* ask(discord, "PATCH", `/channels/${thread.id}/messages/${id}`, { content: "hm" })).code,
        50083
      )
      assert.strictEqual((yield* write).status, 200)
      assert.strictEqual(thread.thread?.archived, false)
      const full = yield* ask(discord, "POST", `/channels/${general.id}/threads`, { name: "two" })
      assert.strictEqual(full.code, 160006)
      discord.archive(thread, { archived: true, locked: true })
      assert.strictEqual((yield* write).code, 160005)
    })
  )

  it.live("a webhook's messages are changed through it alone, and only an application's own has buttons", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const ann = discord.person("ann")
      const theirs = discord.webhook(general, "news", ann)
      const made = yield* ask(discord, "POST", `/channels/${general.id}/webhooks`, { name: "agents" })
      const hook = `/webhooks/${made.id}/${made.token}`
      const buttons = rows([button("stop", { label: "Stop" })])
      const posted = yield* ask(discord, "POST", `${hook}?wait=true`, { ...buttons, username: "scout" })
      yield* ask(discord, "POST", `/webhooks/${theirs.id}/${theirs.token}`, buttons)
      assert.strictEqual(discord.transcript(general), "scout [APP]: x\n  [Stop]\nnews [APP]: x")
      assert.strictEqual(
        (yield* ask(discord, "PATCH", `/channels/${general.id}/messages/${posted.id}`, { content: "y" })).code,
        50005
      )
      assert.strictEqual((yield* ask(discord, "PATCH", `${hook}/messages/${posted.id}`, { content: "y" })).status, 200)
      assert.strictEqual(
        (yield* ask(discord, "POST", `${hook}?thread_id=100000000000000000`, { content: "y" })).code,
        10003
      )
      assert.strictEqual((yield* ask(discord, "POST", `/webhooks/${made.id}/wrong`, { content: "y" })).code, 50027)
      assert.strictEqual((yield* ask(discord, "POST", hook, { content: "y", username: "Clyde" })).code, 50035)
      for (let count = 2; count < 15; count += 1)
        yield* ask(discord, "POST", `/channels/${general.id}/webhooks`, { name: "w" })
      assert.strictEqual((yield* ask(discord, "POST", `/channels/${general.id}/webhooks`, { name: "w" })).code, 30007)
    })
  )

  it.live("old messages are changed but seldom, and a thread is renamed twice in ten minutes", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord({ settings: { oldMessageMillis: 0 } })
      const general = discord.channel("general")
      const { id } = yield* ask(discord, "POST", `/channels/${general.id}/messages`, { content: "0" })
      const thread = yield* ask(discord, "POST", `/channels/${general.id}/threads`, { name: "a" })
      const edits = yield* Effect.forEach(["1", "2", "3", "4"], (content) =>
        ask(discord, "PATCH", `/channels/${general.id}/messages/${id}`, { content })
      )
      assert.deepStrictEqual(
        edits.map(({ code, status }) => [status, code]),
        [
          [200, undefined],
          [200, undefined],
          [200, undefined],
          [429, 30046]
        ]
      )
      const rename = (name: string) =>
        Effect.promise(() =>
          fetch(`${discord.apiUrl}/v10/channels/${thread.id}`, {
            method: "PATCH",
            headers: { authorization: `Bot ${discord.token}`, "content-type": "application/json" },
            body: JSON.stringify({ name })
          })
        )
      assert.deepStrictEqual(
        (yield* Effect.forEach(["b", "c", "d"], rename)).map(({ status }) => status),
        [200, 200, 429]
      )
      assert.strictEqual(discord.counts().rateLimited, 2)
    })
  )

  it.live("messages are listed newest first, around any of them, a hundred at most", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const ann = discord.person("ann")
      const said = many(6, (index) => ann.says(general, `${index}`))
      const list = (query: string) =>
        Effect.map(ask(discord, "GET", `/channels/${general.id}/messages?${query}`), ({ status, ...page }) =>
          Object.values(page).map((message) => Reflect.get(Object(message), "content"))
        )
      assert.deepStrictEqual(yield* list("limit=2"), ["5", "4"])
      assert.deepStrictEqual(yield* list(`limit=2&after=${said[1]?.id}`), ["3", "2"])
      assert.deepStrictEqual(yield* list(`limit=2&before=${said[3]?.id}`), ["2", "1"])
      assert.deepStrictEqual(yield* list(`limit=3&around=${said[3]?.id}`), ["4", "3", "2"])
      assert.strictEqual((yield* ask(discord, "GET", `/channels/${general.id}/messages?limit=101`)).code, 50035)
    })
  )
})
