import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { bodyOf, onStage, persona, realClis, script, times } from "./RealCli.ts"

describe.each(realClis)("a conversation with the real %s", (cli) => {
  it.live("is streamed, remembered, told who it is once, and goes on after a restart of the service", () =>
    onStage(cli, ({ asked, service }) =>
      Effect.gen(function* () {
        yield* service.says(
          "m1",
          `My cat is called Minka. ${script({ text: "Good to know. Noted.", deltas: 4, delay: 200 })}`
        )
        assert.strictEqual(yield* service.settled("m1"), "done")
        const growing = service.states.filter((state) => state.includes("Good") && !state.includes("Noted."))
        assert.isAbove(growing.length, 0, "the answer was seen while it was written")

        yield* service.says("m2", `What is my cat called? ${script({ text: "Minka, of course." })}`)
        assert.strictEqual(yield* service.settled("m2"), "done")
        yield* service.finish

        yield* service.start
        yield* service.says("m3", `And now? ${script({ text: "Still Minka." })}`)
        assert.strictEqual(yield* service.settled("m3"), "done")
        assert.match(service.screen(), /Good to know\. Noted\.[\s\S]*Minka, of course\.[\s\S]*Still Minka\./)

        const bodies = asked().map(bodyOf)
        assert.strictEqual(bodies.length, 3, "one model call for each message")
        for (const body of bodies) assert.strictEqual(times(body, persona), 1, "the persona is there once")
        assert.include(bodies[1], "My cat is called Minka.")
        assert.include(bodies[1], "Good to know. Noted.")
        assert.include(bodies[2], "Good to know. Noted.")
        assert.include(bodies[2], "Minka, of course.")
      })
    )
  )
})
