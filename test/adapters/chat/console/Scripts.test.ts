/** The chat without a person at a screen: piped text, and NDJSON for scripts. */
import { existsSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import type { InboundEvent } from "../../../../src/core/model/InboundEvent.ts"
import type { Control } from "../../../../src/core/ports/ChatPlatform.ts"
import { idOf, makeRig, stopButton } from "../../../support/ConsoleRig.ts"
import { pass } from "../../../support/Pass.ts"

const allow = (ask: string): ReadonlyArray<Control> => [
  { _tag: "Button", action: "allow-once", target: ask, label: "Allow once", tone: "good" }
]
const jobButton = (action: "cancel-job" | "retry-job"): Control => ({
  _tag: "Button",
  action,
  target: "j-1234",
  label: action === "cancel-job" ? "Cancel" : "Retry 1\nworker",
  tone: "plain"
})
const json = { config: { mode: "json" }, tty: false } as const

/** Every line that was written, as a value. */
const written = (text: string): ReadonlyArray<Record<string, unknown>> =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))

describe("piped text", () => {
  it.effect("prints each answer whole and ends when everything that was said is answered", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ tty: false, config: { agent: "scout" } })
      yield* rig.type("hel")
      yield* rig.type("lo\r\n@smith and you?\nlast")
      yield* rig.end
      const [first, second, third] = [yield* rig.next, yield* rig.next, yield* rig.next]
      assert.deepStrictEqual(
        [first, second, third].map((event) => (event._tag === "Said" ? [event.text, ...event.named] : [])),
        [
          ["hello", "scout"],
          ["and you?", "smith"],
          ["last", "scout"]
        ]
      )
      assert.isFalse(rig.platform.capabilities.edits)
      for (const event of [first, second, third]) yield* rig.mark(idOf(event), "accepted")
      yield* pass("1 minute")
      assert.isFalse(yield* rig.hasLeft, "a slow agent is waited for")
      for (const event of [first, second, third]) yield* rig.mark(idOf(event), "working")
      yield* pass("10 minutes", "10 seconds")
      assert.isFalse(yield* rig.hasLeft)
      yield* rig.post("a", "**one** \u001b[2J", { replyTo: idOf(first) })
      yield* rig.mark(idOf(first), "done")
      yield* rig.post("b", "two", { from: "smith" })
      yield* rig.mark(idOf(second), "failed")
      yield* rig.mark(idOf(third), "done")
      yield* rig.post("c", "three")
      yield* pass("1 second")
      yield* rig.left
      assert.strictEqual(rig.output.text, "**one** \nsmith:\ntwo\nscout:\nthree\n")
    })
  )

  it.effect("an ask is printed beside the answers; it is denied when nobody is left to answer", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ tty: false })
      yield* rig.type("do it\n")
      const message = idOf(yield* rig.next)
      yield* rig.mark(message, "working")
      yield* rig.post("ask", "scout asks: run", { controls: allow("a1") })
      yield* pass("1 second")
      yield* rig.type("y\n")
      assert.deepInclude(yield* rig.next, { _tag: "Pressed", action: "allow-once", target: "a1" })
      yield* rig.end
      yield* rig.post("ask2", "scout asks: run more", { controls: allow("a2") })
      assert.deepInclude(yield* rig.next, { _tag: "Pressed", action: "deny", target: "a2" })
      yield* rig.post("ask~1", "scout asks: run\n\n*allowed by ann*")
      yield* rig.post("answer", "done")
      yield* rig.mark(message, "done")
      yield* pass("1 second")
      yield* rig.left
      assert.strictEqual(rig.output.text, "done\n")
      assert.strictEqual(rig.errors.text, "scout asks: run\nscout asks: run more\n*allowed by ann*\n")
    })
  )

  it.effect("a button is offered by a number beside the answers, and pressed by a line with it", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ tty: false })
      yield* rig.post("j/card", "1 of 2 failed", { controls: [jobButton("retry-job")] })
      yield* rig.type("/2\n/1\n")
      assert.deepInclude(yield* rig.next, { _tag: "Pressed", action: "retry-job", target: "j-1234" })
      assert.strictEqual(rig.output.text, "1 of 2 failed\n")
      assert.strictEqual(rig.errors.text, "/1 Retry 1 worker\nthere is no button 2 here now\n")
    })
  )

  it.effect("a refused message ends the program too, and says why beside the answers", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ tty: false })
      yield* rig.type("hello\n")
      yield* rig.end
      yield* rig.next
      yield* rig.post("n", "you may not talk here", { from: "orchestrator" })
      yield* pass("1 second")
      yield* rig.left
      assert.strictEqual(rig.errors.text, "you may not talk here\n")
    })
  )
})

