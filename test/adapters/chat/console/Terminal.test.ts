/** What a person sees and does at the terminal, screen by screen. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import type { Control } from "../../../../src/core/ports/ChatPlatform.ts"
import { idOf, makeRig, stopButton } from "../../../support/ConsoleRig.ts"
import { pass } from "../../../support/Pass.ts"

const button = (
  action: "allow-once" | "allow-session" | "deny" | "approve" | "revise" | "retry",
  target: string
): Control => ({
  _tag: "Button",
  action,
  target,
  label: {
    "allow-once": "Allow once",
    "allow-session": "Allow for this session",
    deny: "Deny",
    approve: "Approve",
    revise: "Revise",
    retry: "Retry"
  }[action],
  tone: "plain"
})
const other = (action: "raise" | "cancel-job" | "retry-job" | "open-worker", target: string): Control => ({
  _tag: "Button",
  action,
  target,
  label: action,
  tone: "plain"
})
const permission = (ask: string) => [button("allow-once", ask), button("allow-session", ask), button("deny", ask)]
const up = "\u001b[A"
const rows = (...lines: ReadonlyArray<string>) => lines

describe("terminal", () => {
  it.effect("an answer grows above the prompt while the person writes on, and stays when it is done", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig()
      yield* rig.type("hello\r")
      const message = idOf(yield* rig.next)
      yield* rig.mark(message, "working")
      const live = yield* rig.post("t/live", "*working · scout · 0s*", {
        controls: [stopButton("t")],
        replyTo: message
      })
      yield* rig.type("type ahe")
      yield* rig.edit(live, "*working · scout · 1s*\n\nHi **an", [stopButton("t")])
      assert.deepStrictEqual(
        rig.vt.screen(),
        rows("› hello", "", "scout", "working · scout · 1s", "", "Hi **an", "", "ctrl-c stops scout", "› type ahe")
      )
      assert.deepStrictEqual(rig.vt.cursor(), { row: 8, column: 10 })
      yield* rig.edit(live, "Hi **ann**\n\n*scout · 2s*", [], true)
      yield* rig.mark(message, "done")
      yield* rig.type("ad\r")
      assert.deepStrictEqual(
        rig.vt.screen(),
        rows("› hello", "", "scout", "Hi ann", "", "scout · 2s", "", "› type ahead", "", "›")
      )
    })
  )

  it.effect("an edit writes what changed and clears nothing", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ columns: 60, rows: 30 })
      const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`)
      const live = yield* rig.post("t/live", lines.join("\n"), { controls: [stopButton("t")] })
      const before = rig.output.text.length
      yield* rig.edit(live, [...lines.slice(0, -1), "line 19 and more"].join("\n"), [stopButton("t")])
      const written = rig.output.text.slice(before)
      assert.include(written, "line 19 and more")
      assert.notInclude(written, "line 18")
      assert.isBelow(written.length, 100)
    })
  )

  it.effect("an answer taller than the window shows its end while it grows, and is written whole, once", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ columns: 30, rows: 8 })
      const live = yield* rig.post("t/live", "1", { controls: [stopButton("t")] })
      for (let last = 2; last <= 30; last++) {
        const text = Array.from({ length: last }, (_, index) => `row ${index + 1}`).join("\n")
        yield* rig.edit(live, text, [stopButton("t")])
        assert.deepStrictEqual(rig.vt.scrollback(), [])
        assert.isAtMost(rig.vt.screen().length, 7)
      }
      assert.deepStrictEqual(
        rig.vt.screen(),
        rows("… 28 rows above", "row 28", "row 29", "row 30", "", "ctrl-c stops scout", "›")
      )
      const whole = Array.from({ length: 30 }, (_, index) => `row ${index + 1}`).join("\n")
      yield* rig.edit(live, whole, [], true)
      assert.strictEqual(rig.vt.everything(), `scout\n${whole}\n\n›`)
    })
  )

  it.effect("agents at work at the same time each keep their place, the one that is done first is written first", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig()
      yield* rig.type("@scout @smith look\r")
      const said = yield* rig.next
      assert.deepStrictEqual(said._tag === "Said" ? [said.text, said.named, said.addressed] : [], [
        "look",
        ["scout", "smith"],
        true
      ])
      const message = idOf(said)
      yield* rig.mark(message, "working")
      const scout = yield* rig.post("a/live", "reading", { controls: [stopButton("a")], replyTo: message })
      const smith = yield* rig.post("b/live", "building", {
        from: "smith",
        controls: [stopButton("b")],
        replyTo: message
      })
      yield* rig.edit(smith, "built", [], true)
      yield* rig.edit(scout, "reading on", [stopButton("a")])
      assert.deepStrictEqual(
        rig.vt.screen(),
        rows("› look (to scout, smith)", "", "smith", "built", "", "scout", "reading on", "", "ctrl-c stops scout", "›")
      )
    })
  )

  it.effect(
    "a long turn: the folded line, the file and the answer posted anew stand in order, before what waited",
    () =>
      Effect.gen(function* () {
        const rig = yield* makeRig({ columns: 60, rows: 20 })
        yield* rig.type("build it\r")
        const first = idOf(yield* rig.next)
        yield* rig.mark(first, "working")
        const live = yield* rig.post("a/live", "working\n\nall of", { controls: [stopButton("a")], replyTo: first })
        yield* rig.type("and then\r")
        const second = idOf(yield* rig.next)
        yield* rig.mark(second, "accepted")
        const queued = yield* rig.post("b/live", "queued, next in line", { replyTo: second })
        yield* rig.mark(first, "done")
        yield* rig.edit(live, "done, 42s", [], true)
        yield* rig.post("a/answer-0", "all of it", { replyTo: first })
        yield* rig.post("a/answer-1", "and more")
        yield* rig.mark(second, "working")
        yield* rig.edit(queued, "working", [stopButton("b")])
        assert.deepStrictEqual(
          rig.vt.screen(),
          rows(
            ...["› build it", "", "scout", "done, 42s", "", "scout", "all of it", "", "scout", "and more", ""],
            ...["› and then", "", "scout", "working", "", "ctrl-c stops scout", "›"]
          )
        )
      })
  )

  it.effect("a message that is posted once more under its key, or after it was deleted, is not shown again", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig()
      const shown = yield* rig.post("k", "once")
      assert.deepStrictEqual(yield* rig.post("k", "once"), shown)
      yield* rig.edit(shown, "once, and a word more")
      yield* rig.edit(shown, "otherwise")
      assert.strictEqual(
        rig.vt.everything(),
        "scout\nonce\n\nscout\n, and a word more\n\nscout edited\notherwise\n\n›",
        "what has scrolled away is added to, never repeated"
      )
      const live = yield* rig.post("l", "passing", { controls: [stopButton("t")] })
      yield* rig.perform({ _tag: "Delete", message: live.message ?? rig.refOf("") })
      assert.notInclude(rig.vt.everything(), "passing")
    })
  )

  it.effect("a key on an empty prompt answers the oldest ask, text goes to the prompt", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ columns: 70 })
      const first = yield* rig.post("t/ask-0", "scout asks: run a command\n```sh\nrm -rf dist\n```", {
        controls: permission("a1")
      })
      yield* rig.post("t/ask-1", "scout asks: edit", { controls: permission("a2") })
      yield* rig.type("y")
      assert.include(rig.vt.screen().at(-1), "› y", "a key that was on its way when the ask appeared is text")
      yield* rig.type("\u007f")
      yield* pass("1 second")
      yield* rig.type("yes and")
      yield* rig.type("\u0015")
      assert.include(
        rig.vt.screen().join("\n"),
        "  sh\n  rm -rf dist\n\nscout\nscout asks: edit\n\nscout asks, 1 more after this: y Allow once   a Allow for this"
      )
      yield* rig.type("y")
      const pressed = yield* rig.next
      assert.deepInclude(pressed, { _tag: "Pressed", action: "allow-once", target: "a1" })
      yield* rig.edit(first, "scout asks: run a command\n```sh\nrm -rf dist\n```\n\n*✓ allowed by ann*", [])
      yield* rig.type("n")
      assert.deepInclude(yield* rig.next, { _tag: "Pressed", action: "deny", target: "a2" })
      assert.strictEqual(rig.vt.everything().split("rm -rf dist").length, 2, "what was asked is not written again")
      assert.include(rig.vt.everything(), "scout\n✓ allowed by ann")
    })
  )

  it.effect("any other button is pressed by its number, which it keeps as long as it is there", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ columns: 70 })
      const card = yield* rig.post("j/card", "2 workers", {
        from: "orchestrator",
        controls: [other("cancel-job", "j-1234"), other("open-worker", "w-1234")]
      })
      yield* rig.post("t/end", "over budget", { controls: [other("raise", "turn-1"), button("retry", "turn-1")] })
      assert.deepStrictEqual(
        rig.vt.screen().slice(-3),
        rows("r try scout's turn again", "/1 cancel-job   /2 open-worker   /3 raise", "›")
      )
      yield* rig.type("/2\r")
      assert.deepInclude(yield* rig.next, { _tag: "Pressed", action: "open-worker", target: "w-1234" })
      yield* rig.edit(card, "1 worker of 2", [other("retry-job", "j-1234"), other("cancel-job", "j-1234")])
      assert.include(rig.vt.screen().join("\n"), "/4 retry-job   /1 cancel-job   /3 raise")
      assert.strictEqual(rig.vt.everything().split("worker").length, 2, "the card is drawn anew where it stands")
      yield* rig.type("/1\r")
      assert.deepInclude(yield* rig.next, { _tag: "Pressed", action: "cancel-job", target: "j-1234" })
      yield* rig.edit(card, "cancelled", [], true)
      yield* rig.type("/1\r")
      assert.include(rig.vt.everything(), "there is no button 1 here now")
      yield* rig.type("/etc/hosts is wrong\r")
      assert.deepInclude(yield* rig.next, { _tag: "Said", text: "/etc/hosts is wrong" })
    })
  )

  it.effect("questions: a digit chooses, several and enter where many may be chosen, t takes own words", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ columns: 90 })
      const question = (text: string, multiple: boolean, ...labels: ReadonlyArray<string>): Control => ({
        _tag: "Choice",
        target: "q1",
        index: 0,
        question: text,
        options: labels.map((label) => ({ label, description: "" })),
        multiple
      })
      yield* rig.post("t/ask-0", "scout has a question", {
        controls: [
          question("Color?", false, "Red", "Blue"),
          question("Parts?", true, "a", "b", "c"),
          question("Name?", false, "x")
        ]
      })
      yield* pass("1 second")
      assert.deepStrictEqual(rig.vt.screen().slice(-3), rows("Color? (1 of 3)", "1 Red   2 Blue   t own words", "›"))
      for (const key of ["2", "1", "3", "1", "2"]) yield* rig.type(key)
      assert.deepStrictEqual(
        rig.vt.screen().slice(-3),
        rows("Parts? (2 of 3)", "1 a   2 ✓ b   3 ✓ c   t own words   enter send what is ticked", "›")
      )
      yield* rig.type("\r")
      yield* rig.type("t")
      yield* rig.type("in my own words\r")
      const pressed = yield* rig.next
      assert.deepInclude(pressed, {
        _tag: "Pressed",
        action: "choose",
        target: "q1",
        value: { "Color?": ["Blue"], "Parts?": ["b", "c"], "Name?": ["in my own words"] }
      })
    })
  )

  it.effect("a plan is approved with y or sent back with words; escape takes them back", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig()
      yield* rig.post("t/ask-0", "scout has a plan\n\n1. look", {
        controls: [button("approve", "p1"), button("revise", "p1")]
      })
      yield* pass("1 second")
      yield* rig.type("r")
      yield* rig.type("nev")
      assert.deepStrictEqual(rig.vt.screen().slice(-2), rows("esc back", "what to change › nev"))
      yield* rig.type("\u001b")
      yield* rig.type("r")
      yield* rig.type("look twice\r")
      assert.deepInclude(yield* rig.next, {
        _tag: "Pressed",
        action: "revise",
        target: "p1",
        value: { feedback: ["look twice"] }
      })
    })
  )

  it.effect("ctrl-c stops what runs and leaves when pressed again soon; later it stops again", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig()
      const live = yield* rig.post("t/live", "working", { controls: [stopButton("t")] })
      yield* rig.type("\u0003")
      assert.deepInclude(yield* rig.next, { _tag: "Pressed", action: "stop", target: "t" })
      assert.include(rig.vt.screen().join("\n"), "ctrl-c again leaves")
      yield* TestClock.adjust("3 seconds")
      yield* rig.type("\u0003")
      assert.deepInclude(yield* rig.next, { _tag: "Pressed", action: "stop", target: "t" })
      assert.isFalse(yield* rig.hasLeft)
      yield* rig.type("\u0003")
      yield* rig.left
      assert.isFalse(rig.input.raw, "the terminal is as it was")
      assert.strictEqual(rig.vt.everything(), "scout\nworking", "no prompt is left behind")
      yield* rig.edit(live, "working on", [stopButton("t")])
      yield* rig.edit(live, "stopped by ann", [], true)
      assert.strictEqual(rig.vt.everything(), "scout\nworking\n\nscout edited\nstopped by ann", "last words still land")
    })
  )

  it.effect("ctrl-d on an empty prompt and /quit leave, and what was said before is handed over", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig()
      yield* rig.type("draft\u0004")
      assert.isFalse(yield* rig.hasLeft)
      yield* rig.type("\r/quit\r")
      assert.strictEqual((yield* rig.next)._tag, "Said")
      yield* rig.left
      const other = yield* makeRig()
      yield* other.type("\u0004")
      yield* other.left
    })
  )

  it.effect("commands, retry, and what only the terminal does", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ config: { agent: "scout" }, columns: 80, rows: 40 })
      yield* rig.type(
        "/session new agent=smith\r/model opus\r/agent bind smith mention\r/nonsense a\r/etc/hosts is odd\r"
      )
      const got = [yield* rig.next, yield* rig.next, yield* rig.next, yield* rig.next, yield* rig.next]
      assert.deepStrictEqual(
        got.map(
          (event): ReadonlyArray<unknown> =>
            event._tag === "Commanded"
              ? [event.command, event.args]
              : event._tag === "Said"
                ? [event.text, ...event.named]
                : []
        ),
        [
          ["session new", { agent: "smith" }],
          ["model", { name: "opus", agent: "scout" }],
          ["agent bind", { name: "smith", trigger: "mention" }],
          ["nonsense a", {}],
          ["/etc/hosts is odd", "scout"]
        ]
      )
      yield* rig.post("t/live", "✗ failed · no network", { controls: [button("retry", "t9")] })
      assert.include(rig.vt.screen().join("\n"), "r try scout's turn again")
      yield* rig.type("r")
      assert.deepInclude(yield* rig.next, { _tag: "Pressed", action: "retry", target: "t9" })
      yield* rig.type("/help\r")
      assert.deepInclude(yield* rig.next, { _tag: "Commanded", command: "help" })
      assert.include(rig.vt.everything(), "/drop takes it back")
    })
  )

  it.effect("a message that waits can be changed and dropped, and the screen shows it", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig()
      yield* rig.type("first\r")
      const first = idOf(yield* rig.next)
      yield* rig.mark(first, "working")
      yield* rig.type("secnd\r")
      const second = idOf(yield* rig.next)
      yield* rig.type("/edit second\r")
      assert.deepInclude(yield* rig.next, { _tag: "Edited", text: "second" })
      assert.deepStrictEqual(rig.vt.screen(), rows("› first", "", "› second", "", "›"))
      yield* rig.type("/drop\r")
      const dropped = yield* rig.next
      assert.strictEqual(dropped._tag === "Deleted" ? dropped.ref.message : "", second)
      yield* rig.mark(second, "withdrawn")
      assert.deepStrictEqual(rig.vt.screen(), rows("› first", "", "› second (dropped)", "", "›"))
      yield* rig.type("/drop\r")
      assert.include(rig.vt.everything().replaceAll("\n", " "), "nothing of yours waits any more")
    })
  )

  it.effect("a paste of many lines is one message; history comes back with the arrow", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig()
      yield* rig.type("\u001b[200~one\r\ntwo\r\u001b[31mthree\u001b[201~")
      assert.deepStrictEqual(rig.vt.screen(), rows("› one", "  two", "  three"))
      yield* rig.type("\r")
      const said = yield* rig.next
      assert.strictEqual(said._tag === "Said" ? said.text : "", "one\ntwo\nthree")
      yield* rig.type(up)
      assert.deepStrictEqual(rig.vt.screen().slice(-3), rows("› one", "  two", "  three"))
    })
  )

  it.effect("nothing that an agent, a file or a name says can move the cursor", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ columns: 60 })
      const evil = "a\u001b[2Jb\u001b]0;owned\u0007c\u009b31md\u202ee\rf\u0008g\u001bPq\u001b\\h\u0000"
      const live = yield* rig.post("t/live", evil, { from: `\u001b[1mevil\u0007`, controls: [stopButton("t")] })
      yield* rig.edit(live, `\`${evil}\`\n\`\`\`\u001b[2J\n${evil}\n\`\`\``, [], true)
      yield* rig.perform({
        _tag: "Reply",
        handle: "c",
        conversation: rig.conversation,
        body: { markdown: evil, controls: [] },
        failed: true
      })
      yield* rig.perform({
        _tag: "Upload",
        key: "f",
        conversation: rig.conversation,
        face: { name: "x" },
        name: `../../${evil}.md`,
        mediaType: "text/plain",
        content: "c"
      })
      assert.include(rig.vt.everything(), "abcde")
      assert.include(rig.vt.everything().replaceAll("\n", ""), `${rig.directory}/files/`)
    })
  )

  it.effect("the window may change its size while an answer is written", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ columns: 50, rows: 14 })
      yield* rig.post("n", "a word of the service that is already written", { from: "orchestrator" })
      const live = yield* rig.post("t/live", "some words that are long enough to wrap", { controls: [stopButton("t")] })
      yield* rig.resize(24, 14)
      yield* rig.edit(live, "some words that are long enough to wrap twice", [stopButton("t")])
      assert.deepStrictEqual(
        rig.vt.screen().slice(-7),
        rows("scout", "some words that are", "long enough to wrap", "twice", "", "ctrl-c stops scout", "›")
      )
      yield* rig.resize(60, 20)
      yield* rig.edit(live, "some words that are long enough to wrap twice", [], true)
      assert.deepStrictEqual(
        rig.vt.screen().slice(-4),
        rows("scout", "some words that are long enough to wrap twice", "", "›")
      )
      assert.strictEqual(rig.vt.everything().split("some words").length, 2)
    })
  )

  it.effect("wide characters take the columns that they take", () =>
    Effect.gen(function* () {
      const rig = yield* makeRig({ columns: 21, rows: 12 })
      yield* rig.post("n", "漢字漢字漢字漢字漢字漢字 👩‍👩‍👧 ok", {})
      yield* rig.type("日本👍")
      assert.deepStrictEqual(rig.vt.screen(), rows("scout", "漢字漢字漢字漢字漢字", "漢字 👩‍👩‍👧 ok", "", "› 日本👍"))
      assert.strictEqual(rig.vt.cursor().column, 8)
    })
  )
})
