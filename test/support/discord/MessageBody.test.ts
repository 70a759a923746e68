/** The messages that Discord takes are taken; of the others it is said what is wrong where. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeFakeDiscord } from "./FakeDiscord.ts"
import { ask } from "./RealClient.ts"

const button = (id: string, more = {}) => ({ type: 2, style: 2, label: "x", custom_id: id, ...more })
const rows = (...components: ReadonlyArray<ReadonlyArray<object>>) => ({
  content: "x",
  components: components.map((parts) => ({ type: 1, components: parts }))
})
const select = (more = {}) => ({ type: 3, custom_id: "s", options: [{ label: "a", value: "a" }], ...more })
const many = <A>(count: number, make: (index: number) => A) => Array.from({ length: count }, (_, index) => make(index))

/** Bodies of a message, and the path of the complaint; "" for a body that is taken. */
const bodies: ReadonlyArray<readonly [string, object, number, string]> = [
  ["2000 characters of four bytes each", { content: "😀".repeat(2_000) }, 200, ""],
  ["2001 characters", { content: "x".repeat(2_001) }, 50035, "content"],
  ["nothing", { content: " \n" }, 50006, ""],
  ["a nonce of 26", { content: "x", nonce: "n".repeat(26) }, 50035, "nonce"],
  [
    "embeds of 6001",
    { embeds: [{ description: "x".repeat(4_000) }, { description: "x".repeat(2_001) }] },
    50035,
    "embeds"
  ],
  ["six rows", rows(...many(6, (index) => [button(`${index}`)])), 50035, "components"],
  ["six buttons in a row", rows(many(6, (index) => button(`${index}`))), 50035, "components.0.components"],
  ["an empty row", rows([]), 50035, "components.0.components"],
  ["a label of 81", rows([button("a", { label: "x".repeat(81) })]), 50035, "components.0.components.0.label"],
  ["a custom id of 101", rows([button("x".repeat(101))]), 50035, "components.0.components.0.custom_id"],
  ["a custom id twice", rows([button("a")], [button("a")]), 50035, "components"],
  ["a style of 9", rows([button("a", { style: 9 })]), 50035, "components.0.components.0.style"],
  [
    "a link with a custom id",
    rows([button("a", { style: 5, url: "https://example.org" })]),
    50035,
    "components.0.components.0"
  ],
  [
    "26 options",
    rows([select({ options: many(26, (index) => ({ label: "a", value: `${index}` })) })]),
    50035,
    "components.0.components.0.options"
  ],
  [
    "a value twice",
    rows([select({ options: many(2, () => ({ label: "a", value: "a" })) })]),
    50035,
    "components.0.components.0.options.1.value"
  ],
  ["more values than options", rows([select({ max_values: 2 })]), 50035, "components.0.components.0.max_values"],
  ["a list beside a button", rows([select(), button("a")]), 50035, "components.0"],
  [
    "two ways of mentioning",
    { content: "x", allowed_mentions: { parse: ["users"], users: ["1"] } },
    50035,
    "allowed_mentions"
  ],
  [
    "a reply to nothing",
    { content: "x", message_reference: { message_id: "100000000000000000" } },
    50035,
    "message_reference"
  ],
  [
    "a reply that may fail",
    { content: "x", message_reference: { message_id: "100000000000000000", fail_if_not_exists: false } },
    200,
    ""
  ]
]

const errorAt = (errors: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (node, key) => (typeof node === "object" && node !== null ? Reflect.get(node, key) : undefined),
      errors
    )

describe("bodies of messages", () => {
  it.live("takes the messages that Discord takes and says of the others what is wrong where", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      for (const [what, body, code, path] of bodies) {
        const answer = yield* ask(discord, "POST", `/channels/${general.id}/messages`, body)
        assert.strictEqual(answer.status === 200 ? 200 : answer.code, code, what)
        if (path !== "") assert.property(errorAt(answer.errors, path), "_errors", what)
      }
      const form = new FormData()
      form.set("files[0]", new Blob([new Uint8Array(10 * 1024 * 1024 + 1)]), "big.bin")
      assert.deepInclude(yield* ask(discord, "POST", `/channels/${general.id}/messages`, form), {
        status: 413,
        code: 40005
      })
    })
  )
})
