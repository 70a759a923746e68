/**
 * What every backend promises for work that is handed out: files that are told, answers by a schema, and the service's own
 * tools. A claim is skipped only where the manifest says that the CLI cannot.
 */
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem, Redacted } from "effect"
import type { BackendManifest } from "../../src/core/ports/Manifest.ts"
import { makeLoopbackMcp } from "../support/LoopbackMcp.ts"
import { backendGiven, needed, type Prepare } from "./BackendGiven.ts"
import { backendLayer, inputOf, outcomeOf, play, service, textOf, tokenOf, visibleOf } from "./BackendHarness.ts"

/** What a structured answer is to meet. */
const person = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "number" } },
  required: ["name"]
} as const

export const backendWork = (manifest: BackendManifest, prepare: Prepare): void => {
  const can = manifest.capabilities
  const given = backendGiven(manifest, prepare)

  layer(backendLayer(service), { excludeTestServices: true })(`backend ${manifest.name} at work`, (it) => {
    it.effect("a file that it writes is told by its name in the working directory", () =>
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const { backend, open, scripts } = yield* given
        const agent = { ...open.agent, permissions: "accept-edits" as const }
        const events = yield* play(yield* backend.open({ ...open, agent }), inputOf(scripts.writes.text))
        const written = events.flatMap((event) =>
          event._tag === "Activity" && event.kind === "edit" && event.phase === "done" ? [event.files] : []
        )
        assert.deepStrictEqual(written, [[scripts.writes.file]])
        assert.isTrue(yield* files.exists(`${agent.workdir}/${scripts.writes.file}`))
      })
    )

    if (can.structured) {
      it.effect("an answer by a schema is a value, and is not shown as a tool", () =>
        Effect.gen(function* () {
          const { resume, scripts } = yield* given
          const { meets, value } = needed(scripts.structured)
          const met = yield* play(yield* resume({ schema: person }), inputOf(meets))
          assert.deepStrictEqual(outcomeOf(met), { _tag: "Done", structured: value })
          assert.include(textOf(met), "Ada", "people read it too")
          assert.isFalse(met.some((event) => event._tag === "Activity"))
        })
      )

      it.effect("an answer that is no object is told as what it is, when it is found again too", () =>
        Effect.gen(function* () {
          const { backend, open, resume, scripts } = yield* given
          const schema = { type: "array", items: { type: "string" } } as const
          const input = inputOf(needed(scripts.structured).lists)
          const events = yield* Effect.scoped(Effect.flatMap(resume({ schema }), (session) => play(session, input)))
          const done = { _tag: "Done" as const, structured: ["a", "b"] }
          assert.deepStrictEqual(outcomeOf(events), done)
          const token = tokenOf(events)
          if (token === undefined) return assert.fail("no token")
          const found = yield* backend.recover({ ...open, schema, token }, input)
          if (found._tag !== "Finished") return assert.fail(found._tag)
          assert.deepStrictEqual(outcomeOf(found.events), done)
        })
      )

      it.effect("an answer that does not meet the schema is a failure that says what to do", () =>
        Effect.gen(function* () {
          const { resume, scripts } = yield* given
          const missed = outcomeOf(
            yield* play(yield* resume({ schema: person }), inputOf(needed(scripts.structured).misses))
          )
          if (missed?._tag !== "Failed") return assert.fail(`was ${missed?._tag}`)
          assert.deepInclude(missed, { kind: "invalid", message: "the answer does not meet its schema" })
          assert.isDefined(missed.remedy)
        })
      )
    }

    if (can.tools) {
      it.effect("calls the service's tools unasked, whatever it may do, and its token is not to be seen", () =>
        Effect.gen(function* () {
          const { resume, scripts, open } = yield* given
          for (const permissions of ["plan", "ask"] as const) {
            const mcp = yield* makeLoopbackMcp
            const agent = { ...open.agent, permissions }
            const session = yield* resume({ agent, tools: mcp.tools })
            const events = yield* play(session, inputOf(needed(scripts.ownTools).echo))
            assert.deepStrictEqual(mcp.calls, [{ tool: "echo", input: { text: "yo" } }])
            assert.strictEqual(mcp.refused(), 0)
            assert.isFalse(events.some((event) => event._tag === "Asked"))
            const ends = events.flatMap((event) =>
              event._tag === "Activity" && event.kind === "mcp" && event.phase === "done" ? [event.detail] : []
            )
            assert.strictEqual(ends.length, 1)
            assert.include(ends[0], "yo")
            const seen = yield* visibleOf(open.session)
            assert.isAbove(seen.length, 0)
            assert.isFalse(seen.some((text) => text.includes(Redacted.value(mcp.tools.token))))
          }
        })
      )

      it.effect("a process that resumes calls with the token that it was given, not with an older one", () =>
        Effect.gen(function* () {
          const { resume, scripts } = yield* given
          const echo = needed(scripts.ownTools).echo
          const [before, after] = [yield* makeLoopbackMcp, yield* makeLoopbackMcp]
          const first = yield* Effect.scoped(
            Effect.flatMap(resume({ tools: before.tools }), (session) => play(session, inputOf(echo)))
          )
          const token = tokenOf(first)
          if (token === undefined) return assert.fail("no token")
          yield* play(yield* resume({ token, tools: after.tools }), inputOf(echo))
          assert.deepStrictEqual([before.calls.length, after.calls.length, after.refused()], [1, 1, 0])
        })
      )

      it.effect("an interrupt ends a turn that waits for one of the service's tools", () =>
        Effect.gen(function* () {
          const { resume, scripts } = yield* given
          const mcp = yield* makeLoopbackMcp
          const session = yield* resume({ tools: mcp.tools })
          yield* mcp.waiting.pipe(Effect.andThen(session.interrupt), Effect.forkScoped)
          const events = yield* play(session, inputOf(needed(scripts.ownTools).wait))
          assert.strictEqual(outcomeOf(events)?._tag, "Stopped")
          assert.deepStrictEqual(outcomeOf(yield* play(session, inputOf(scripts.streamed))), { _tag: "Done" })
        })
      )

      it.effect("does without tools that nobody serves", () =>
        Effect.gen(function* () {
          const { resume, scripts } = yield* given
          const nowhere = { url: "http://127.0.0.1:9/mcp", token: Redacted.make("none") }
          const session = yield* resume({ tools: nowhere })
          assert.deepStrictEqual(outcomeOf(yield* play(session, inputOf(scripts.streamed))), { _tag: "Done" })
        })
      )
    }
  })
}
