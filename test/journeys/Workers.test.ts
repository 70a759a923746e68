/**
 * Workers as people use them in a chat: several reviews in one command, a card that follows them, and what its buttons do.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import type { Conversation, Person } from "../../src/core/model/Conversation.ts"
import { ConversationId, MessageId, UserId } from "../../src/core/model/Ids.ts"
import type { PressAction } from "../../src/core/model/InboundEvent.ts"
import { AuditLog } from "../../src/core/ports/AuditLog.ts"
import { journeyConfig, makeJourney, steady } from "../support/Journey.ts"
import { layerTestService, makeTestHome } from "../support/TestService.ts"
import type { Ann } from "../support/Walk.ts"

const agents = { worker: { backend: "rehearsal" }, scout: { backend: "rehearsal" } }
const bob: Person = { id: UserId.make("bob"), name: "bob", roles: [] }
const bobTalks = "  allow:\n    - { platform: fake, user: bob, actions: [talk] }\n"

const ids = (screen: string) => steady(screen).replace(/\b([jw])-[a-z0-9]{10}\b/g, "$1-N")
const idIn = (words: string) => /\b[jw]-[a-z0-9]{10}\b/.exec(words)?.[0] ?? ""

interface Stay {
  readonly ann: Ann
  /** One life of the service; the next one on the same folder and platform is a restart. */
  readonly life: <E>(walk: Effect.Effect<void, E, AuditLog>) => Effect.Effect<void, unknown>
}

const stay = (walk: (stay: Stay) => Effect.Effect<void, unknown>, buttons = true) =>
  Effect.gen(function* () {
    const home = yield* makeTestHome(agents)
    const ann = yield* makeJourney({ capabilities: { threads: true, buttons } })
    const config = journeyConfig + bobTalks
    const life: Stay["life"] = (inner) =>
      Effect.scoped(Effect.provide(inner, layerTestService({ home, platforms: [ann.platform], config })))
    yield* walk({ ann, life })
  }).pipe(Effect.scoped)

const targetOf = ({ conversation, fake }: Ann, action: PressAction): string => {
  const buttons = fake.messages(conversation.id).flatMap(({ body }) => body.controls)
  const found = buttons.find((control) => control._tag === "Button" && control.action === action)
  return found?.target ?? ""
}

