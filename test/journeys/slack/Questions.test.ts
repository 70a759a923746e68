/** What agents want to know on Slack: answers by button, by list, in own words; plans that are sent back and approved. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { textOf } from "../../support/Json.ts"
import { elementsOf } from "../../support/slack/Controls.ts"
import { walkSlack } from "../../support/slack/SlackWalk.ts"
import { carriedBy, carryIdsAlone, using } from "./Using.ts"
import { watching } from "./Watching.ts"

describe("questions on slack", () => {
  it.live(
    "one question is answered by a button or in own words, several in lists, a plan is sent back and approved",
    () =>
      walkSlack((walk) =>
        Effect.gen(function* () {
          const { ann, general } = walk
          const look = watching(walk)
          const { failures } = using(walk)
          const carried: Array<string> = []
          const forms: Array<string> = []
          const first = ann.says(general, '!question "Which color?" Red Blue')
          carried.push(...carriedBy(yield* look.sees(first, "Which color?")))
          yield* look.sees(first, "waiting for you")
          const open = look.screen(general)
          ann.presses(general, "Blue")
          yield* look.settled(first)
          const says = (text: string) => ann.says(general, text, { thread: first })
          /** Fills in what the button opens. */
          const writes = (button: string, words: string) =>
            Effect.gen(function* () {
              const form = yield* ann.presses(general, button).view
              forms.push(ann.modal())
              carried.push(
                ...String(form.content.private_metadata)
                  .split(/[{},"]+/)
                  .filter((part) => part !== "")
              )
              ann.submits(form, { [/Revise/.test(button) ? "what to change" : "your answer"]: words })
            })
          const second = says('!question "Which shape?" Round Square')
          yield* look.sees(second, "Which shape?")
          yield* writes("Other…", "a *hexagon* <!here>")
          yield* look.settled(second)

          const third = says('!questions "Which wood?" Oak Ash Elm Fir Yew / many "Which sizes?" Small Medium Large')
          const several = yield* look.sees(third, "Which sizes?")
          carried.push(...carriedBy(several))
          const lists = look.shown(several)
          const sizes = {
            actionId: textOf(
              elementsOf(
                several.blocks.find((block) => elementsOf(block).some(({ type }) => type === "checkboxes")) ?? {}
              )[0]?.action_id
            )
          }
          ann.chooses(general, sizes, ["Small", "Large"])
          yield* ann.presses(general, "Answer").acknowledged
          ann.chooses(general, "Which wood?", "Yew")
          yield* look.settled(third)

          const fourth = says('!choose-many "Which days?" Monday Tuesday')
          yield* look.sees(fourth, "Which days?")
          yield* writes("Other…", "every day")
          yield* look.settled(fourth)

          const fifth = says("!plan first the tests, then the code\n!plan first the code, then the tests")
          carried.push(...carriedBy(yield* look.sees(fifth, "first the tests")))
          yield* writes("Revise", "the code first")
          yield* look.sees(fifth, "first the code, then")
          ann.presses(general, "Approve")
          yield* look.settled(fifth)
          expect([open, lists, ...forms].join("\n====\n")).toMatchInlineSnapshot(`
            "ann: !question "Which color?" Red Blue
              | scout [APP]: (streaming)
              |   [waiting for you · scout]
              | scout [APP]: scout has a question
              |
              |   Which color?
              |   • Red · take Red
              |   • Blue · take Blue
              |   [Red] [Blue] [Other…]
              | (session "!question "Which color?" Red Blue": processing)
            ====
            scout [APP]: scout has a question

              Which wood?
              • Oak · take Oak
              • Ash · take Ash
              • Elm · take Elm
              • Fir · take Fir
              • Yew · take Yew

              Which sizes?
              • Small · take Small
              • Medium · take Medium
              • Large · take Large
              Which wood?
              <Which wood?: Oak | Ash | Elm | Fir | Yew> [Other…]
              Which sizes?
              <Small | Medium | Large (several)> [Answer] [Other…]
            ====
            == your answer
            your answer: <in your own words>
            [Cancel] [Send]
            ====
            == your answer
            your answer: <in your own words>
            [Cancel] [Send]
            ====
            == Revise
            what to change: <what is missing, wrong or not wanted>
            [Cancel] [Send]"
          `)
          expect(look.screen(general)).toMatchInlineSnapshot(`
            "ann: !question "Which color?" Red Blue
              | scout [APP]:
              |   [✓ done · Ns]
              |   The answer was Blue.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | scout [APP]: scout has a question
              |
              |   Which color?
              |   • Red · take Red
              |   • Blue · take Blue
              |   · ✓ answered by ann · Blue
              | ann: !question "Which shape?" Round Square
              | scout [APP]:
              |   [✓ done · Ns]
              |   The answer was a hexagon <!here>.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | scout [APP]: scout has a question
              |
              |   Which shape?
              |   • Round · take Round
              |   • Square · take Square
              |   · ✓ answered by ann · a ​*hexagon* <!here>
              | ann: !questions "Which wood?" Oak Ash Elm Fir Yew / many "Which sizes?" Small Medium Large
              | scout [APP]:
              |   [✓ done · Ns]
              |   Which wood? Yew. Which sizes? Small, Large.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | scout [APP]: scout has a question
              |
              |   Which wood?
              |   • Oak · take Oak
              |   • Ash · take Ash
              |   • Elm · take Elm
              |   • Fir · take Fir
              |   • Yew · take Yew
              |
              |   Which sizes?
              |   • Small · take Small
              |   • Medium · take Medium
              |   • Large · take Large
              |   · ✓ answered by ann · Small, Large, Yew
              | ann: !choose-many "Which days?" Monday Tuesday
              | scout [APP]:
              |   [✓ done · Ns]
              |   The answer was every day.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | scout [APP]: scout has a question
              |
              |   Which days?
              |   • Monday · take Monday
              |   • Tuesday · take Tuesday
              |   · ✓ answered by ann · every day
              | ann: !plan first the tests, then the code
              |   !plan first the code, then the tests
              | scout [APP]:
              |   [✓ done · Ns]
              |   The plan is to be revised: the code first
              |
              |   The plan was approved.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | scout [APP]: scout has a plan
              |
              |   first the tests, then the code
              |   · ✗ sent back by ann · the code first
              | scout [APP]: scout has a plan
              |
              |   first the code, then the tests
              |   · ✓ approved by ann
              | (session "!question "Which color?" Red Blue": active)"
          `)
          carryIdsAlone(carried, ["red", "blue", "color", "small", "oak", "tests", "monday"])
          assert.deepStrictEqual([...failures(), ...look.limits()], [])
        })
      )
  )
})
