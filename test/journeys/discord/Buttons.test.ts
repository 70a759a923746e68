/** What people press, choose and write into forms on Discord, and what is said to those who come too late. */
import { assert, describe, it } from "@effect/vitest"
import { ComponentType } from "discord-api-types/v10"
import { Effect } from "effect"
import { expect } from "vitest"
import { withinComponents } from "../../support/discord/ComponentChecks.ts"
import { type DiscordWalk, makeDiscordWalk, walkDiscord } from "../../support/discord/DiscordWalk.ts"
import type { Modal } from "../../support/discord/ModalForm.ts"
import { told } from "./Using.ts"
import { watching } from "./Watching.ts"

const expired = "nothing waits for that any more"

/** Of everything that can be used there, whatever became of it. */
const customIds = ({ discord }: DiscordWalk): ReadonlyArray<string> =>
  [...discord.world.messages.values()]
    .flat()
    .flatMap(({ components }) => withinComponents(components))
    .flatMap(({ custom_id, type }) =>
      [ComponentType.Button, ComponentType.StringSelect].some((kind) => kind === type) ? [String(custom_id)] : []
    )

/** A button carries which turn or ask it is for: nothing that anybody wrote. */
const carryIdsAlone = (ids: ReadonlyArray<string>, words: ReadonlyArray<string>) => {
  for (const id of ids) {
    assert.isAtMost(id.length, 100)
    assert.match(id, /^[!-~]+$/)
    for (const word of words) assert.notInclude(id.toLowerCase(), word.toLowerCase())
  }
}

const steadyForm = (form: Modal): Modal => ({ ...form, customId: form.customId.replace(/ask-\d+-\d+/, "ask-ID") })

