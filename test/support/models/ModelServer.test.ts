/** The stand-in says on both wires what it was told to say, in order, and breaks where it was told to break. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { usageLimit } from "./Answers.ts"
import { ModelServer } from "./ModelServer.ts"

interface SseEvent {
  readonly type: string
  readonly delta?: string | { readonly text?: string; readonly partial_json?: string; readonly stop_reason?: string }
  readonly response?: { readonly status: string; readonly output: ReadonlyArray<object>; readonly usage?: object }
}

const post = (url: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  Effect.promise(() => fetch(url, { method: "POST", headers, body: JSON.stringify(body) }))
const events = (response: Response) =>
  Effect.promise(async () =>
    (await response.text())
      .split("\n")
      .filter((line) => line.startsWith("data: "))
      .map((line): SseEvent => JSON.parse(line.slice("data: ".length)))
  )
const read = Schema.decodeUnknownEffect(
  Schema.Struct({
    data: Schema.optionalKey(Schema.Array(Schema.Unknown)),
    input_tokens: Schema.optionalKey(Schema.Natural),
    error: Schema.optionalKey(Schema.Struct({ message: Schema.String }))
  })
)
const json = (response: Response) =>
  Effect.flatMap(
    Effect.promise(() => response.json()),
    read
  )

const said = (text: string) => ({ model: "opus", stream: true, messages: [{ role: "user", content: text }] })
const put = (text: string) => ({ model: "gpt", stream: true, input: [{ role: "user", content: [{ text }] }] })

const textIn = (all: ReadonlyArray<SseEvent>) =>
  all
    .map(({ type, delta }) =>
      type === "response.output_text.delta" ? delta : typeof delta === "object" ? (delta.text ?? "") : ""
    )
    .join("")

const wires = [
  { api: "messages", path: "/v1/messages", ask: said, last: "message_stop", failure: "error" },
  { api: "responses", path: "/v1/responses", ask: put, last: "response.completed", failure: "response.failed" }
] as const

describe("ModelServer", () => {
  for (const { api, path, ask, last, failure } of wires) {
    it.live(`${api}: streams the text in its deltas, then the default`, () =>
      Effect.gen(function* () {
        const server = yield* ModelServer.start({ otherwise: { text: "default" } })
        server.enqueue([{ text: "one 日本語 🙂", deltas: 4, thinking: "hm, well" }, { chunks: ["a", "b"] }])
        const first = yield* events(yield* post(server.url + path, ask("hello"), { "x-api-key": "secret" }))
        assert.strictEqual(textIn(first), "one 日本語 🙂")
        assert.strictEqual(first.at(-1)?.type, last)
        assert.strictEqual(textIn(yield* events(yield* post(server.url + path, ask("again")))), "ab")
        assert.strictEqual(textIn(yield* events(yield* post(server.url + path, ask("more")))), "default")
        assert.deepStrictEqual(
          server.requests.map(({ api, text, why }) => [api, text, why]),
          [
            [api, "hello", "queue"],
            [api, "again", "queue"],
            [api, "more", "default"]
          ]
        )
        assert.strictEqual(server.requests[0]?.headers["x-api-key"], "<redacted>")
      })
    )

    it.live(`${api}: a directive in the text goes with its own message, and its then with the tool's result`, () =>
      Effect.gen(function* () {
        const server = yield* ModelServer.start()
        server.enqueue({ text: "not for this one" })
        const text = 'do it [[fake {"tools":[{"name":"Bash","input":{"list":[[1]]}}],"then":{"text":"did it"}}]]'
        const used = yield* events(yield* post(server.url + path, ask(text)))
        assert.include(JSON.stringify(used), "Bash")
        const body = ask(text)
        const followed =
          "messages" in body
            ? {
                ...body,
                messages: [
                  ...body.messages,
                  { role: "assistant", content: [{ type: "tool_use" }] },
                  { role: "user", content: [{ type: "tool_result" }] }
                ]
              }
            : { ...body, input: [...body.input, { type: "function_call" }, { type: "function_call_output" }] }
        assert.strictEqual(textIn(yield* events(yield* post(server.url + path, followed))), "did it")
        assert.deepStrictEqual(
          server.requests.map(({ why }) => why),
          ["directive", "directive"]
        )
      })
    )

    it.live(`${api}: errors come with their status and headers, or in the middle of the stream`, () =>
      Effect.gen(function* () {
        const server = yield* ModelServer.start()
        server.enqueue([
          { status: 401, error: { message: "no such key" } },
          usageLimit(1_795_400_000, 3600),
          { status: 529 },
          { deltas: 4, errorAfter: 2 },
          { deltas: 4, truncateAfter: 2 }
        ])
        const refused = yield* post(server.url + path, ask("1"))
        assert.strictEqual(refused.status, 401)
        assert.strictEqual((yield* json(refused)).error?.message, "no such key")
        const limited = yield* post(server.url + path, ask("2"))
        assert.strictEqual(limited.headers.get("retry-after"), "3600")
        assert.strictEqual(limited.headers.get("anthropic-ratelimit-unified-status"), "rejected")
        assert.strictEqual((yield* post(server.url + path, ask("3"))).status, 529)
        const broken = yield* events(yield* post(server.url + path, ask("4")))
        assert.strictEqual(broken.at(-1)?.type, failure)
        assert.strictEqual(textIn(broken), "word1 word2 ")
        const cut = yield* events(yield* post(server.url + path, ask("5")))
        assert.strictEqual(textIn(cut), "word1 word2 ")
        assert.isFalse(cut.some(({ type }) => type === last || type === failure))
      })
    )

    it.live(`${api}: drops the socket, and stalls until it is released`, () =>
      Effect.gen(function* () {
        const server = yield* ModelServer.start()
        server.enqueue([{ dropAfter: 1 }, { stallAfter: 1 }])
        const dropped = yield* post(server.url + path, ask("1"))
        assert.isTrue(
          yield* Effect.promise(() =>
            dropped.text().then(
              () => false,
              () => true
            )
          )
        )
        const stalled = yield* post(server.url + path, ask("2"))
        const reading = yield* Effect.forkChild(
          Effect.promise(() =>
            stalled.text().then(
              () => false,
              () => true
            )
          ),
          { startImmediately: true }
        )
        yield* server.stalled(1)
        assert.strictEqual(server.release(), 1)
        assert.isTrue(yield* Fiber.join(reading))
        assert.strictEqual(server.active(), 0)
      })
    )

    it.live(`${api}: answers whole when it is not asked to stream, and leaves the queue to the main requests`, () =>
      Effect.gen(function* () {
        const server = yield* ModelServer.start({ otherwise: { text: "default" } })
        server.enqueue({ text: "for the main request", usage: { output_tokens: 77 } })
        const probe = yield* post(server.url + path, { ...ask("Hi"), stream: false })
        assert.include(yield* Effect.promise(() => probe.text()), '"text":"default"')
        const main = yield* events(yield* post(server.url + path, ask("go")))
        assert.strictEqual(textIn(main), "for the main request")
        assert.include(JSON.stringify(main), '"output_tokens":77')
      })
    )
  }

  it.live("lists models, counts tokens, refuses websockets and what is no json", () =>
    Effect.gen(function* () {
      const { url } = yield* ModelServer.start()
      assert.deepStrictEqual((yield* json(yield* Effect.promise(() => fetch(`${url}/v1/models`)))).data, [])
      const counted = yield* json(yield* post(`${url}/v1/messages/count_tokens`, said("hello")))
      assert.isAbove(counted.input_tokens ?? 0, 1)
      const bad = yield* Effect.promise(() => fetch(`${url}/v1/messages`, { method: "POST", body: "{" }))
      assert.strictEqual(bad.status, 400)
    })
  )
})
