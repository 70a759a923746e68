import { mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { webConversation } from "../../../src/core/control/WebConversation.ts"
import { Answer } from "../../../src/core/model/Ask.ts"
import { HostName } from "../../../src/core/model/Ids.ts"
import { workerTurn } from "../../../src/core/workers/WorkerSession.ts"
import { makeToolRig, owner, room, thread } from "./ToolRig.ts"

describe("tools that reach people", () => {
  it.effect("posts under the agent's own face, in its own conversation, and not without end", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig({ agents: { scout: { face: { name: "Scout the Great" } } } })
      const scout = yield* rig.begin("scout", room("a"))
      yield* rig.call(scout, "post_message", { text: "look **here**" })
      yield* rig.call(scout, "post_message", { text: "again", conversation: "fake:a" })
      assert.strictEqual(rig.fake.screen(room("a").id), "Scout the Great: look **here**\nScout the Great: again")
      assert.match(
        yield* rig.refused(scout, "post_message", { text: "word ".repeat(5000) }),
        /^refused: the text fills/
      )
      for (let more = 0; more < 17; more++) yield* rig.call(scout, "post_message", { text: "more" })
      assert.match(yield* rig.refused(scout, "post_message", { text: "more" }), /^refused: one turn may post 20 times/)
      assert.match(yield* rig.refused(owner, "post_message", { text: "hi" }), /^invalid: conversation: found nothing/)
      yield* rig.call(owner, "post_message", { text: "hi", conversation: "fake:a" })
      assert.include(rig.fake.screen(room("a").id), "orchestrator: hi")
    }).pipe(Effect.scoped)
  )

  it.effect("sends what lies in the working directory, byte for byte, and nothing else", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig()
      const scout = yield* rig.begin("scout", room("a"))
      const at = (...path: ReadonlyArray<string>) => join(rig.folder, ...path)
      const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 255])
      mkdirSync(at("scout", "out"))
      mkdirSync(at("shared"))
      writeFileSync(at("scout", "out", "plot.png"), picture)
      writeFileSync(at("scout", "notes.md"), "# ünïcode\n")
      writeFileSync(at("scout", "empty"), "")
      writeFileSync(at("scout", ".env.local"), "TOKEN=1")
      writeFileSync(at("shared", "all.csv"), "a,b\n")
      writeFileSync(at("smith", "his.txt"), "his")
      writeFileSync(at("own.db"), "the service's")
      symlinkSync(at("smith", "his.txt"), at("scout", "link.txt"))
      symlinkSync(at(), at("scout", "up"))
      symlinkSync(at("scout", "notes.md"), at("scout", "alias.md"))
      writeFileSync(at("scout", "big.bin"), "x")
      truncateSync(at("scout", "big.bin"), 8 * 1024 * 1024 + 1)

      yield* rig.call(scout, "send_file", { path: "out/plot.png", caption: "the plot" })
      yield* rig.call(scout, "send_file", { path: at("scout", "alias.md") })
      yield* rig.call(scout, "send_file", { path: at("shared", "all.csv") })
      const sent = rig.fake.messages(room("a").id)
      assert.deepStrictEqual(
        sent.map(({ author, body, file }) => [author, file?.name ?? body.markdown, file?.mediaType]),
        [
          ["scout", "the plot", undefined],
          ["scout", "plot.png", "image/png"],
          ["scout", "notes.md", "text/markdown"],
          ["scout", "all.csv", "text/csv"]
        ]
      )
      assert.deepStrictEqual(sent[1]?.file?.bytes, picture)
      assert.strictEqual(sent[2]?.file?.content, "# ünïcode\n")

      for (const path of [
        "../smith/his.txt",
        "link.txt",
        "up/own.db",
        "up/smith/his.txt",
        "/etc/passwd",
        "none",
        "."
      ]) {
        assert.match(
          yield* rig.refused(scout, "send_file", { path }),
          /^refused: .* cannot be sent: there is no such file/
        )
      }
      assert.match(yield* rig.refused(scout, "send_file", { path: ".env.local" }), /files of secrets stay/)
      assert.match(yield* rig.refused(scout, "send_file", { path: "out" }), /^refused: out is no file/)
      assert.match(yield* rig.refused(scout, "send_file", { path: "empty" }), /^refused: empty is empty/)
      assert.match(yield* rig.refused(scout, "send_file", { path: "big.bin" }), /8388609 bytes, at most 8388608/)
      const inRoom = { conversation: "fake:a" }
      yield* rig.call(owner, "send_file", { path: "all.csv", ...inRoom })
      for (const path of ["../scout/notes.md", at("own.db"), at("scout", "notes.md")]) {
        assert.match(yield* rig.refused(owner, "send_file", { path, ...inRoom }), /^refused/)
      }
      assert.strictEqual(rig.fake.messages(room("a").id).length, 5)
    }).pipe(Effect.scoped)
  )

  it.effect("what is sent stands in the transcript before it is in the chat, and whether it got there", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig()
      const scout = yield* rig.begin("scout", room("a"))
      const told = (tag: "Sent" | "Unsent") => rig.journaled(scout).filter((entry) => entry._tag === tag)
      writeFileSync(join(rig.folder, "scout", "a.txt"), "the same")
      writeFileSync(join(rig.folder, "scout", "b.txt"), "the same")
      yield* rig.call(scout, "send_file", { path: "a.txt", caption: "look" })
      yield* rig.call(scout, "send_file", { path: "b.txt" })
      const [first, second] = told("Sent")
      assert.deepInclude(first, { name: "a.txt", mediaType: "text/plain", bytes: 8, caption: "look" })
      assert.notProperty(second, "caption")
      assert.isTrue(first?._tag === "Sent" && second?._tag === "Sent" && first.digest === second.digest)
      assert.lengthOf(readdirSync(join(rig.folder, "kept")), 1, "the same bytes are kept once")
      assert.isEmpty(told("Unsent"))

      rig.fake.fail({ kind: "rejected", when: ({ _tag }) => _tag === "Upload" })
      assert.match(yield* rig.refused(scout, "send_file", { path: "a.txt" }), /^failed/)
      const [unsent] = told("Unsent")
      assert.isTrue(unsent?._tag === "Unsent" && told("Sent").some((sent) => "key" in sent && sent.key === unsent.key))
      assert.lengthOf(told("Sent"), 3)

      // nothing is said of what was refused
      assert.match(yield* rig.refused(scout, "send_file", { path: "none" }), /^refused/)
      assert.lengthOf(told("Sent"), 3)
    }).pipe(Effect.scoped)
  )

  it.effect("in a session of the dashboard people have it by the transcript alone; a program has no turn there", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig()
      writeFileSync(join(rig.folder, "scout", "a.txt"), "a")
      mkdirSync(join(rig.folder, "shared"))
      writeFileSync(join(rig.folder, "shared", "b.txt"), "b")
      const page = webConversation("ann+one")
      const scout = yield* rig.begin("scout", page)
      yield* rig.call(scout, "send_file", { path: "a.txt", caption: "look" })
      const sent = rig.journaled(scout).find((entry) => entry._tag === "Sent")
      assert.deepInclude(sent, { name: "a.txt", caption: "look" })
      const said = { text: "hello", conversation: "web:ann+one" }
      assert.match(yield* rig.refused(owner, "post_message", said), /^refused: people read the transcript itself/)
      const toPage = { path: "b.txt", conversation: "web:ann+one" }
      assert.match(yield* rig.refused(owner, "send_file", toPage), /^refused: web takes no files here/)
      yield* rig.end(scout)
      assert.match(yield* rig.refused(scout, "send_file", { path: "a.txt" }), /^refused: nothing runs/)
    }).pipe(Effect.scoped)
  )

  it.effect("says what a platform cannot do", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig({ capabilities: { uploads: false, titles: false } })
      writeFileSync(join(rig.folder, "scout", "a.txt"), "a")
      const scout = yield* rig.begin("scout", thread("a"))
      assert.match(yield* rig.refused(scout, "send_file", { path: "a.txt" }), /^refused: fake takes no files here/)
      assert.match(yield* rig.refused(scout, "set_title", { title: "x" }), /^refused: only threads have a title/)
    }).pipe(Effect.scoped)
  )

  it.effect("titles a thread in one line that fits, and a thread alone", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig()
      const scout = yield* rig.begin("scout", thread("a"))
      yield* rig.fake.platform.perform({
        _tag: "Open",
        key: "k",
        conversation: room("hall").id,
        face: { name: "x" },
        title: "before",
        body: { markdown: "x", controls: [] }
      })
      const opened = thread("hall-m1")
      const there = yield* rig.begin("scout", opened)
      yield* rig.call(there, "set_title", { title: "the\n\u202eparser, \u0007rewritten" })
      assert.strictEqual(rig.fake.title(opened.id), "the parser, rewritten")
      assert.match(yield* rig.refused(scout, "set_title", { title: " \u200b " }), /^refused: the title says nothing/)
      const channel = yield* rig.begin("scout", room("b"))
      assert.match(yield* rig.refused(channel, "set_title", { title: "x" }), /^refused: only threads/)
    }).pipe(Effect.scoped)
  )

  it.effect("asks the people of the conversation, or the person at the owner's end", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig({
        person: ({ question }) =>
          question === "which?"
            ? Answer.cases.Chosen.make({ answers: { [question]: ["red", "blue"] } })
            : question === "late?"
              ? Answer.cases.Deny.make({ reason: "no answer in time" })
              : undefined
      })
      const scout = yield* rig.begin("scout", room("a"))
      const which = { question: "which?", options: ["red", "blue", "red"], multiple: true }
      assert.deepStrictEqual(yield* rig.call(scout, "ask_human", which), { answered: true, answers: ["red", "blue"] })
      assert.deepStrictEqual(
        rig.asked[0]?.options.map(({ label }) => label),
        ["red", "blue"]
      )
      assert.deepStrictEqual(yield* rig.call(scout, "ask_human", { question: "late?" }), {
        answered: false,
        answers: [],
        note: "no answer in time"
      })
      assert.include(JSON.stringify(yield* rig.call(scout, "ask_human", { question: "gone?" })), "the turn ended")
      assert.deepStrictEqual(yield* rig.call(owner, "ask_human", which), { answered: true, answers: ["red"] })
    }).pipe(Effect.scoped)
  )

  it.effect("a worker reaches the conversation in which it was asked for, and knows what is left of its budget", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig({ agents: { worker: {} } })
      const scout = yield* rig.begin("scout", room("a"))
      yield* rig.call(scout, "spawn_worker", { task: "x" })
      const [worker] = rig.pool.all()
      assert.isDefined(worker)
      const task = workerTurn(worker, HostName.make("default"))
      const turn = yield* rig.begin("worker", task.conversation, task)
      yield* rig.call(turn, "post_message", { text: "from below" })
      assert.strictEqual(rig.fake.screen(room("a").id), "worker: from below")
      assert.match(
        yield* rig.refused(turn, "hand_over", { agent: "smith", text: "x" }),
        /^refused: a worker has no conv/
      )
      const cost = yield* rig.call(turn, "cost_report")
      const line = { turns: 1, input_tokens: 1, output_tokens: 1, cost_usd: 0.5, unpriced_turns: 0 }
      assert.deepStrictEqual(cost, { lines: [{ key: turn.session, ...line }], turn_left_usd: 0.25 })
    }).pipe(Effect.scoped)
  )
})