describe("json", () => {
  it.effect("every friendly line is its event, and a bad line is said and left out", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig(json)
      const lines = [
        '{"say":"@smith hi","id":"m1","agent":"scout"}',
        '{"say":"two","agent":["scout","smith"],"conversation":"other"}',
        "no json",
        '{"edit":"m1","text":"ho"}',
        '{"delete":"m1"}',
        '{"press":"choose","target":"q1","value":{"Color?":["Red"]}}',
        '{"press":"explode","target":"q1"}',
        '{"command":"session new","args":{"agent":"scout"},"id":"c1"}',
        '{"shout":"x"}'
      ]
      yield* rig.type(`${lines.join("\n")}\n`)
      const got: Array<InboundEvent> = []
      for (let left = 6; left > 0; left--) got.push(yield* rig.next)
      assert.deepInclude({ ...got[0] }, { _tag: "Said", text: "@smith hi", named: ["scout"], addressed: true })
      assert.strictEqual(got[0] === undefined ? "" : idOf(got[0]), "m1")
      assert.deepInclude({ ...got[1] }, { _tag: "Said", named: ["scout", "smith"] })
      assert.strictEqual(got[1]?.conversation.id, "other")
      assert.deepInclude({ ...got[2] }, { _tag: "Edited", text: "ho", ref: rig.refOf("m1") })
      assert.deepInclude({ ...got[3] }, { _tag: "Deleted", ref: rig.refOf("m1") })
      assert.deepInclude(
        { ...got[4] },
        { _tag: "Pressed", action: "choose", target: "q1", value: { "Color?": ["Red"] } }
      )
      assert.deepInclude(
        { ...got[5] },
        { _tag: "Commanded", command: "session new", args: { agent: "scout" }, replyTo: "c1" }
      )
      const errors = written(rig.output.text).map(({ error }) => String(error).slice(0, 7))
      assert.deepStrictEqual(errors, ["line 3:", "line 7:", "line 9:"])
      const [event] = got
      yield* rig.type(`${JSON.stringify({ event })}\n`)
      assert.deepStrictEqual(yield* rig.next, event)
    })
  )

  it.effect("every operation is a line, the same key is the same message in every run", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig(json)
      const body = { markdown: "a\u001b[2J\u009b\u2028b", controls: [stopButton("t")] }
      const post = {
        _tag: "Post",
        key: "t/live",
        conversation: rig.conversation,
        face: { name: "scout" },
        body,
        notify: true,
        replyTo: rig.refOf("m1")
      } as const
      const receipt = yield* rig.perform(post)
      assert.deepStrictEqual(yield* rig.perform(post), receipt)
      yield* rig.edit(receipt, "ab", [], true)
      yield* rig.perform({
        _tag: "Upload",
        key: "t/file",
        conversation: rig.conversation,
        face: { name: "scout" },
        name: "answer.md",
        mediaType: "text/markdown",
        content: "eA==",
        encoding: "base64"
      })
      yield* rig.mark("m1", "working")
      yield* rig.perform({
        _tag: "Reply",
        handle: "c1",
        conversation: rig.conversation,
        body: { markdown: "r", controls: [] },
        failed: false
      })
      yield* rig.perform({ _tag: "Delete", message: receipt.message ?? rig.refOf("") })
      assert.strictEqual((yield* Effect.flip(rig.edit(receipt, "late"))).reason._tag, "Gone")
      const message = receipt.message?.message
      const place = { message, conversation: "main" }
      const shown = { op: "post", ...place, key: "t/live", from: "scout", ...body, notify: true, replyTo: "m1" }
      assert.deepStrictEqual(written(rig.output.text), [
        shown,
        { ...shown, repeated: true },
        { op: "edit", ...place, markdown: "ab", controls: [], final: true },
        {
          op: "upload",
          message: "it-t/file",
          conversation: "main",
          key: "t/file",
          from: "scout",
          name: "answer.md",
          mediaType: "text/markdown",
          content: "eA==",
          encoding: "base64"
        },
        { op: "mark", message: "m1", conversation: "main", state: "working" },
        { op: "reply", handle: "c1", conversation: "main", markdown: "r", controls: [], failed: false },
        { op: "delete", ...place }
      ])
      assert.notMatch(rig.output.text.replaceAll("\n", ""), /[\p{Cc}\u2028]/u)
      const next = yield* makeRig(json)
      assert.deepStrictEqual(yield* next.perform(post), receipt)
      assert.notInclude(next.output.text, "repeated")
    })
  )

  it.effect("a job that can be cancelled is waited for, and cancelled or tried again by its line", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig(json)
      const card = yield* rig.post("j/card", "2 workers", { controls: [jobButton("cancel-job")] })
      yield* rig.type('{"press":"cancel-job","target":"j-1234"}\n{"press":"retry-job","target":"j-1234"}\n')
      assert.deepInclude(yield* rig.next, { _tag: "Pressed", action: "cancel-job", target: "j-1234" })
      assert.deepInclude(yield* rig.next, { _tag: "Pressed", action: "retry-job", target: "j-1234" })
      yield* rig.end
      yield* pass("10 minutes", "10 seconds")
      assert.isFalse(yield* rig.hasLeft)
      yield* rig.edit(card, "cancelled", [jobButton("retry-job")], true)
      yield* pass("1 second")
      yield* rig.left
    })
  )

  it.effect("ends after the answers, one of many agents is waited for, and the same line again is no second turn", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig(json)
      const line = '{"say":"hi","id":"m1","agent":["scout","smith"]}\n'
      yield* rig.type(line + line)
      yield* rig.end
      yield* rig.next
      yield* rig.next
      yield* rig.mark("m1", "working")
      yield* rig.mark("m1", "done")
      yield* pass("1 minute", "1 second")
      assert.isFalse(yield* rig.hasLeft, "the other agent is still at work")
      yield* rig.mark("m1", "failed")
      yield* rig.mark("m1", "accepted")
      yield* pass("1 second")
      yield* rig.left
    })
  )

  it.effect("the next event waits until the one before is durable", () =>
    Effect.gen(function* () {
      const durable = yield* Deferred.make<void>()
      const begun: Array<string> = []
      const rig = yield* makeRig({
        ...json,
        accept: (event) => {
          begun.push(event._tag)
          return event._tag === "Said" ? Deferred.await(durable) : Effect.void
        }
      })
      yield* rig.type('{"say":"hi","id":"m1"}\n{"delete":"m1"}\n')
      yield* pass("1 second")
      assert.deepStrictEqual(begun, ["Said"])
      yield* Deferred.succeed(durable, undefined)
      assert.strictEqual((yield* rig.next)._tag, "Said")
      assert.strictEqual((yield* rig.next)._tag, "Deleted")
    })
  )

  it.effect("nobody reads any more: the program ends and writes say so", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig(json)
      rig.output.destroy()
      yield* rig.left
      assert.strictEqual((yield* Effect.flip(rig.post("k", "x"))).reason._tag, "Unreachable")
    })
  )
})

describe("files", () => {
  it.effect("land in the folder under a safe name and never replace one another", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ columns: 200 })
      const send = (key: string, name: string, content: string) =>
        rig.perform({
          _tag: "Upload",
          key,
          conversation: rig.conversation,
          face: { name: "scout" },
          name,
          mediaType: "text/plain",
          content
        })
      yield* send("a", "../../etc/.answer.md", "one")
      yield* send("b", "answer.md", "two")
      yield* send("b", "answer.md", "again")
      assert.strictEqual(readFileSync(`${rig.directory}/files/answer.md`, "utf8"), "one")
      assert.strictEqual(readFileSync(`${rig.directory}/files/answer-2.md`, "utf8"), "two")
      assert.isFalse(existsSync(`${rig.directory}/files/answer-3.md`))
      assert.include(rig.vt.everything(), `sent a file: ${rig.directory}/files/answer-2.md`)
    })
  )
})
