/**
 * Money as people meet it: told at 80 %, stopped beyond the limit with what was done kept, raised by who may with one press.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import type { Person } from "../../src/core/model/Conversation.ts"
import { TurnId, UserId, WorkerId } from "../../src/core/model/Ids.ts"
import { phaseOf } from "../../src/core/model/Worker.ts"
import { Journal } from "../../src/core/ports/Journal.ts"
import { LedgerStore } from "../../src/core/ports/LedgerStore.ts"
import { workerTurnId } from "../../src/core/workers/WorkerSession.ts"
import { Workers } from "../../src/core/workers/Workers.ts"
import { walk } from "../support/Walk.ts"

const bob: Person = { id: UserId.make("bob"), name: "bob", roles: [] }
/** Bob may talk, and that is all. */
const access = "access:\n  local: [fake]\n  allow:\n    - { platform: fake, user: bob, actions: [talk] }\n"

/** With the sums, which are what these journeys are about. */
const told = (screen: string) =>
  screen
    .replace(/\b\d+s\b/g, "Ns")
    .replace(/\b\d+% ctx/g, "N% ctx")
    .replace(/This is a rehearsal.*sign in\./g, "(goes on)")

describe("budgets in the chat", () => {
  it.live(
    "80 % is seen while it works and in the end; beyond the limit it stops; an approver raises it and it goes on",
    () =>
      walk(
        (ann) =>
          Effect.gen(function* () {
            yield* ann.says(
              "1",
              '!say a first part\n!cost 0.85\n!ask Bash "make"\n!say a second part\n!cost 0.30\n!say never',
              {
                by: bob
              }
            )
            yield* ann.sees("85% of $1.00 (turn)")
            yield* ann.presses("allow-once")
            assert.strictEqual(yield* ann.settled("1"), "failed")
            yield* ann.presses("raise", {}, bob)
            yield* ann.sees("you may not raise budgets here")
            yield* ann.presses("raise")
            yield* ann.until("the end of what was raised", () => ann.mark("1") === "done")
            yield* ann.presses("raise")
            yield* ann.sees("raised already")
            yield* ann.says("2", "!cost 0.9\n!say cheap enough")
            assert.strictEqual(yield* ann.settled("2"), "done")
            expect(told(ann.screen())).toMatchInlineSnapshot(`
              "bob: !say a first part
              !cost 0.85
              !ask Bash "make"
              !say a second part
              !cost 0.30
              !say never
                <done>
              scout (answering): a first partBash was allowed.

              a second part

              ✗ over budget · turn budget $1.00 · this turn may cost $1.00 and has cost $1.15 · an approver may raise it to $2.00
              *scout · rehearsal · Ns · N% ctx · $1.15*
                [Raise to $2.00] [Retry]
              scout (answering): scout asks: run a command

              \`\`\`sh
              make
              \`\`\`

              *✓ allowed by ann*
              orchestrator: you may not raise budgets here; ask the owner to allow it
              scout (answering): (goes on)

              *scout · rehearsal · Ns · N% ctx · $0.00*
              orchestrator: this budget was raised already: see the newest answer
              ann: !cost 0.9
              !say cheap enough
                <done>
              scout (answering): cheap enough

              *scout · rehearsal · Ns · N% ctx · $0.90 · 90% of $1.00 (turn)*"
            `)

            const rows = yield* Effect.flatMap(Journal, (journal) => journal.turn(TurnId.make("fake:room:1:scout")))
            const entries = rows.map(({ entry }) => entry)
            assert.strictEqual(entries.filter(({ _tag }) => _tag === "Neared").length, 1)
            const raised = entries.flatMap((entry) =>
              entry._tag === "Raised" ? [`${entry.budget} to ${entry.toUsd} by ${entry.by} (${entry.user})`] : []
            )
            assert.deepStrictEqual(raised, ["turn to 2 by ann (ann)"])
          }),
        { keys: "budget:\n  turn: 1\n", wholeConfig: access }
      )
  )

  it.live("a day's budget refuses before anything is spent; raised, the message itself is answered", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", "!cost 0.60\n!say dear")
          yield* ann.settled("1")
          yield* ann.says("2", "!cost 0.60\n!say dear too")
          yield* ann.settled("2")
          yield* ann.says("3", "!cost 0.1\n!say at last")
          assert.strictEqual(yield* ann.settled("3"), "failed")
          yield* ann.presses("raise")
          yield* ann.until("the answer", () => ann.mark("3") === "done")
          expect(told(ann.screen())).toMatchInlineSnapshot(`
            "ann: !cost 0.60
            !say dear
              <done>
            scout (answering): dear

            *scout · rehearsal · Ns · N% ctx · $0.60*
            ann: !cost 0.60
            !say dear too
              <done>
            scout (answering): dear too

            *scout · rehearsal · Ns · N% ctx · $0.60 · 100% of $0.60 (turn)*
            ann: !cost 0.1
            !say at last
              <done>
            scout (answering): ✗ over budget · agent's budget for today $1.20 · $1.20 of it spent: wait until tomorrow · an approver may raise it to $2.40
            *scout · Ns*
              [Raise to $2.40] [Retry]
            scout (answering): at last

            *scout · rehearsal · Ns · N% ctx · $0.10*"
          `)
        }),
      { config: "budgets:\n  agentDay: 1.2\n  turn: 1\n" }
    )
  )

  it.live("what the day left for a turn is named as the day's, and raising that goes on with the turn", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", "!say half of it\n!cost 0.30\n!say never")
          assert.strictEqual(yield* ann.settled("1"), "failed")
          yield* ann.presses("raise")
          yield* ann.until("the end of what was raised", () => ann.mark("1") === "done")
          expect(told(ann.screen())).toMatchInlineSnapshot(`
            "ann: !say half of it
            !cost 0.30
            !say never
              <done>
            scout (answering): half of it

            ✗ over budget · everyone's budget for today $0.50 · this turn was given $0.25 of what that leaves and has cost $0.30 · an approver may raise it to $1.00
            *scout · rehearsal · Ns · N% ctx · $0.30*
              [Raise to $1.00] [Retry]
            scout (answering): (goes on)

            *scout · rehearsal · Ns · N% ctx · $0.00*"
          `)
        }),
      { config: "budgets:\n  fleetDay: 0.5\n" }
    )
  )

  it.live("a worker that was over budget goes on where it stopped, from wherever its budget is raised", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          const workers = yield* Workers
          const person = { id: UserId.make("ann"), name: "ann", roles: ["owner"] }
          const { conversation } = ann
          const spawned = yield* workers.spawn({
            key: "one",
            origin: { conversation, person, asked: [] },
            workers: [{ agent: "scout", text: "!say half\n!cost 0.6\n!cost 0.5\n!say never", budgetUsd: 1 }]
          })
          const [{ id } = { id: WorkerId.make("w-none") }] = spawned.workers
          const over = yield* workers.ended(id)
          assert.strictEqual(phaseOf(over), "over-budget")
          const target = workerTurnId(over)
          const presses = (by: Person) =>
            ann.fake.say({ _tag: "Pressed", conversation, person: by, action: "raise", target, value: {} })
          yield* presses(bob)
          assert.strictEqual(phaseOf(yield* workers.worker(id)), "over-budget")
          yield* presses(person)
          const done = yield* workers.ended(id)
          assert.strictEqual(phaseOf(done), "done")
          assert.strictEqual(done.attempt, 1)
          assert.strictEqual(done.task.budgetUsd, 2)
          assert.match(done.result?.text ?? "", /^half\n\n.*message 2 of this conversation/s)
          assert.closeTo(done.result?.usage?.costUsd ?? 0, 1.1, 1e-9)
          yield* presses(person)
          yield* ann.sees("raised already")
        }),
      { wholeConfig: access }
    )
  )

  it.live(
    "what workers of a turn cost is cost of that turn: they share what it has left, and it ends for all of it",
    () =>
      walk(
        (ann) =>
          Effect.gen(function* () {
            const workers = [
              { task: "!cost 0.30\n!say cheap" },
              { task: "!cost 0.35\n!say never", after: [0] },
              { task: "!say alone\n!cost 0.02" }
            ]
            const call = `!call spawn_workers ${JSON.stringify({ workers, wait: 60 })}`
            yield* ann.says(
              "1",
              `!cost 0.10\n${call}\n!cost 0.05\n!ask Bash "make"\n!cost 0.30\n!stream 500 words every 20ms`
            )
            yield* ann.sees("82% of $1.00 (turn)")
            assert.match(
              ann.screen(),
              /this turn was given \$0\.\d\d by the turn that asked for it and has cost \$0\.35/
            )
            yield* ann.presses("allow-once")
            yield* ann.sees("turn budget $1.00 · this turn may cost $1.00 and has cost $1.12")
            assert.strictEqual(yield* ann.settled("1"), "failed")
            const spent = yield* Effect.flatMap(LedgerStore, (store) => store.spent({}))
            assert.closeTo(spent, 0.45 + 0.67, 1e-9)
          }),
        {
          agents: {
            scout: { backend: "rehearsal", keys: "budget:\n  turn: 1\n" },
            worker: { backend: "rehearsal", keys: "permissions: ask\n" }
          },
          tools: true
        }
      )
  )
})
