import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { steady } from "../support/Journey.ts"
import { walk } from "../support/Walk.ts"

const call = (tool: string, input: object) => `!call ${tool} ${JSON.stringify(input)}`

/** Ids and times of a tool's answer made equal. */
const still = (screen: string) =>
  steady(screen)
    .replace(/"seconds": [\d.]+/g, '"seconds": N')
    .replace(/\b[wj]-[a-z0-9]{4,}\b/g, "ID")

const inThread = { tools: true, threadOf: "hall" }

describe("agents together", () => {
  it.live("one asks another in the same thread: both faces are seen, and the answer comes back", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", call("ask_agent", { agent: "smith", text: "!say all green" }), { to: ["scout"] })
          assert.strictEqual(yield* ann.settled("1"), "done")
          yield* ann.settled("m2")
          expect(still(ann.screen())).toMatchInlineSnapshot(`
            "ann: !call ask_agent {"agent":"smith","text":"!say all green"}
              <done>
            scout (answering): {
              "agent": "smith",
              "ask": "fake:room:m2:smith",
              "state": "done",
              "text": "all green",
              "cost_usd": 0,
              "seconds": N
            }

            *scout · rehearsal · Ns · N% ctx · $N*
            scout: **smith**: !say all green
              <done>
            smith (answering): all green

            *smith · rehearsal · Ns · N% ctx · $N*"
          `)
        }),
      inThread
    )
  )

  it.live("a circle is refused, with words to the agent and a line to the people", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          const back = call("ask_agent", { agent: "scout", text: "!say me again" })
          yield* ann.says("1", call("ask_agent", { agent: "smith", text: back }), { to: ["scout"] })
          assert.strictEqual(yield* ann.settled("1"), "done")
          yield* ann.settled("m2")
          expect(still(ann.screen())).toMatchInlineSnapshot(`
            "ann: !call ask_agent {"agent":"smith","text":"!call ask_agent {\\"agent\\":\\"scout\\",\\"text\\":\\"!say me again\\"}"}
              <done>
            scout (answering): {
              "agent": "smith",
              "ask": "fake:room:m2:smith",
              "state": "done",
              "text": "ask_agent failed: scout was not asked: that would go round in a circle (scout → smith → scout); go on with what is known",
              "cost_usd": 0,
              "seconds": N
            }

            *scout · rehearsal · Ns · N% ctx · $N*
            scout: **smith**: !call ask_agent {"agent":"scout","text":"!say me again"}
              <done>
            smith (answering): ask_agent failed: scout was not asked: that would go round in a circle (scout → smith → scout); go on with what is known

            *smith · rehearsal · Ns · N% ctx · $N*
            orchestrator: *✗ smith did not reach scout: that would go round in a circle (scout → smith → scout); go on with what is known*"
          `)
        }),
      inThread
    )
  )

  it.live("handing over: the other one goes on, and what is said next in the thread is for it", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", call("hand_over", { agent: "smith", text: "!say I have it" }), { to: ["scout"] })
          assert.strictEqual(yield* ann.settled("1"), "done")
          yield* ann.settled("m2")
          yield* ann.says("2", "!say and this too")
          assert.strictEqual(yield* ann.settled("2"), "done")
          expect(still(ann.screen())).toMatchInlineSnapshot(`
            "ann: !call hand_over {"agent":"smith","text":"!say I have it"}
              <done>
            scout (answering): {
              "agent": "smith",
              "note": "smith goes on from here; say so in one line and end your turn"
            }

            *scout · rehearsal · Ns · N% ctx · $N*
            scout: handed over to **smith**: !say I have it
              <done>
            smith (answering): I have it

            *smith · rehearsal · Ns · N% ctx · $N*
            ann: !say and this too
              <done>
            smith (answering): and this too

            *smith · rehearsal · Ns · N% ctx · $N*"
          `)
        }),
      inThread
    )
  )

  it.live("stopping the one that asks stops the one that was asked", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          const task = { agent: "smith", text: '!tool Bash "npm test" 60s' }
          yield* ann.says("1", call("ask_agent", task), { to: ["scout"] })
          yield* ann.sees("run `npm test`")
          yield* ann.reacts("1", "🛑")
          assert.strictEqual(yield* ann.settled("1"), "stopped")
          yield* ann.sees("stopped by scout")
        }),
      inThread
    )
  )

  it.live("an agent asks the person, with buttons like any question", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          const ask = { question: "Which color?", options: ["Red", "Blue"] }
          yield* ann.says("1", call("ask_human", ask))
          yield* ann.chooses("Blue")
          assert.strictEqual(yield* ann.settled("1"), "done")
          yield* ann.says("2", call("ask_human", { question: "And now?" }))
          yield* ann.sees("And now?")
          yield* ann.reacts("2", "🛑")
          assert.strictEqual(yield* ann.settled("2"), "stopped")
          expect(still(ann.screen())).toMatchInlineSnapshot(`
            "ann: !call ask_human {"question":"Which color?","options":["Red","Blue"]}
              <done>
            scout (answering): {
              "answered": true,
              "answers": [
                "Blue"
              ]
            }

            *scout · rehearsal · Ns · N% ctx · $N*
            scout (answering): scout has a question

            **Which color?**
            - Red
            - Blue

            *✓ answered by ann · Blue*
            ann: !call ask_human {"question":"And now?"}
              <stopped>
            scout (answering): *stopped by ann*
            scout (answering): scout has a question

            **And now?**

            *no answer needed any more*"
          `)
        }),
      inThread
    )
  )

  it.live("an agent sends a file, titles the thread and posts a message of its own", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          const steps = [
            '!write notes.md "# hello"',
            call("send_file", { path: "notes.md", caption: "what I found" }),
            call("set_title", { title: "the parser" }),
            call("post_message", { text: "tell **@everyone**" }),
            call("send_file", { path: "../agents/scout.md" })
          ]
          yield* ann.says("1", steps.join("\n"))
          yield* ann.presses("allow-once")
          assert.strictEqual(yield* ann.settled("1"), "done")
          assert.strictEqual(ann.fake.title(ann.conversation.id), "the parser")
          expect(still(ann.screen())).toMatchInlineSnapshot(`
            "ann: !write notes.md "# hello"
            !call send_file {"path":"notes.md","caption":"what I found"}
            !call set_title {"title":"the parser"}
            !call post_message {"text":"tell **@everyone**"}
            !call send_file {"path":"../agents/scout.md"}
              <done>
            scout (answering): {
              "note": "notes.md is sent",
              "name": "notes.md",
              "bytes": 7
            }



            {
              "note": "the thread is called the parser now"
            }



            {
              "note": "posted"
            }



            send_file failed: ../agents/scout.md cannot be sent: there is no such file in your working directory; copy it there first

            *scout · rehearsal · Ns · N% ctx · $N*
            scout (answering): scout asks: use Write

            \`\`\`
            notes.md
            # hello
            \`\`\`

            *✓ allowed by ann*
            scout: what I found
            scout: <file notes.md, 7 characters>
            scout: tell **@everyone**"
          `)
        }),
      inThread
    )
  )

  it.live("an agent has two workers do the work: their card is in the thread, and it gets both results", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          const workers = [
            { task: "!say no problem found", title: "security" },
            { task: "!say two typos", title: "docs", agent: "smith" }
          ]
          yield* ann.says("1", call("spawn_workers", { workers, title: "reviews", wait: 60 }), { to: ["scout"] })
          assert.strictEqual(yield* ann.settled("1"), "done")
          for (const words of ['"text": "no problem found"', '"text": "two typos"', "✓ 2 done"]) yield* ann.sees(words)
          const card = ann.fake.messages(ann.conversation.id).filter(({ body }) => body.markdown.includes("✓ 2 done"))
          assert.deepStrictEqual(
            card.map(({ author }) => author),
            ["scout"]
          )
        }),
      {
        ...inThread,
        agents: {
          scout: { backend: "rehearsal" },
          smith: { backend: "rehearsal" },
          worker: { backend: "rehearsal" }
        }
      }
    )
  )

  it.live("a worker of a turn cannot spend more than the turn may, whatever it was given", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          const task = { task: "!say dear\n!cost 0.8\n!wait 30s", title: "dear", budget_usd: 5, wait: 30 }
          yield* ann.says("1", [call("spawn_worker", task), call("cost_report", {})].join("\n"), { to: ["scout"] })
          yield* ann.settled("1")
          assert.include(ann.screen(), '"state": "over-budget"')
          assert.include(ann.screen(), '"turn_left_usd": 0')
        }),
      {
        ...inThread,
        agents: {
          scout: { backend: "rehearsal", keys: "budget:\n  turn: 0.5\n" },
          worker: { backend: "rehearsal" }
        }
      }
    )
  )
})