describe("workers in the chat", () => {
  it.live("five parallel reviews in one command; what failed is tried again and the card goes on", () =>
    stay(({ ann, life }) =>
      life(
        Effect.gen(function* () {
          const reply = yield* ann.commands("worker run", {
            text: "review {{item}}\n!cost 0.01\n!say looked at it\n{{item}}",
            each: "security, tests, !fail invalid, names, speed"
          })
          expect(ids(reply)).toMatchInlineSnapshot(
            `"5 workers, at most $N; to look or to end it: worker show j-N, worker cancel j-N"`
          )
          yield* ann.sees("1 of 5 failed")
          expect(ids(ann.screen())).toMatchInlineSnapshot(`
            "orchestrator: **review …**
            *✗ 1 of 5 failed · 4 done · $N · Ns*
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
          const broken = targetOf(ann, "open-worker")
          const finals = () =>
            ann.fake.transcript.filter(({ operation }) => operation._tag === "Edit" && operation.final).length
          const before = finals()
          yield* ann.presses("retry-job")
          yield* ann.until("another end", () => finals() > before)
          const shown = yield* ann.commands("worker show", { id: broken })
          assert.include(shown, "attempt 2")
          expect(ids(yield* ann.commands("worker list"))).toMatchInlineSnapshot(
            `"- \`j-N\` · review … · *✗ 1 of 5 failed · 4 done · $N · Ns*"`
          )
          assert.strictEqual(ann.fake.messages(ann.conversation.id).length, 1)
        })
      )
    )
  )

  it.live("a worker asks in the thread of the person who asked for it, and goes on when it may", () =>
    stay(({ ann, life }) =>
      life(
        Effect.gen(function* () {
          const reply = yield* ann.commands("worker run", { text: 'sweep\n!ask Bash "rm -rf dist"\n!say swept' })
          yield* ann.sees("rm -rf dist")
          yield* ann.sees("waiting for you")
          yield* ann.presses("allow-once", {}, bob)
          yield* ann.sees("you may not approve here")
          yield* ann.presses("allow-once")
          yield* ann.sees("allowed by ann")
          yield* ann.sees("✓ done")
          assert.include(ann.screen(), "swept")
          assert.include(yield* ann.commands("worker show", { id: idIn(reply) }), "✓ done")
        })
      )
    )
  )

  it.live("without buttons the answer is written, also for what a worker asks", () =>
    stay(
      ({ ann, life }) =>
        life(
          Effect.gen(function* () {
            yield* ann.commands("worker run", { text: 'sweep\n!ask Bash "rm -rf dist"\n!say swept' })
            yield* ann.sees("to answer, reply")
            yield* ann.says("1", "allow")
            yield* ann.sees("allowed by ann")
            yield* ann.sees("✓ done")
            assert.strictEqual(ann.mark("1"), "done")
          })
        ),
      false
    )
  )

  it.live("cancel is for who asked and who administers; what it said so far stays", () =>
    stay(({ ann, life }) =>
      life(
        Effect.gen(function* () {
          yield* ann.commands("worker run", { text: "!say half of it\n!hang", count: "2" })
          yield* ann.sees("2 running")
          const intake = yield* ann.fake.intake
          const question = {
            conversation: ann.conversation,
            command: "worker cancel",
            args: {},
            option: "id",
            typed: ""
          }
          const offered = yield* intake.suggest({ ...question, person: bob })
          assert.deepStrictEqual(
            offered.map(({ value }) => value.slice(0, 2)),
            ["j-", "w-", "w-"]
          )
          assert.match(offered[0]?.label ?? "", /2 running · j-/)
          yield* ann.presses("cancel-job", {}, bob)
          yield* ann.sees("only who asked for it")
          yield* ann.presses("cancel-job")
          yield* ann.sees("2 cancelled")
          assert.include(ann.screen(), "cancelled by ann")
          assert.include(ann.screen(), "half of it")
          assert.notInclude(ann.screen(), "[Cancel]")
          const noted = yield* Effect.flatMap(AuditLog, (log) => log.read({ limit: 9 }))
          assert.deepStrictEqual(
            noted.map(({ action, by, platform }) => `${by} ${action} (${platform})`).sort(),
            ["ann cancelled (fake)", "ann spawned (fake)", "ann stopped (fake)", "ann stopped (fake)"],
            "what was refused is not there, nor the tasks as if somebody had asked each"
          )
        })
      )
    )
  )

  it.live("a worker is opened in a thread and talked to: it knows what it did, the worker's own stays as it is", () =>
    stay(({ ann, life }) =>
      life(
        Effect.gen(function* () {
          yield* ann.commands("worker run", { text: "look at the parser\n!say it is fine" })
          yield* ann.sees("✓ done")
          yield* ann.presses("open-worker")
          const opened = () => ann.fake.transcript.find(({ operation }) => operation._tag === "Open")
          yield* ann.until("a thread", () => opened() !== undefined)
          const first = ann.fake.messages(ann.conversation.id).at(-1)
          assert.include(first?.body.markdown, "it is fine")
          const thread: Conversation = {
            platform: ann.conversation.platform,
            id: ConversationId.make(`${ann.conversation.id}-${first?.ref.message}`),
            within: [ann.conversation.id],
            kind: "thread"
          }
          yield* ann.fake.say({
            _tag: "Said",
            ref: { platform: thread.platform, conversation: thread.id, message: MessageId.make("t1") },
            conversation: thread,
            person: { id: UserId.make("ann"), name: "ann", roles: ["owner"] },
            text: "and the lexer?",
            attachments: [],
            addressed: false,
            named: [],
            at: 1_795_000_000_000
          })
          const screen = () => ann.fake.screen(thread.id)
          yield* ann.until("an answer in the thread", () => screen().includes("message 2 of this conversation"))
          assert.include(screen(), "worker (answering): ")
          yield* ann.presses("open-worker")
          yield* ann.sees("its thread is open already")
        })
      )
    )
  )

  it.live("a restart in the middle: the card goes on, and says what nobody knows the end of", () =>
    stay(({ ann, life }) =>
      Effect.gen(function* () {
        yield* life(
          Effect.gen(function* () {
            yield* ann.commands("worker run", {
              text: "wait {{item}}\n!wait {{item}}\n!say done with it",
              each: "1h, 10ms"
            })
            yield* ann.sees("done with it")
          })
        )
        yield* life(
          Effect.gen(function* () {
            yield* ann.sees("interrupted by a restart")
            expect(ids(ann.screen())).toMatchInlineSnapshot(`
              "orchestrator: **wait …**
              *✗ 1 of 2 failed · 1 done · $N · Ns*
              ✗ **1h** · interrupted by a restart · $N of $N
              ✓ **10ms** · rehearsal · Ns · $N of $N

              **1h**
              ✗ interrupted by a restart · retry it; nobody knows how it ended

              **10ms**
              done with it
                [Retry 1 failed] [Open 1h] [Open 10ms]"
            `)
            yield* ann.presses("retry-job")
            yield* ann.sees("1 of 2 running")
          })
        )
      })
    )
  )

  it.live("a chain typed line by line ends with what its last step said", () =>
    stay(({ ann, life }) =>
      life(
        Effect.gen(function* () {
          const steps =
            'list: !say parser\nreview each ["a.ts", "b.ts"]:\n  !say {{item}} is fine\nsum:\n  !say all in all: {{review}}'
          const reply = yield* ann.commands("worker chain", { steps, title: "the parser" })
          assert.match(reply, /^a chain of 3 steps/)
          yield* ann.sees("all in all")
          yield* ann.sees("4 done")
          expect(ids(ann.screen())).toMatchInlineSnapshot(`
            "orchestrator: **the parser**
            *✓ 4 done · $N · Ns*
            ✓ **list** · rehearsal · Ns · $N of $N
            ✓ **review** · 2 done
            ├ ✓ **a.ts** · rehearsal · Ns · $N of $N
            └ ✓ **b.ts** · rehearsal · Ns · $N of $N
            ✓ **sum** · rehearsal · Ns · $N of $N

            all in all: ## 1. a.ts
              [Open list] [Open review: a.ts] [Open review: b.ts]"
          `)
          assert.match(yield* ann.commands("worker chain", { steps: "list" }), /line 1/)
        })
      )
    )
  )
})
