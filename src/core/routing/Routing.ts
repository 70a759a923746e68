/**
 * Which model works on a task whose model is `auto`. Owns the rules that the configuration declares and how one is
 * chosen: the first that fits. Pure; must not know what was chosen before, and must not start anything.
 */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Agent } from "../model/Agent.ts"
import { BackendName } from "../model/Ids.ts"
import type { Routed } from "../model/Worker.ts"

/** The model of an agent, a session or a worker that leaves the choice to the rules. */
export const autoModel = "auto"

/** The agent without the word that stands for no model; `auto`: whether it was there. */
export const leftToRules = (agent: Agent): { readonly agent: Agent; readonly auto: boolean } => {
  const { model, ...rest } = agent
  return model === autoModel ? { agent: rest, auto: true } : { agent, auto: false }
}

/** `backend` lists those that exist. */
export const routingRule = <S extends Schema.Codec<BackendName, string>>(backend: S) =>
  Schema.Struct({
    when: Schema.optionalKey(
      Schema.Struct({
        words: Schema.optionalKey(Schema.NonEmptyArray(Schema.NonEmptyString)).annotate({
          description: "One of these words is in the text"
        }),
        atMost: Schema.optionalKey(Schema.Natural).annotate({ description: "The text has at most so many characters" }),
        atLeast: Schema.optionalKey(Schema.Natural).annotate({
          description: "The text has at least so many characters"
        }),
        files: Schema.optionalKey(Schema.Boolean).annotate({ description: "Whether files came with it" }),
        budgetBelow: Schema.optionalKey(
          Schema.Finite.check(Schema.isGreaterThan(0, { expected: "US dollars above zero" }))
        ).annotate({
          description: "It may spend less than so many US dollars"
        }),
        backend: Schema.optionalKey(backend).annotate({ description: "The agent runs on this backend" })
      })
    ).annotate({ description: "Conditions, all of which must hold; none: the rule always holds" }),
    model: Schema.NonEmptyString.check(
      Schema.makeFilter((model: string) => model !== autoModel, {
        expected: "a model's name; auto is what rules decide"
      })
    ).annotate({ description: "The model that is used then" }),
    backend: Schema.optionalKey(backend).annotate({
      description: "The backend that has this model: workers move there, sessions on another one pass the rule over"
    }),
    because: Schema.optionalKey(Schema.NonEmptyString).annotate({
      description: "Why, in a word or two; stands in the footer"
    })
  })

export const RoutingRule = routingRule(BackendName)
export type RoutingRule = typeof RoutingRule.Type

export interface RoutingQuestion {
  readonly text: string
  /** Whether files came with the text. */
  readonly files: boolean
  /** US dollars that may be spent; absent when nothing limits it. */
  readonly budgetUsd?: number | undefined
  readonly backend: BackendName
  /** Whether it may run on another backend; absent for a session, which cannot change its CLI. */
  readonly mayMove?: (to: BackendName) => boolean
}

const isWordPart = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}_]/u.test(character)

/** Whole words in any case; both are in lower case already. */
const says = (text: string, word: string): boolean => {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isWordPart(text[at - 1]) && !isWordPart(text[at + word.length])) return true
  }
  return false
}

const fits = ({ backend, when = {} }: RoutingRule, question: RoutingQuestion): boolean => {
  const { budgetUsd, text } = question
  return (
    (backend === undefined || backend === question.backend || question.mayMove?.(backend) === true) &&
    (when.backend === undefined || when.backend === question.backend) &&
    (when.files === undefined || when.files === question.files) &&
    (when.atMost === undefined || text.length <= when.atMost) &&
    (when.atLeast === undefined || text.length >= when.atLeast) &&
    (when.budgetBelow === undefined || (budgetUsd !== undefined && budgetUsd < when.budgetBelow)) &&
    (when.words === undefined || when.words.some((word) => says(text.toLowerCase(), word.toLowerCase())))
  )
}

/** The reason is the rule's own, or its place in the list, from 1. */
export const routed = (rules: ReadonlyArray<RoutingRule>, question: RoutingQuestion): Routed => {
  const place = rules.findIndex((rule) => fits(rule, question))
  const rule = rules[place]
  if (rule === undefined) return { reason: "no rule" }
  return {
    model: rule.model,
    ...(rule.backend === undefined || rule.backend === question.backend ? {} : { backend: rule.backend }),
    reason: rule.because ?? `rule ${place + 1}`
  }
}

export class Routing extends Context.Service<
  Routing,
  {
    readonly route: (question: RoutingQuestion) => Routed
  }
>()("orchestrator/routing/Routing") {
  static readonly layer = (rules: ReadonlyArray<RoutingRule>) =>
    Layer.succeed(Routing, { route: (question) => routed(rules, question) })
}
