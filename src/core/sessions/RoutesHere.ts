/**
 * Who answers in a conversation, when what was begun there counts as well as what is bound: a thread goes on with the
 * agent that was spoken to in it, although its channel is nobody's or somebody else's who waits to be mentioned. Owns
 * that rule alone; the precedence among bindings is in `Binding`.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../agents/Agents.ts"
import type { Route, RouteQuestion } from "../agents/Binding.ts"
import { Bindings } from "../agents/Bindings.ts"
import { type Conversation, sessionId } from "../model/Conversation.ts"
import type { StateError } from "../ports/State.ts"
import { sessionRecords } from "./SessionRecords.ts"

export const routesHere = Effect.gen(function* () {
  const agents = yield* Agents
  const bindings = yield* Bindings
  const records = yield* sessionRecords

  /** The agents that have a session in this conversation. */
  const present = (conversation: Conversation) =>
    Effect.flatMap(agents.all, (all) =>
      Effect.filter(all, ({ host, name }) =>
        Effect.map(records.get(sessionId(host, name, conversation)), ({ _tag }) => _tag === "Some")
      )
    )

  return Effect.fnUntraced(function* (question: RouteQuestion): Effect.fn.Return<ReadonlyArray<Route>, StateError> {
    const routes = yield* bindings.routes(question)
    const { conversation, named } = question
    const [route] = routes
    if (conversation.kind !== "thread" || named.length > 0) return routes
    if (route?.trigger === "all" || route?.by === "conversation") return routes
    const here = yield* present(conversation)
    const [only] = here
    if (only === undefined || here.length > 1 || here.some(({ name }) => name === route?.agent)) return routes
    return [{ agent: only.name, by: "conversation", trigger: "all", at: conversation.id }]
  })
})
