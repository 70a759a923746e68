/**
 * Results of tasks that are the same to the letter: the same words to the same agent in a working directory that has
 * not changed. Owns what makes two tasks the same, and for how long. Must not decide whether a stored result is wanted:
 * `fresh` is the pool's to judge. Never fails: a cache that is broken is no cache, and is logged.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { Agent } from "../model/Agent.ts"
import { WorkerResult, type WorkerTask } from "../model/Worker.ts"
import { State } from "../ports/State.ts"
import { WorkingTree } from "../ports/WorkingTree.ts"

/** Rises when what is told of a task below changes: what was stored before is then found no more. */
const format = 1

/** An answer may only come from the same words to the same agent under the same conditions; money and time are none. */
const tellingOf = (task: WorkerTask, agent: Agent, model: string | undefined) => ({
  text: task.text,
  backend: task.terms.backend ?? agent.backend,
  model: model ?? "default",
  persona: [agent.name, agent.personaVersion],
  permissions: task.terms.permissions ?? agent.permissions,
  schema: task.terms.schema ?? null,
  means: [agent.tools ?? null, agent.skills, agent.mcp]
})

/** Whether the result may stand for another one: it is done, changed nothing and does not come from here itself. */
export const isKept = ({ cachedAt, files, outcome }: WorkerResult): boolean =>
  outcome._tag === "Done" && files.length === 0 && cachedAt === undefined

const make = Effect.fnUntraced(function* (options: { readonly timeToLive: Duration.Duration | undefined }) {
  const { timeToLive } = options
  const tree = yield* WorkingTree
  const digest = yield* Digest.Digest
  const results = (yield* State).namespace("worker-results", WorkerResult)

  const keyOf = Effect.fn("ResultCache.keyOf")(function* (task: WorkerTask, agent: Agent, model: string | undefined) {
    if (timeToLive === undefined) return undefined
    const revision = yield* tree.revision(task.terms.workdir ?? agent.workdir)
    if (revision === undefined) return undefined
    const told = JSON.stringify([format, tellingOf(task, agent, model), revision.directory, revision.id])
    return yield* digest.digestHex(Digest.sha256, new TextEncoder().encode(told))
  })

  const find = Effect.fn("ResultCache.find")(function* (key: string) {
    const known = Option.getOrUndefined(yield* results.get(key))
    if (known === undefined) return undefined
    const { usage: _spent, ...result } = known
    return { ...result, elapsedMillis: 0, at: yield* Clock.currentTimeMillis, cachedAt: known.at }
  })

  const store = Effect.fn("ResultCache.store")(function* (key: string, result: WorkerResult) {
    if (timeToLive === undefined || !isKept(result)) return
    yield* results.set(key, result, timeToLive)
  })

  const broken = (what: string) =>
    Effect.catchCause((cause) =>
      Effect.as(Effect.logWarning(`the cache of results is passed over: ${what}`, cause), undefined)
    )

  return ResultCache.of({
    keyOf: (task, agent, model) => broken("no key")(keyOf(task, agent, model)),
    find: (key) => broken("not read")(find(key)),
    store: (key, result) => broken("not stored")(store(key, result))
  })
})

export class ResultCache extends Context.Service<
  ResultCache,
  {
    /**
     * Under what a task's result is kept; undefined where none is. `model` is the one that was chosen, absent for the
     * CLI's own default. Asked before the task is worked on: afterwards the directory may be another.
     */
    readonly keyOf: (task: WorkerTask, agent: Agent, model: string | undefined) => Effect.Effect<string | undefined>
    /** As a result of now: with `cachedAt`, without what it once cost. */
    readonly find: (key: string) => Effect.Effect<WorkerResult | undefined>
    /** Keeps what is done and changed nothing. One that had to ask somebody is not the caller's to hand over. */
    readonly store: (key: string, result: WorkerResult) => Effect.Effect<void>
  }
>()("orchestrator/workers/ResultCache") {
  /** Without a time to live nothing is kept and nothing found. */
  static readonly layer = (options: { readonly timeToLive: Duration.Duration | undefined }) =>
    Layer.effect(ResultCache, make(options)).pipe(Layer.provide(Digest.layerWebCrypto))
}
