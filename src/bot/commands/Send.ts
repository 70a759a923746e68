/**
 * `orchestrator send`: one message to one agent, its answer on stdout. Goes through the running service when there is
 * one, else runs the same core for as long as the answer takes.
 */
import * as Console from "effect/Console"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { type AskAgent, Control } from "../../core/control/Control.ts"
import type { ControlError } from "../../core/control/protocol/ControlError.ts"
import type { Outcome } from "../../core/model/Outcome.ts"
import type { Watched } from "../../core/sessions/Watched.ts"
import { controlClient } from "../ControlSocket.ts"
import { localPerson } from "../LocalPerson.ts"
import { layerMachine, layerService } from "../Service.ts"
import { layerStores } from "../Stores.ts"

/** The agent was asked and did not answer to the end. */
export class NotAnswered extends Schema.TaggedError<NotAnswered>()("NotAnswered", {
  outcome: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

const explain = (outcome: Outcome): string => {
  switch (outcome._tag) {
    case "Failed":
      return outcome.remedy === undefined ? outcome.message : `${outcome.message}; ${outcome.remedy}`
    case "Limited":
    case "OverBudget":
      return outcome.message
    default:
      return outcome._tag.toLowerCase()
  }
}

/** Text as it arrives; asks cannot be answered from here and time out. */
const print = (watched: Watched) =>
  Effect.gen(function* () {
    const { entry } = watched
    if (entry._tag === "Happened" && entry.event._tag === "Text") {
      const { delta } = entry.event
      yield* Effect.sync(() => process.stdout.write(delta))
    }
    if (entry._tag === "Happened" && entry.event._tag === "Asked") {
      yield* Console.error("the agent asks for permission: answer it in the dashboard or in a chat; here nobody can")
    }
    if (entry._tag !== "Ended") return
    yield* Console.log("")
    if (entry.outcome._tag !== "Done") {
      return yield* new NotAnswered({ outcome: entry.outcome._tag, detail: explain(entry.outcome) })
    }
  })

const answer = (stream: Stream.Stream<Watched, ControlError>) => Stream.runForEach(stream, print)

const here = (asked: AskAgent) =>
  Effect.flatMap(Control, (control) => answer(control.ask(asked))).pipe(
    Effect.provide(layerService([]).pipe(Layer.provide(layerStores)))
  )

export const send = Command.make(
  "send",
  {
    agent: Argument.String("agent").pipe(Argument.withDescription("Who is asked")),
    text: Argument.String("text").pipe(Argument.withDescription("What is said"), Argument.variadic({ min: 1 })),
    conversation: Flag.String("conversation").pipe(
      Flag.withDescription("Messages with the same name continue one conversation"),
      Flag.withDefault("send")
    )
  },
  Effect.fn("send")(function* ({ agent, conversation, text }) {
    const asked: AskAgent = {
      agent,
      conversation,
      text: text.join(" "),
      message: (yield* Random.nextIntBetween(0, 2 ** 48)).toString(36),
      person: yield* localPerson
    }
    yield* Effect.gen(function* () {
      const running = yield* Effect.option(controlClient)
      yield* running._tag === "Some" ? answer(running.value.Ask(asked).pipe(Stream.orDie)) : here(asked)
    }).pipe(Effect.scoped, Effect.provide(layerMachine({ quiet: true })))
  })
).pipe(
  Command.withDescription("Sends one message to an agent and prints the answer"),
  Command.withExamples([{ command: 'orchestrator send scout "what is in src/?"', description: "ask once" }])
)
