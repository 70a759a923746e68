/**
 * The service as a process of its own that may be killed very often: the product's layers, as little else as possible,
 * on a platform that is nothing but lines of JSON on stdin and stdout. Owns that platform. Started in a working
 * directory with `ORCHESTRATOR_HOME` set, as a user would; ends by itself at the end of its input. It begins at its
 * first line of input, so that the next one can have its modules loaded while this one still runs.
 */
import { flushCompileCache } from "node:module"
import { createInterface } from "node:readline"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Deferred, Effect, Layer, Queue, References, Schema } from "effect"
import { layerCore } from "../../src/bot/Core.ts"
import { Startup } from "../../src/bot/Startup.ts"
import { layerStores } from "../../src/bot/Stores.ts"
import { ConversationId, MessageId } from "../../src/core/model/Ids.ts"
import { InboundEvent } from "../../src/core/model/InboundEvent.ts"
import type { ChatPlatform, Operation } from "../../src/core/ports/ChatPlatform.ts"
import { Journal } from "../../src/core/ports/Journal.ts"
import { listen } from "../../src/core/sessions/Gateways.ts"
import { type CrashLine, crashPlatform } from "./CrashLines.ts"
import { fakeCapabilities } from "./FakePlatform.ts"
import { layerWithoutTools } from "./WithoutTools.ts"

const write = (line: CrashLine) => {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
const decodeLine = Schema.decodeUnknownSync(
  Schema.fromJsonString(Schema.Union([Schema.Struct({ line: Schema.tag("begin") }), InboundEvent]))
)

/** A post is its key: asked for twice it is the same message, as on a platform that enforces nonces. */
const refOf = (operation: Extract<Operation, { readonly _tag: "Post" | "Upload" }>) => ({
  platform: crashPlatform,
  conversation: ConversationId.make(operation.conversation),
  message: MessageId.make(operation.key)
})

const begun = Deferred.makeUnsafe<void>()
const ended = Deferred.makeUnsafe<void>()
const inbox = Effect.runSync(Queue.unbounded<InboundEvent>())

const platform: ChatPlatform = {
  name: crashPlatform,
  capabilities: { ...fakeCapabilities, editIntervalMillis: () => 50 },
  receive: ({ accept }) =>
    Effect.gen(function* () {
      write({ line: "ready" })
      for (;;) {
        const event = yield* Queue.take(inbox)
        yield* accept(event)
        if (event._tag === "Said") write({ line: "accepted", message: event.ref.message })
      }
    }).pipe(Effect.raceFirst(Deferred.await(ended))),
  perform: (operation) =>
    Effect.sync(() => {
      write({ line: "operation", operation })
      return operation._tag === "Post" || operation._tag === "Upload" ? { message: refOf(operation) } : {}
    })
}

/** Tells when nothing is left to do for a turn. */
const layerReceipts = Layer.effect(
  Journal,
  Effect.map(Journal, (journal) => ({
    ...journal,
    append: (...[session, turn, entries]: Parameters<typeof journal.append>) =>
      Effect.tap(journal.append(session, turn, entries), () =>
        Effect.sync(() => {
          if (entries.some((entry) => entry._tag === "Delivered")) write({ line: "delivered", turn })
        })
      )
  }))
)

createInterface({ input: process.stdin })
  .on("line", (text) => {
    const line = decodeLine(text)
    if ("line" in line) Deferred.doneUnsafe(begun, Effect.void)
    else Queue.offerUnsafe(inbox, line)
  })
  .on("close", () => {
    Deferred.doneUnsafe(begun, Effect.void)
    Deferred.doneUnsafe(ended, Effect.void)
  })

// A killed process would never keep what it compiled.
flushCompileCache()
write({ line: "loaded" })
await Effect.runPromise(Deferred.await(begun))
await Effect.runPromise(
  listen([platform]).pipe(
    Effect.provide(
      layerWithoutTools.pipe(
        Layer.provideMerge(layerCore([platform])),
        Layer.provideMerge(layerReceipts.pipe(Layer.provideMerge(layerStores))),
        Layer.provideMerge(Startup.layer),
        Layer.provideMerge(NodeServices.layer),
        Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None"))
      )
    )
  )
)
