/**
 * The bindings in force: those made at run time, kept in State, before those of the configuration. Owns adding and
 * removing them; the precedence itself is in `Binding`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { AgentName, ConversationId, PlatformName } from "../model/Ids.ts"
import { State, type StateError } from "../ports/State.ts"
import { Binding, type Route, type RouteQuestion, resolveRoutes } from "./Binding.ts"

/** A channel, or a whole platform where no conversation is named. */
export interface BindingPlace {
  readonly platform: PlatformName
  readonly conversation?: ConversationId
}

export class BindingError extends Schema.TaggedError<BindingError>()("BindingError", {
  reason: Schema.Literals(["configured", "unbound"]),
  agent: Schema.optionalKey(Schema.String)
}) {
  override get message() {
    return this.reason === "configured"
      ? `${this.agent ?? "an agent"} is bound here in the configuration; remove it from bindings there, or bind another agent over it`
      : "no agent is bound here"
  }
}

export interface BindingsSettings {
  readonly configured: ReadonlyArray<Binding>
  /** Answers where nothing is bound. */
  readonly fallback: AgentName | undefined
}

const keyOf = (place: BindingPlace): string => `${place.platform}:${place.conversation ?? ""}`

const make = Effect.fnUntraced(function* (settings: BindingsSettings) {
  const kept = (yield* State).namespace("bindings", Binding)
  const known = Effect.map(kept.entries, (entries) => {
    const made = entries.map(([, binding]) => ({ binding, configured: false }))
    const places = new Set(made.map(({ binding }) => keyOf(binding)))
    const hidden = (binding: Binding) => places.has(keyOf(binding))
    return [
      ...made,
      ...settings.configured.flatMap((binding) => (hidden(binding) ? [] : [{ binding, configured: true }]))
    ]
  })
  const all = Effect.map(known, (bindings) => bindings.map(({ binding }) => binding))
  return Bindings.of({
    all,
    known,
    fallback: settings.fallback,
    routes: Effect.fn("Bindings.routes")((question: RouteQuestion) =>
      Effect.map(all, (bindings) => resolveRoutes(bindings, settings.fallback, question))
    ),
    bind: Effect.fn("Bindings.bind")((binding: Binding) => kept.set(keyOf(binding), binding)),
    unbind: Effect.fn("Bindings.unbind")(function* (place: BindingPlace) {
      const made = yield* kept.get(keyOf(place))
      if (made._tag === "Some") return yield* kept.remove(keyOf(place))
      const configured = settings.configured.find((binding) => keyOf(binding) === keyOf(place))
      return yield* new BindingError(
        configured === undefined ? { reason: "unbound" } : { reason: "configured", agent: configured.agent }
      )
    })
  })
})

export class Bindings extends Context.Service<
  Bindings,
  {
    /** Run-time ones first; one for the same place hides the configured one. */
    readonly all: Effect.Effect<ReadonlyArray<Binding>, StateError>
    /** The same, and which of them the configuration makes: those are changed there. */
    readonly known: Effect.Effect<
      ReadonlyArray<{ readonly binding: Binding; readonly configured: boolean }>,
      StateError
    >
    /** Answers where nothing is bound. */
    readonly fallback: AgentName | undefined
    /** One route per agent that should answer; none where nobody does. */
    readonly routes: (question: RouteQuestion) => Effect.Effect<ReadonlyArray<Route>, StateError>
    readonly bind: (binding: Binding) => Effect.Effect<void, StateError>
    readonly unbind: (place: BindingPlace) => Effect.Effect<void, StateError | BindingError>
  }
>()("orchestrator/agents/Bindings") {
  static readonly layer = (settings: BindingsSettings) => Layer.effect(Bindings, make(settings))
}
