/**
 * What somebody who uses commands, buttons and forms does with the answers that nobody else sees. Owns these looks alone;
 * as with `Watching`, never waits for time.
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { listOf, recordOf, textOf } from "../../support/Json.ts"
import type { Act, Answered } from "../../support/slack/Acts.ts"
import { elementsOf } from "../../support/slack/Controls.ts"
import type { Person } from "../../support/slack/Person.ts"
import type { SlackWalk } from "../../support/slack/SlackWalk.ts"
import type { Message } from "../../support/slack/World.ts"

const alone = /^Orchestrator \[APP\] \(only \w+ sees this\):\s?/

/** As it is shown, without who says it and to whom. */
const wordsOf = ({ shown }: Answered): string => shown.replace(alone, "").replaceAll("\n  ", "\n")

/** All that Slack carries of a message for us, beside what people read. */
export const carriedBy = ({ blocks }: Message): ReadonlyArray<string> =>
  blocks.flatMap((block) => {
    const elements = elementsOf(block)
    const within = elements.flatMap((element) => [
      element,
      recordOf(element.positive_button),
      recordOf(element.negative_button)
    ])
    const options = elements.flatMap(({ options }) => listOf(options))
    return [
      textOf(block.block_id),
      ...[...within, ...options].flatMap(({ action_id, value }) => [textOf(action_id), textOf(value)])
    ].filter((text) => text !== "")
  })

/** A button carries which turn or ask it is for: nothing that anybody wrote. */
export const carryIdsAlone = (ids: ReadonlyArray<string>, words: ReadonlyArray<string>) => {
  for (const id of ids) {
    assert.match(id, /^[!-~]+$/)
    for (const word of words) assert.notInclude(id.toLowerCase(), word.toLowerCase())
  }
}

/** What is shown of a form, by its labels. */
export type Fields = Parameters<Person["submits"]>[1]

export const using = ({ slack }: Pick<SlackWalk, "slack">) => {
  const read = new Set<Message>()

  /** The words of the next answer, which nobody else sees. */
  const told = (act: Act): Effect.Effect<string> =>
    Effect.gen(function* () {
      const { interaction } = act
      const answer = yield* slack.until(`an answer to ${interaction.person.name}'s ${interaction.title}`, () =>
        act.answers().find(({ message }) => interaction.answers.includes(message) && !read.has(message))
      )
      read.add(answer.message)
      assert.isTrue(answer.ephemeral, `${interaction.title} is answered to one person alone: ${answer.shown}`)
      return wordsOf(answer)
    })

  return {
    told,
    /** Fills in the form that `act` opened and sends it; what is said to that, which nobody else sees. */
    sends: (person: Person, act: Act, fields: Fields): Effect.Effect<string> =>
      Effect.gen(function* () {
        person.submits(yield* act.view, fields)
        return yield* told(act)
      }),
    /** A person puts away what only they see. */
    putAway: (): void => {
      for (const [channel, messages] of slack.world.messages) {
        slack.world.messages.set(
          channel,
          messages.filter(({ seenBy }) => seenBy === undefined)
        )
      }
    },
    /** Whatever people did that was not acknowledged in time. */
    failures: (): ReadonlyArray<string> =>
      slack.interactions.flatMap(({ failed, title }) => (failed === undefined ? [] : [`${title}: ${failed}`]))
  }
}
