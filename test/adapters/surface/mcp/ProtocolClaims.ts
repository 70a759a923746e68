/**
 * What every transport has to carry, whichever it is: held against the protocol's own client, with a toolbox whose tools
 * do one thing each. Owns the claims.
 */

import { assert, it } from "@effect/vitest"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js"
import { Effect, Exit, Queue, Scope } from "effect"
import { type FakeToolbox, makeFakeToolbox } from "./FakeToolbox.ts"
import { connect, textOf } from "./OfficialClient.ts"

/** A transport to a new server on that toolbox, for the owner. */
export type Serve = (fake: FakeToolbox) => Effect.Effect<Transport, unknown, Scope.Scope>

const givingUp = () => new AbortController()

export const protocolClaims = (serve: Serve): void => {
  const met = Effect.fnUntraced(function* (answer?: Parameters<typeof connect>[1]) {
    const fake = yield* makeFakeToolbox
    return { fake, ...(yield* connect(yield* serve(fake), answer)) }
  })

  it.live("introduces itself and lists its tools with what they take and give", () =>
    Effect.gen(function* () {
      const { client } = yield* met()
      assert.strictEqual(client.getServerVersion()?.name, "orchestrator")
      assert.include(client.getInstructions(), "spawn_worker")
      const { tools } = yield* Effect.promise(() => client.listTools())
      assert.deepStrictEqual(
        tools.map(({ name }) => name),
        ["echo", "slow", "fail", "break", "forever", "ask", "whole"]
      )
      const [echo] = tools
      assert.deepStrictEqual(echo?.inputSchema, {
        type: "object",
        properties: {
          text: { type: "string", description: "what is said again", minLength: 1 },
          times: { type: "integer", minimum: 1, maximum: 3 }
        },
        required: ["text"],
        additionalProperties: false
      })
      assert.deepInclude(echo?.annotations, { title: "Echo", readOnlyHint: true, destructiveHint: false })
      assert.strictEqual(echo?.outputSchema?.type, "object")
      // what is no object has no schema that the protocol could carry
      assert.isUndefined(tools.at(-1)?.outputSchema)
    })
  )

  it.live("answers as structure and as text, refuses in words, and never shows a stack", () =>
    Effect.gen(function* () {
      const { client } = yield* met()
      const call = (name: string, input: Record<string, unknown> = {}) =>
        Effect.promise(() => client.callTool({ name, arguments: input }))
      const echoed = yield* call("echo", { text: "hi", times: 2 })
      assert.deepStrictEqual(echoed.structuredContent, { said: "hi hi" })
      assert.deepStrictEqual(JSON.parse(textOf(echoed)), { said: "hi hi" })
      assert.strictEqual(textOf(yield* call("whole")), "the whole")

      const wrong = yield* call("echo", { text: 5 })
      assert.isTrue(wrong.isError)
      assert.match(textOf(wrong), /\["text"\]/)
      const refused = yield* call("fail")
      assert.isTrue(refused.isError)
      assert.include(textOf(refused), "ask for a raise")
      const broken = yield* call("break")
      assert.isTrue(broken.isError)
      assert.notInclude(JSON.stringify(broken), "secret")
      const unknown = yield* Effect.exit(Effect.tryPromise(() => client.callTool({ name: "nope", arguments: {} })))
      assert.isTrue(Exit.isFailure(unknown))
      // and it is still there
      assert.strictEqual(textOf(yield* call("whole")), "the whole")
    })
  )

  it.live("reports progress to those who asked for it, and logs down to the level that they set", () =>
    Effect.gen(function* () {
      const { client, logs } = yield* met()
      const progress: Array<unknown> = []
      yield* Effect.promise(() =>
        client.callTool({ name: "slow", arguments: {} }, undefined, { onprogress: (each) => progress.push(each) })
      )
      assert.deepStrictEqual(
        progress,
        [1, 2, 3].map((done) => ({ progress: done, total: 3, message: `${done} of 3 done` }))
      )
      assert.deepStrictEqual(yield* Queue.takeN(logs, 2), [
        { level: "info", data: "on its way" },
        { level: "warning", data: "nearly there" }
      ])
      yield* Effect.promise(() => client.setLoggingLevel("warning"))
      yield* Effect.promise(() => client.callTool({ name: "slow", arguments: {} }))
      assert.deepStrictEqual(yield* Queue.take(logs), { level: "warning", data: "nearly there" })
    })
  )

  it.live("interrupts a call that is cancelled, and one whose client goes away", () =>
    Effect.gen(function* () {
      const fake = yield* makeFakeToolbox
      const life = yield* Scope.make()
      const { client } = yield* Effect.flatMap(serve(fake), (transport) => connect(transport)).pipe(Scope.provide(life))
      const giveUp = givingUp()
      const ended = client.callTool({ name: "forever", arguments: {} }, undefined, { signal: giveUp.signal }).then(
        () => "answered",
        () => "given up"
      )
      yield* fake.begun
      giveUp.abort("no longer wanted")
      yield* fake.interrupted
      assert.strictEqual(yield* Effect.promise(() => ended), "given up")

      const left = client.callTool({ name: "forever", arguments: {} }).catch(() => {})
      yield* fake.begun
      yield* Scope.close(life, Exit.void)
      yield* fake.interrupted
      yield* Effect.promise(() => left)
    })
  )

  it.live("asks the person at the client's end, if that client can", () =>
    Effect.gen(function* () {
      const ask = (
        client: { readonly callTool: (params: never) => Promise<unknown> },
        options: ReadonlyArray<string>
      ) => Effect.promise(() => client.callTool({ name: "ask", arguments: { options } } as never))
      const able = yield* met(() => ({ action: "accept", content: { answer: "left" } }))
      assert.include(textOf(yield* ask(able.client, ["left", "right"])), "left")
      assert.strictEqual(able.questions[0]?.message, "which one?")
      assert.include(JSON.stringify(able.questions[0]?.schema), "right")
      for (const action of ["decline", "cancel"] as const) {
        const unwilling = yield* met(() => ({ action }))
        assert.include(textOf(yield* ask(unwilling.client, [])), "nobody answered")
      }
      const unable = yield* met()
      assert.include(textOf(yield* ask(unable.client, [])), "nobody answered")
    })
  )

  it.live("lists what can be read as it comes and goes, and reads it", () =>
    Effect.gen(function* () {
      const { client, fake } = yield* met()
      const uris = Effect.map(
        Effect.promise(() => client.listResources()),
        ({ resources }) => resources.map(({ uri }) => uri)
      )
      assert.deepStrictEqual(yield* uris, ["orchestrator://agents"])
      fake.publish("orchestrator://worker/w-1")
      assert.deepStrictEqual(yield* uris, ["orchestrator://agents", "orchestrator://worker/w-1"])
      fake.withdraw("orchestrator://worker/w-1")
      assert.deepStrictEqual(yield* uris, ["orchestrator://agents"])
      fake.publish("orchestrator://worker/w-2")
      // not listed yet, and read all the same
      const { contents } = yield* Effect.promise(() => client.readResource({ uri: "orchestrator://worker/w-2" }))
      assert.deepInclude(contents[0], { mimeType: "application/json", uri: "orchestrator://worker/w-2" })
      const { resourceTemplates } = yield* Effect.promise(() => client.listResourceTemplates())
      assert.include(
        resourceTemplates.map(({ uriTemplate }) => uriTemplate),
        "orchestrator://{kind}/{id}"
      )
      const missing = yield* Effect.exit(
        Effect.tryPromise(() => client.readResource({ uri: "orchestrator://worker/w-9" }))
      )
      assert.include(String(Exit.isFailure(missing) ? missing.cause : ""), "there is no orchestrator://worker/w-9")
    })
  )
}
