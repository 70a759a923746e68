import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { expect } from "vitest"
import { walkDiscord } from "../../support/discord/DiscordWalk.ts"
import type { RequestSeen } from "../../support/discord/Faults.ts"
import { makeLeapingClock } from "../../support/LeapingClock.ts"
import { arrived } from "../../support/Waiting.ts"
import { watching } from "./Watching.ts"

const withoutDates = (text: string) => text.replaceAll(/\(\d{4}-.*? utc\)/g, "(DATE utc)")

describe("how turns end", () => {
  it.live("a crash, a failure and a limit say what happened and what to do, and the session goes on", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, general } = walk
        const { limits, screen, sees, settled, threadOf } = watching(walk)
        const first = ann.says(general, '!say working on it\n!tool Bash "npm test"\n!crash 3')
        const thread = yield* threadOf(first)
        assert.strictEqual(yield* settled(first), "❌")
        yield* sees(thread, "crashed on demand")
        assert.strictEqual(yield* settled(ann.says(thread, "!fail auth")), "❌")
        assert.strictEqual(yield* settled(ann.says(thread, "!limit 2h")), "❌")
        assert.strictEqual(yield* settled(ann.says(thread, "and where were we?")), "✅")
        expect(withoutDates(screen(general))).toMatchInlineSnapshot(`
          "ann: !say working on it
            !tool Bash "npm test"
            !crash 3
            [❌ 1]
            > !say working on it
                scout [APP]: working on it

                  ✗ failed · the rehearsal ended with code 3 · retry; the conversation goes on where it was
                  it said: \`rehearsal: crashed on demand\`
                  -# scout · rehearsal · Ns
                  [Retry]
                ann: !fail auth
                  [❌ 1]
                scout [APP]: ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail
                  -# scout · rehearsal · Ns · N% ctx · $N
                  [Retry]
                ann: !limit 2h
                  [❌ 1]
                scout [APP]: ✗ usage limit · rehearsed usage limit reached · resets in 1h 59m (DATE utc), retry then
                  -# scout · rehearsal · Ns · N% ctx · $N
                  [Retry]
                ann: and where were we?
                  [✅ 1]
                scout [APP]: You said: "and where were we?". It is message 4 of this conversation; before it you said: "!limit 2h".

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("Retry says the same again as a turn of its own, as often as it is pressed", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const { limits, ours, screen, settled, signs, threadOf } = watching(walk)
        const first = ann.says(general, "!say trying\n!fail overloaded")
        const thread = yield* threadOf(first)
        assert.strictEqual(yield* settled(first), "❌")
        const failures = (many: number) =>
          discord.until(`${many} failures`, () => {
            const found = ours(thread).filter(({ content }) => content.includes("rehearsal ·"))
            return found.length === many ? found : undefined
          })
        const [oldest] = yield* failures(1)
        ann.presses(thread, "Retry")
        yield* failures(2)
        const stale = yield* ann.presses(thread, "Retry", oldest).answer
        assert.isTrue(stale.ephemeral)
        ann.presses(thread, "Retry")
        yield* failures(3)
        assert.strictEqual(yield* settled(ann.says(thread, "!say never mind")), "✅")
        yield* discord.until("how the last try ended", () => signs(first) === "❌")
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: !say trying
            !fail overloaded
            [❌ 1]
            > !say trying
                scout [APP]: trying

                  ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail
                  -# scout · rehearsal · Ns · N% ctx · $N
                  [Retry]
                scout [APP]: trying

                  ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail
                  -# scout · rehearsal · Ns · N% ctx · $N
                  [Retry]
                Orchestrator [APP] (only ann sees this): this was tried again already: see the newest answer
                scout [APP]: trying

                  ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail
                  -# scout · rehearsal · Ns · N% ctx · $N
                  [Retry]
                ann: !say never mind
                  [✅ 1]
                scout [APP]: never mind

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("over a turn's budget and over a day's: what was spent stays, what would be spent is refused", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const { bill, limits, settled, threadOf } = watching(walk)
          const first = ann.says(general, "!say a first part\n!cost 0.20\n!stream 500 words every 20ms")
          const thread = yield* threadOf(first)
          assert.strictEqual(yield* settled(first), "❌")
          assert.strictEqual(yield* settled(ann.says(thread, "!say cheap")), "✅")
          assert.strictEqual(yield* settled(ann.says(thread, "@smith !say dear\n!cost 0.30")), "❌")
          assert.strictEqual(yield* settled(ann.says(thread, "@smith !say never said")), "❌")
          expect(bill(general)).toMatchInlineSnapshot(`
            "ann: !say a first part
              !cost 0.20
              !stream 500 words every 20ms
              [❌ 1]
              > !say a first part
                  scout [APP]: a first part

                    ✗ over budget · turn budget $0.10 · this turn may cost $0.10 and has cost $0.20 · an approver may raise it to $0.25
                    -# scout · rehearsal · Ns · 0% ctx · $0.20
                    [Raise to $0.25] [Retry]
                  ann: !say cheap
                    [✅ 1]
                  scout [APP]: cheap

                    -# scout · rehearsal · Ns · 0% ctx · $0.00
                  ann: @smith !say dear
                    !cost 0.30
                    [❌ 1]
                  smith [APP]: dear

                    ✗ over budget · agent's budget for today $0.25 · this turn was given $0.13 of what that leaves and has cost $0.30 · an approver may raise it to $0.50
                    -# smith · rehearsal · Ns · 0% ctx · $0.30
                    [Raise to $0.50] [Retry]
                  ann: @smith !say never said
                    [❌ 1]
                  smith [APP]: ✗ over budget · agent's budget for today $0.25 · $0.30 of it spent: wait until tomorrow · an approver may raise it to $0.50
                    -# smith · Ns
                    [Raise to $0.50] [Retry]"
          `)
          ann.presses(thread, "Raise to $0.50")
          yield* discord.until("what was raised", () => /smith \[APP\]: never said/.test(discord.transcript(thread)))
          assert.deepStrictEqual(limits(), [])
        }),
      {
        agents: {
          scout: { backend: "rehearsal", keys: "budget:\n  turn: 0.10\n" },
          smith: { backend: "rehearsal", keys: "budget:\n  day: 0.25\n" }
        }
      }
    )
  )

  it.live("an ask that was open when the service went is closed, and a late press of its buttons is told so", () => {
    const { clock, leap } = makeLeapingClock()
    return walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general, start, stop } = walk
        const { limits, screen, sees, settled, threadOf } = watching(walk)
        const first = ann.says(general, '!say before\n!ask Bash "make"')
        const thread = yield* threadOf(first)
        const ask = yield* sees(thread, "scout asks")
        yield* stop
        discord.settings.ackMillis = 100
        yield* ann.presses(thread, "Allow once", ask).failed
        discord.settings.ackMillis = 3_000
        // The first try to take the buttons away is never answered.
        const changesAsk = ({ method, path }: Pick<RequestSeen, "method" | "path">) =>
          method === "PATCH" && path.includes(ask.id)
        discord.faults.silence(changesAsk, {})
        yield* start
        yield* discord.until("that try", () => discord.requests.some((one) => changesAsk(one) && one.status === 0))
        const late = yield* ann.presses(thread, "Allow once", ask).answer
        assert.isTrue(late.ephemeral)
        assert.strictEqual(late.text, "nothing waits for that any more")
        // A reply that has not come back by then would be taken for lost, and made once more.
        yield* arrived
        leap(11_000)
        assert.strictEqual(yield* settled(first), "✅")
        assert.strictEqual(yield* settled(ann.says(thread, "!say and on")), "✅")
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: !say before
            !ask Bash "make"
            [✅ 1]
            > !say before
                scout [APP]: beforeBash was denied: nobody is there to answer.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# no answer needed any more
                Orchestrator [APP] (only ann sees this): nothing waits for that any more
                ann: !say and on
                  [✅ 1]
                scout [APP]: and on

                  -# scout · rehearsal · Ns · N% ctx · $N
                (only ann sees this): [Allow once]: the application did not respond"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    ).pipe(Effect.provideService(Clock.Clock, clock))
  })

  it.live("an ask that nobody answers is denied in the end, and says so", () => {
    const { clock, leap } = makeLeapingClock()
    return walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const { limits, screen, sees, settled, threadOf } = watching(walk)
        const first = ann.says(general, '!ask Bash "rm -rf dist"')
        const thread = yield* threadOf(first)
        yield* sees(thread, "scout asks")
        leap(600_000)
        assert.strictEqual(yield* settled(first), "✅")
        const second = ann.says(thread, '!say once more\n!ask Bash "make"')
        yield* discord.until("another ask", () => discord.transcript(thread).split("scout asks").length === 3)
        ann.presses(thread, "Deny")
        assert.strictEqual(yield* settled(second), "✅")
        assert.strictEqual(yield* settled(ann.says(thread, "!say as you like")), "✅")
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: !ask Bash "rm -rf dist"
            [✅ 1]
            > !ask Bash "rm -rf dist"
                scout [APP]: -# ✓ done · 1 command · 10m
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  rm -rf dist
                  \`\`\`

                  -# ✗ no answer in time: denied
                scout [APP]: Bash was denied: no answer in time.

                  -# scout · rehearsal · 10m · N% ctx · $N
                ann: !say once more
                  !ask Bash "make"
                  [✅ 1]
                scout [APP]: once moreBash was denied.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# ✗ denied by ann
                ann: !say as you like
                  [✅ 1]
                scout [APP]: as you like

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    ).pipe(Effect.provideService(Clock.Clock, clock))
  })
})
