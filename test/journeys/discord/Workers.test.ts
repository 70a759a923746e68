/**
 * Workers as people use them on Discord: `/worker`, the card that follows a job and its buttons, the thread in which one
 * goes on with a worker, and the workers that an agent asks for.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { adoptedSession } from "../../support/AdoptedSession.ts"
import { type DiscordWalk, makeDiscordWalk, walkDiscord } from "../../support/discord/DiscordWalk.ts"
import { steady } from "../../support/Journey.ts"
import { putAway, ready, told } from "./Using.ts"
import { watching } from "./Watching.ts"

const agents = { scout: { backend: "rehearsal" }, worker: { backend: "rehearsal" } }
const people = { bob: ["talk"] } as const

const ids = (text: string): string =>
  text.replace(/\b([jw])-[a-z0-9]{10}\b/g, "$1-N").replace(/"seconds": [\d.]+/g, '"seconds": N')
const idIn = (words: string): string => /\b[jw]-[a-z0-9]{10}\b/.exec(words)?.[0] ?? assert.fail(`no id in ${words}`)

const checked = (walk: DiscordWalk) => {
  assert.deepStrictEqual(watching(walk).limits(), [])
  assert.strictEqual(walk.discord.counts().rateLimited, 0)
}

describe("workers on discord", () => {
  it.live("five reviews in one command are followed in one message; what failed is tried again in there", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, discord } = walk
          const look = watching(walk)
          yield* ready(walk)
          const random = discord.channel("random")
          const reply = yield* told(
            ann.command(random, "worker run", {
              text: "review {{item}}\n!cost 0.01\n!say looked at it\n!wait 1500ms\n{{item}}",
              each: "security, tests, !fail invalid, names, speed"
            })
          )
          const first = yield* look.sees(random, "1 of 5 failed")
          putAway(walk)
          const shown = look.screen(random)
          assert.isTrue(first.before.some((text) => text.includes("of 5 running") || text.includes("5 running")))
          const words = [reply, yield* told(ann.command(random, "worker list"))]
          const edits = first.edits.length
          ann.presses(random, "Retry 1 failed")
          yield* discord.until(
            "another end",
            () => first.edits.length > edits && first.content.includes("1 of 5 failed")
          )
          const job = yield* told(ann.command(random, "worker show", { id: idIn(reply) }))
          const broken = job.split("\n").find((line) => line.includes("fail invalid")) ?? ""
          words.push(job, yield* told(ann.command(random, "worker show", { id: idIn(broken) })))
          putAway(walk)
          expect(ids(steady(words.join("\n----\n")))).toMatchInlineSnapshot(`
            "5 workers, at most $N; to look or to end it: worker show j-N, worker cancel j-N
            ----
            - \`j-N\` · review … · *✗ 1 of 5 failed · 4 done · $N · Ns*
            ----
            **review …** \`j-N\`
            -# ✗ 1 of 5 failed · 4 done · $N · Ns
            - \`w-N\` ✓ **security** · rehearsal · Ns · $N of $N
            - \`w-N\` ✓ **tests** · rehearsal · Ns · $N of $N
            - \`w-N\` ✗ **!fail invalid** · failed · rehearsed failure · $N of $N
            - \`w-N\` ✓ **names** · rehearsal · Ns · $N of $N
            - \`w-N\` ✓ **speed** · rehearsal · Ns · $N of $N
            ----
            ✗ **!fail invalid** · failed · rehearsed failure · $N of $N
            - \`w-N\` · job j-N · agent worker
            - at most $N · within 15m · priority normal · attempt 2
            - task: review !fail invalid !cost 0.01 !say looked at it !wait 1500ms !fail invalid

            looked at it"
          `)
          expect(ids(shown)).toMatchInlineSnapshot(`
            "Orchestrator [APP]: **review …**
              -# ✗ 1 of 5 failed · 4 done · $N · Ns
              ✓ **security** · rehearsal · Ns · $N of $N
              ✓ **tests** · rehearsal · Ns · $N of $N
              ✗ **!fail invalid** · failed · rehearsed failure · $N of $N
              ✓ **names** · rehearsal · Ns · $N of $N
              ✓ **speed** · rehearsal · Ns · $N of $N

              **security**
              looked at it

              **tests**
              looked at it

              **!fail invalid**
              looked at it

              ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail

              **names**
              looked at it

              **speed**
              looked at it
              [Retry 1 failed] [Open !fail invalid] [Open security] [Open tests]"
          `)
          assert.strictEqual(look.screen(random), shown)
          checked(walk)
        }),
      { agents, config: "workers: {parallel: 5}" }
    )
  )

  it.live(
    "a worker asks the people where it was asked for; a long one is cancelled by who asked, and by nobody else",
    () =>
      walkDiscord(
        (walk) =>
          Effect.gen(function* () {
            const { ann, general, people } = walk
            const look = watching(walk)
            yield* ready(walk)
            const bob = people.bob ?? assert.fail("no bob")
            yield* told(ann.command(general, "worker run", { text: 'sweep\n!ask Bash "rm -rf dist"\n!say swept' }))
            yield* look.sees(general, "sweep asks")
            yield* look.sees(general, "waiting for you")
            const words = [yield* told(bob.presses(general, "Allow once"))]
            ann.presses(general, "Allow once")
            yield* look.sees(general, "✓ done")
            yield* look.sees(general, "allowed by ann")
            yield* told(ann.command(general, "worker run", { text: "look everywhere\n!hang", count: "2" }))
            yield* look.sees(general, "2 running")
            words.push(yield* told(bob.presses(general, "Cancel")))
            ann.presses(general, "Cancel")
            yield* look.sees(general, "2 cancelled")
            putAway(walk)
            expect(ids(words.join("\n----\n"))).toMatchInlineSnapshot(`
            "you may not approve here; ask the owner to allow it
            ----
            only who asked for it, or who administers this place, may do that"
          `)
            expect(ids(look.screen(general))).toMatchInlineSnapshot(`
              "Orchestrator [APP]: -# ✓ done · $N · Ns
                ✓ **sweep** · rehearsal · Ns · $N of $N

                Bash was allowed.

                swept
                [Open in a thread]
              Orchestrator [APP]: sweep asks: run a command

                \`\`\`sh
                rm -rf dist
                \`\`\`

                -# ✓ allowed by ann
              Orchestrator [APP]: **look everywhere**
                -# ✗ 2 cancelled · Ns
                ✗ **look everywhere #1** · cancelled by ann
                ✗ **look everywhere #2** · cancelled by ann"
            `)
            checked(walk)
          }),
        { agents, people }
      )
  )

  it.live("a worker is opened in a thread and talked to there; it knows what it did", () =>
    Effect.gen(function* () {
      const walk = yield* makeDiscordWalk({ agents })
      const services = yield* walk.start
      const { ann, discord } = walk
      const look = watching(walk)
      yield* ready(walk)
      const random = discord.channel("random")
      yield* told(ann.command(random, "worker run", { text: "look at the parser\n!say it is fine" }))
      yield* look.sees(random, "✓ done")
      ann.presses(random, "Open in a thread")
      const head = yield* discord.until("the worker's own words", () =>
        look.ours(random).find(({ content, face }) => face !== undefined && content.includes("it is fine"))
      )
      const thread = yield* look.threadOf(head)
      yield* adoptedSession(services)
      const more = ann.says(thread, "and the lexer?")
      assert.strictEqual(yield* look.settled(more), "✅")
      const again = yield* told(ann.presses(random, "Open in a thread"))
      const alone = discord.direct(ann)
      assert.strictEqual(yield* look.settled(ann.dm("!say hello")), "✅")
      yield* told(ann.command(alone, "worker run", { text: "!say in private" }))
      yield* look.sees(alone, "✓ done")
      assert.strictEqual(
        yield* told(ann.presses(alone, "Open in a thread")),
        "the thread could not be opened: there are no threads in direct messages: ask in a channel"
      )
      putAway(walk)
      expect(ids(`${again}\n====\n${look.screen(random)}`)).toMatchInlineSnapshot(`
            "its thread is open already: go on there
            ====
            Orchestrator [APP]: -# ✓ done · $N · Ns
              ✓ **look at the parser** · rehearsal · Ns · $N of $N

              it is fine
              [Open in a thread]
            worker [APP]: it is fine
              > look at the parser
                  ann: and the lexer?
                    [✅ 1]
                  worker [APP]: You said: "and the lexer?". It is message 2 of this conversation; before it you said: "look at the parser !say it is fine".

                    -# worker · rehearsal · Ns · N% ctx · $N"
          `)
      checked(walk)
    }).pipe(Effect.scoped)
  )

  it.live("a chain is written into a form, and ends with what its last step said", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, discord } = walk
          const look = watching(walk)
          yield* ready(walk)
          const random = discord.channel("random")
          const asking = ann.command(random, "worker chain", {})
          const form = yield* asking.modal
          const steps = "list: !say parser\nsum:\n  !say all in all: {{list}}"
          const reply = yield* told(asking.submits({ steps }))
          yield* look.sees(random, "all in all: parser")
          putAway(walk)
          expect({ ...form, customId: "" }).toMatchInlineSnapshot(`
            {
              "customId": "",
              "fields": [
                {
                  "customId": "steps",
                  "label": "steps",
                  "long": true,
                  "placeholder": "",
                  "required": true,
                  "value": "",
                },
                {
                  "customId": "input",
                  "label": "input",
                  "long": true,
                  "placeholder": "",
                  "required": false,
                  "value": "",
                },
                {
                  "customId": "title",
                  "label": "title",
                  "long": false,
                  "placeholder": "",
                  "required": false,
                  "value": "",
                },
              ],
              "title": "worker chain",
            }
          `)
          expect(ids(`${reply}\n====\n${look.screen(random)}`)).toMatchInlineSnapshot(`
            "a chain of 2 steps; to look or to end it: worker show j-N, worker cancel j-N
            ====
            Orchestrator [APP]: **list → sum**
              -# ✓ 2 done · $N · Ns
              ✓ **list** · rehearsal · Ns · $N of $N
              ✓ **sum** · rehearsal · Ns · $N of $N

              all in all: parser
              [Open list] [Open sum]"
          `)
          checked(walk)
        }),
      { agents, people }
    )
  )

  it.live("an agent's own workers are shown in its thread, under its face", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general } = walk
          const look = watching(walk)
          const wanted = {
            workers: [{ task: "!say one is fine" }, { task: "!say two is fine" }],
            title: "both",
            wait: 20
          }
          const said = ann.says(general, `!say on it: \n!call spawn_workers ${JSON.stringify(wanted)}`)
          const thread = yield* look.threadOf(said)
          assert.strictEqual(yield* look.settled(said), "✅")
          yield* look.sees(thread, "2 done")
          expect(ids(look.screen(general))).toMatchInlineSnapshot(`
            "ann: !say on it:
              !call spawn_workers {"workers":[{"task":"!say one is fine"},{"task":"!say two is fine"}],"title":"both","wait":20}
              [✅ 1]
              > !say on it:
                  scout [APP]: on it:

                    {
                      "job": "j-N",
                      "title": "both",
                      "state": "done",
                      "done": 2,
                      "workers": [
                        {
                          "worker": "w-N",
                          "title": "!say one is fine",
                          "agent": "worker",
                          "state": "done",
                          "attempt": 1,
                          "text": "one is fine",
                          "cost_usd": 0,
                          "budget_usd": 1,
                          "seconds": N
                        },
                        {
                          "worker": "w-N",
                          "title": "!say two is fine",
                          "agent": "worker",
                          "state": "done",
                          "attempt": 1,
                          "text": "two is fine",
                          "cost_usd": 0,
                          "budget_usd": 1,
                          "seconds": N
                        }
                      ]
                    }

                    -# scout · rehearsal · Ns · N% ctx · $N
                  scout [APP]: **both**
                    -# ✓ 2 done · $N · Ns
                    ✓ **!say one is fine** · rehearsal · Ns · $N of $N
                    ✓ **!say two is fine** · rehearsal · Ns · $N of $N

                    **!say one is fine**
                    one is fine

                    **!say two is fine**
                    two is fine
                    [Open !say one is fine] [Open !say two is fine]"
          `)
          checked(walk)
        }),
      { agents, people, tools: true }
    )
  )
})