describe("buttons on discord", () => {
  it.live("a turn is stopped; a command is allowed once, denied, and allowed for the session", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const look = watching(walk)
        const first = ann.says(general, "!say counting:\n!wait 60s")
        const thread = yield* look.threadOf(first)
        yield* look.sees(thread, "counting:")
        const used = [...customIds(walk)]
        ann.presses(thread, "Stop")
        assert.strictEqual(yield* look.settled(first), "⏹️")
        const asks = (text: string, button: string) =>
          Effect.gen(function* () {
            const said = ann.says(thread, `!ask Bash "${text}"`)
            yield* look.sees(thread, `sh\n${text}\n`)
            used.push(...customIds(walk))
            ann.presses(thread, button)
            assert.strictEqual(yield* look.settled(said), "✅")
          })
        yield* asks("make one", "Allow once")
        yield* asks("make two", "Deny")
        yield* asks("make three", "Allow for this session")
        const last = ann.says(thread, '!ask Bash "make four"')
        assert.strictEqual(yield* look.settled(last), "✅")
        expect(look.screen(general)).toMatchInlineSnapshot(`
          "ann: !say counting:
            !wait Ns
            [⏹️ 1]
            > !say counting:
                scout [APP]: counting:

                  -# stopped by ann
                ann: !ask Bash "make one"
                  [✅ 1]
                scout [APP]: Bash was allowed.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make one
                  \`\`\`

                  -# ✓ allowed by ann
                ann: !ask Bash "make two"
                  [✅ 1]
                scout [APP]: Bash was denied.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make two
                  \`\`\`

                  -# ✗ denied by ann
                ann: !ask Bash "make three"
                  [✅ 1]
                scout [APP]: Bash was allowed.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make three
                  \`\`\`

                  -# ✓ allowed by ann, for this session
                ann: !ask Bash "make four"
                  [✅ 1]
                scout [APP]: Bash was allowed.

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.isAtLeast(used.length, 10)
        carryIdsAlone(used, ["make", "counting", "allow", "stop"])
        assert.strictEqual(discord.counts().rateLimited, 0)
      })
    )
  )

  it.live(
    "one question is answered by a button or in own words, several in lists, a plan is sent back and approved",
    () =>
      walkDiscord((walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const look = watching(walk)
          const first = ann.says(general, '!question "Which color?" Red Blue')
          const thread = yield* look.threadOf(first)
          yield* look.sees(thread, "has a question")
          const used = [...customIds(walk)]
          const open = look.screen(thread)
          ann.presses(thread, "Blue")
          assert.strictEqual(yield* look.settled(first), "✅")

          const second = ann.says(thread, '!question "Which shape?" Round Square')
          yield* look.sees(thread, "Which shape?")
          const other = ann.presses(thread, "Other…")
          expect(steadyForm(yield* other.modal)).toMatchInlineSnapshot(`
            {
              "customId": "o:0:ask-ID",
              "fields": [
                {
                  "customId": "words",
                  "label": "your answer",
                  "long": true,
                  "placeholder": "in your own words",
                  "required": true,
                  "value": "",
                },
              ],
              "title": "your answer",
            }
          `)
          other.submits({ "your answer": "a *hexagon*" })
          assert.strictEqual(yield* look.settled(second), "✅")

          const third = ann.says(
            thread,
            '!questions "Which wood?" Oak Ash Elm Fir Yew / many "Which sizes?" Small Medium Large'
          )
          yield* look.sees(thread, "Which sizes?")
          used.push(...customIds(walk))
          const lists = look.screen(thread)
          ann.selects(thread, "Which sizes?", ["Small", "Large"])
          ann.selects(thread, "Which wood?", ["Yew"])
          assert.strictEqual(yield* look.settled(third), "✅")

          const fourth = ann.says(thread, '!choose-many "Which days?" Monday Tuesday')
          yield* look.sees(thread, "Which days?")
          const free = ann.presses(thread, "Other…")
          yield* free.modal
          free.submits({ "your answer": "every day" })
          assert.strictEqual(yield* look.settled(fourth), "✅")

          const fifth = ann.says(thread, "!plan first the tests, then the code\n!plan first the code, then the tests")
          yield* look.sees(thread, "first the tests")
          used.push(...customIds(walk))
          const revising = ann.presses(thread, "Revise")
          expect(steadyForm(yield* revising.modal)).toMatchInlineSnapshot(`
            {
              "customId": "w:r:ask-ID",
              "fields": [
                {
                  "customId": "words",
                  "label": "what to change",
                  "long": true,
                  "placeholder": "what is missing, wrong or not wanted",
                  "required": true,
                  "value": "",
                },
              ],
              "title": "Revise",
            }
          `)
          revising.submits({ "what to change": "the code first" })
          yield* look.sees(thread, "first the code, then")
          ann.presses(thread, "Approve")
          assert.strictEqual(yield* look.settled(fifth), "✅")
          expect(
            `${open}\n====\n${lists.slice(lists.lastIndexOf("scout has"))}\n====\n${look.screen(general)}`
          ).toMatchInlineSnapshot(`
            "scout [APP]: -# waiting for you · scout · Ns
              [⏹️ Stop]
            scout [APP]: scout has a question

              **Which color?**
              - Red · take Red
              - Blue · take Blue
              [Red] [Blue] [Other…]
            ====
            scout has a question

              **Which wood?**
              - Oak · take Oak
              - Ash · take Ash
              - Elm · take Elm
              - Fir · take Fir
              - Yew · take Yew

              **Which sizes?**
              - Small · take Small
              - Medium · take Medium
              - Large · take Large
              <Which wood?: Oak | Ash | Elm | Fir | Yew>
              <Which sizes?: Small | Medium | Large (several)>
              [Other: Which wood?] [Other: Which sizes?]
            ====
            ann: !question "Which color?" Red Blue
              [✅ 1]
              > !question "Which color?" Red Blue
                  scout [APP]: The answer was Blue.

                    -# scout · rehearsal · Ns · N% ctx · $N
                  scout [APP]: scout has a question

                    **Which color?**
                    - Red · take Red
                    - Blue · take Blue

                    -# ✓ answered by ann · Blue
                  ann: !question "Which shape?" Round Square
                    [✅ 1]
                  scout [APP]: The answer was a *hexagon*.

                    -# scout · rehearsal · Ns · N% ctx · $N
                  scout [APP]: scout has a question

                    **Which shape?**
                    - Round · take Round
                    - Square · take Square

                    -# ✓ answered by ann · a \\*hexagon\\*
                  ann: !questions "Which wood?" Oak Ash Elm Fir Yew / many "Which sizes?" Small Medium Large
                    [✅ 1]
                  scout [APP]: Which wood? Yew. Which sizes? Small, Large.

                    -# scout · rehearsal · Ns · N% ctx · $N
                  scout [APP]: scout has a question

                    **Which wood?**
                    - Oak · take Oak
                    - Ash · take Ash
                    - Elm · take Elm
                    - Fir · take Fir
                    - Yew · take Yew

                    **Which sizes?**
                    - Small · take Small
                    - Medium · take Medium
                    - Large · take Large

                    -# ✓ answered by ann · Small, Large, Yew
                  ann: !choose-many "Which days?" Monday Tuesday
                    [✅ 1]
                  scout [APP]: The answer was every day.

                    -# scout · rehearsal · Ns · N% ctx · $N
                  scout [APP]: scout has a question

                    **Which days?**
                    - Monday · take Monday
                    - Tuesday · take Tuesday

                    -# ✓ answered by ann · every day
                  ann: !plan first the tests, then the code
                    !plan first the code, then the tests
                    [✅ 1]
                  scout [APP]: The plan is to be revised: the code first

                    The plan was approved.

                    -# scout · rehearsal · Ns · N% ctx · $N
                  scout [APP]: scout has a plan

                    first the tests, then the code

                    -# ✗ sent back by ann · the code first
                  scout [APP]: scout has a plan

                    first the code, then the tests

                    -# ✓ approved by ann"
          `)
          carryIdsAlone(used, ["red", "blue", "color", "small", "oak", "tests"])
          assert.strictEqual(discord.counts().rateLimited, 0)
        })
      )
  )

  it.live("the first press counts; the next one, and a stranger's, is answered to nobody else", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const look = watching(walk)
        const eve = discord.person("eve")
        const bob = discord.person("bob")
        const said = ann.says(general, '!say before\n!ask Bash "make"')
        const thread = yield* look.threadOf(said)
        yield* look.sees(thread, "scout asks")
        const words = [
          yield* told(eve.presses(thread, "Allow once")),
          yield* told(bob.presses(thread, "Stop")),
          yield* told(eve.presses(thread, "Deny"))
        ]
        const both = [ann.presses(thread, "Allow once"), ann.presses(thread, "Deny")]
        assert.strictEqual(yield* look.settled(said), "✅")
        const late = yield* discord.until("the one who came too late", () => both.flatMap((act) => act.answers())[0])
        words.push(late.text)
        assert.isTrue(late.ephemeral)
        const next = ann.says(thread, '!question "Which color?" Red Blue')
        yield* look.sees(thread, "Which color?")
        const opened = ann.presses(thread, "Other…")
        yield* opened.modal
        ann.presses(thread, "Red")
        assert.strictEqual(yield* look.settled(next), "✅")
        words.push(yield* told(opened.submits({ "your answer": "Green" })))
        expect(words).toMatchInlineSnapshot(`
          [
            "you may not approve here; ask the owner to allow it",
            "you may not talk to agents here; ask the owner to allow it",
            "you may not approve here; ask the owner to allow it",
            "nothing waits for that any more",
            "nothing waits for that any more",
          ]
        `)
        expect(look.screen(general)).toMatchInlineSnapshot(`
          "ann: !say before
            !ask Bash "make"
            [✅ 1]
            > !say before
                scout [APP]: beforeBash was allowed.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# ✓ allowed by ann
                Orchestrator [APP] (only eve sees this): you may not approve here; ask the owner to allow it
                Orchestrator [APP] (only bob sees this): you may not talk to agents here; ask the owner to allow it
                Orchestrator [APP] (only eve sees this): you may not approve here; ask the owner to allow it
                Orchestrator [APP] (only ann sees this): nothing waits for that any more
                ann: !question "Which color?" Red Blue
                  [✅ 1]
                scout [APP]: The answer was Red.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout has a question

                  **Which color?**
                  - Red · take Red
                  - Blue · take Blue

                  -# ✓ answered by ann · Red
                Orchestrator [APP] (only ann sees this): nothing waits for that any more"
        `)
      })
    )
  )

  it.live("a failure is tried again, now and after a restart; an ask that the restart closed has no buttons left", () =>
    Effect.gen(function* () {
      const walk = yield* makeDiscordWalk()
      const { ann, discord, general } = walk
      const look = watching(walk)
      yield* walk.start
      const failing = ann.says(general, '!say so far\n!fail overloaded "too much to do"')
      const thread = yield* look.threadOf(failing)
      assert.strictEqual(yield* look.settled(failing), "❌")
      const tries = (many: number) =>
        discord.until(
          `${many} tries`,
          () =>
            discord.transcript(thread).split("too much to do").length === many + 1 &&
            !discord.transcript(thread).includes("working")
        )
      ann.presses(thread, "Retry")
      yield* tries(2)
      const asking = ann.says(thread, '!say before\n!ask Bash "make"')
      const ask = yield* look.sees(thread, "scout asks")
      const old = withinComponents(ask.components).flatMap((component) => ("custom_id" in component ? [component] : []))
      yield* walk.stop
      yield* walk.start
      assert.strictEqual(yield* look.settled(asking), "✅")
      yield* discord.until("no buttons", () => withinComponents(ask.components).length === 0)
      // Somebody's client is behind and still shows them.
      ask.components = [{ type: ComponentType.ActionRow, components: old }]
      const late = ann.presses(thread, "Allow once", ask)
      assert.strictEqual(yield* told(late), expired)
      ask.components = []
      ann.presses(thread, "Retry")
      yield* tries(3)
      expect(look.screen(general)).toMatchInlineSnapshot(`
        "ann: !say so far
          !fail overloaded "too much to do"
          [❌ 1]
          > !say so far
              scout [APP]: so far

                ✗ failed · too much to do · nothing is wrong: a rehearsal was asked to fail
                -# scout · rehearsal · Ns · N% ctx · $N
                [Retry]
              scout [APP]: so far

                ✗ failed · too much to do · nothing is wrong: a rehearsal was asked to fail
                -# scout · rehearsal · Ns · N% ctx · $N
                [Retry]
              ann: !say before
                !ask Bash "make"
                [✅ 1]
              scout [APP]: beforeBash was denied: nobody is there to answer.

                -# scout · rehearsal · Ns · N% ctx · $N
              scout [APP]: scout asks: run a command

                \`\`\`sh
                make
                \`\`\`

                -# no answer needed any more
              Orchestrator [APP] (only ann sees this): nothing waits for that any more
              scout [APP]: so far

                ✗ failed · too much to do · nothing is wrong: a rehearsal was asked to fail
                -# scout · rehearsal · Ns · N% ctx · $N
                [Retry]"
      `)
    }).pipe(Effect.scoped)
  )
})
