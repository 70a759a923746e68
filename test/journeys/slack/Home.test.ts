/** The app's own page: whom one may talk to, what runs, what waits, what today cost, for each person their own. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { steady } from "../../support/Journey.ts"
import type { Person } from "../../support/slack/Person.ts"
import { walkSlack } from "../../support/slack/SlackWalk.ts"
import { watching } from "./Watching.ts"

describe("the app home on slack", () => {
  it.live("shows what waits and runs, the agents and what today cost, and to a stranger whom to ask", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, people, slack } = walk
          const look = watching(walk)
          const [bob, joe] = [people.bob ?? assert.fail("no bob"), people.joe ?? assert.fail("no joe")]
          const opens = (person: Person) =>
            Effect.gen(function* () {
              person.opensHome()
              yield* slack.until(`${person.user.name}'s page`, () => slack.world.homes.has(person.id))
              return `== ${person.user.name}\n${steady(person.home()).replaceAll(/\(https:[^)]+\)/g, "(LINK)")}`
            })
          const spent = ann.says(general, "!cost 0.25\n!say spent")
          yield* look.settled(spent)
          const asking = ann.says(general, '!ask Bash "make <!channel>"')
          yield* look.sees(asking, "scout asks")
          yield* look.sees(asking, "waiting for you")
          const running = bob.dm("!say counting:\n!wait 60s")
          yield* look.sees(running, "counting:")
          const pages = yield* Effect.forEach([ann, bob, joe, slack.person("eve")], opens)
          expect(pages.join("\n\n")).toMatchInlineSnapshot(`
            "== ann
            # Waiting for you
            scout !ask Bash "make @​channel"
            • scout asks: run a command
            · asked by ann · Ns · open (LINK)
            # Running
            scout !say counting: !wait Ns
            · asked by bob · Ns · in a direct message · open (LINK)
            # Agents
            reviewer
            Reviews a diff or a branch and reports what is wrong, worst first. Changes nothing.
            scout
            for tests
            smith
            for tests
            worker
            Does one task that was handed out, on its own, and reports what came of it.
            · $N today, everyone together
            · write a direct message, or mention the app in a channel · begin with @ and a name to choose an agent · /orc help shows every command

            == bob
            # Running
            scout !say counting: !wait Ns
            · asked by bob · Ns · in a direct message · open (LINK)
            # Agents
            reviewer
            Reviews a diff or a branch and reports what is wrong, worst first. Changes nothing.
            scout
            for tests
            smith
            for tests
            worker
            Does one task that was handed out, on its own, and reports what came of it.
            · $N today, everyone together
            · write a direct message, or mention the app in a channel · begin with @ and a name to choose an agent · /orc help shows every command

            == joe
            nothing runs, and nothing waits for you
            # Agents
            reviewer
            Reviews a diff or a branch and reports what is wrong, worst first. Changes nothing.
            scout
            for tests
            smith
            for tests
            worker
            Does one task that was handed out, on its own, and reports what came of it.
            · $N today, everyone together
            · write a direct message, or mention the app in a channel · begin with @ and a name to choose an agent · /orc help shows every command

            == eve
            you may not talk to agents here; ask the owner to allow it"
          `)
          expect(look.screen()).toMatchInlineSnapshot(`
            "== #general
            ann: !cost 0.25
              !say spent
              | scout [APP]:
              |   [✓ done · Ns]
              |   spent
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!cost 0.25": active)
            ann: !ask Bash "make NOTIFIES @channel"
              | scout [APP]: (streaming)
              |   [waiting for you · scout]
              |     … run make @​channel
              | scout [APP]: scout asks: run a command
              |
              |   \`\`\`sh
              |   make @channel
              |   \`\`\`
              |   [Allow once] [Allow for this session] [Deny]
              | (session "!ask Bash "make @channel"": processing)
            == direct with bob
            bob: !say counting:
              !wait Ns
              | scout [APP]:
              |   [working · scout]
              |   counting: (streaming)
              | (session "!say counting:": processing)
            == direct with ann
            == direct with joe
            == direct with eve"
          `)
          assert.deepStrictEqual(look.limits(), [])
        }),
      { people: { bob: ["talk"], joe: ["talk"] } }
    )
  )
})
