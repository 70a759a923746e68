/**
 * What a caller wishes of workers, made into what the pool takes. Owns that a worker of an agent may do no more than the
 * agent itself, be it by its permissions or by the tools that it is limited to, works like it unless another one is named,
 * and that spawning has an end.
 */
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as Path from "effect/Path"
import type * as Schema from "effect/Schema"
import { Agents } from "../agents/Agents.ts"
import { controlConversation } from "../control/ControlConversation.ts"
import { Permissions } from "../model/Agent.ts"
import type { Origin, WorkerTerms } from "../model/Worker.ts"
import type { WorkerRequest } from "../workers/Workers.ts"
import type { Acting } from "./Acting.ts"
import type { Jobs } from "./Jobs.ts"
import { ToolError } from "./Toolbox.ts"

/** The conversation of what is asked for from outside. */
export const outside = controlConversation("mcp")

/** Workers that one turn may ask for in all. */
const mostOfTurn = 100

const order = Permissions.literals

const least = (left: Permissions, right: Permissions): Permissions =>
  order.indexOf(left) <= order.indexOf(right) ? left : right

/** The fields of a worker that every tool takes alike. */
export interface Wished {
  readonly title?: string
  readonly agent?: string
  readonly backend?: string
  readonly model?: string
  readonly workdir?: string
  readonly permissions?: Permissions
  readonly budget_usd?: number
  readonly timeout_seconds?: number
  readonly schema?: Readonly<Record<string, Schema.Json>>
}

export interface Terms extends Omit<WorkerTerms, "backend"> {
  readonly backend?: string
}

export const limitsOf = ({ budget_usd, timeout_seconds }: Wished) => ({
  ...(budget_usd === undefined ? {} : { budgetUsd: budget_usd }),
  ...(timeout_seconds === undefined ? {} : { timeoutMillis: timeout_seconds * 1000 })
})

export const workerWishes = (limits: { readonly hops: number }, jobs: Jobs) =>
  Effect.gen(function* () {
    const agents = yield* Agents
    const path = yield* Path.Path
    const random = yield* SecureRandom

    const originOf = (acting: Acting): Origin => {
      if (acting._tag === "Owner") return { conversation: outside, person: acting.person, asked: [] }
      const { place, session, turn } = acting
      return {
        conversation: place,
        person: turn.person,
        ...(turn.origin === undefined ? {} : { message: turn.origin }),
        turn: turn.id,
        session,
        agent: turn.agent,
        asked: [...(turn.asked ?? []), turn.agent]
      }
    }

    /** A caller repeats no call by itself: without a key of its own every call is another job. */
    const keyOf = (acting: Acting, key: string | undefined) =>
      Effect.map(
        key === undefined ? Effect.map(random.randomBytes(12), Hex.encode) : Effect.succeed(`named:${key}`),
        (one) => `tool:${acting._tag === "Owner" ? `owner:${acting.person.id}` : acting.session}:${one}`
      )

    const permissionsFor = Effect.fnUntraced(function* (acting: Acting, wished: Wished) {
      if (acting._tag === "Owner") return wished.permissions
      const own = acting.permissions
      if (wished.permissions !== undefined) {
        if (least(wished.permissions, own) === wished.permissions) return wished.permissions
        return yield* new ToolError({
          reason: "refused",
          detail: `permissions: ${wished.permissions} is more than your own, which is ${own}; ask for ${own} or less`
        })
      }
      if (wished.agent === undefined) return least(own, "accept-edits")
      const named = yield* Effect.option(agents.get(wished.agent))
      return named._tag === "None" ? own : least(own, named.value.permissions)
    })

    /** Whoever is limited to some tools of their CLI has workers that are limited so too: like itself, unless said. */
    const agentFor = Effect.fnUntraced(function* (acting: Acting, { agent }: Wished) {
      if (acting._tag === "Owner" || acting.agent.tools === undefined) return agent
      const own = acting.agent
      if (agent === undefined || agent === own.name) return own.name
      const named = yield* Effect.option(agents.get(agent))
      if (named._tag === "None") return agent
      const { backend, tools } = named.value
      if (backend === own.backend && tools?.every((tool) => own.tools?.includes(tool)) === true) return agent
      return yield* new ToolError({
        reason: "refused",
        detail: `agent: ${agent} may use tools that you may not; leave the agent out, or ask_agent ${agent}`
      })
    })

    const termsFor = Effect.fnUntraced(function* (acting: Acting, wished: Wished): Effect.fn.Return<Terms, ToolError> {
      const { model, schema } = wished
      const permissions = yield* permissionsFor(acting, wished)
      const like = acting._tag === "Session" && wished.agent === undefined ? acting : undefined
      const backend = wished.backend ?? like?.turn.terms?.backend ?? like?.agent.backend
      const workdir =
        wished.workdir === undefined || acting._tag === "Owner"
          ? (wished.workdir ?? like?.workdir)
          : path.resolve(acting.workdir, wished.workdir)
      return {
        ...(backend === undefined ? {} : { backend }),
        ...(model === undefined ? {} : { model }),
        ...(workdir === undefined ? {} : { workdir }),
        ...(permissions === undefined ? {} : { permissions }),
        ...(schema === undefined ? {} : { schema })
      }
    })

    /** Spawning has an end: neither deeper nor more than a turn may. */
    const bounded = Effect.fnUntraced(function* (acting: Acting, many: number) {
      if (acting._tag === "Owner") return
      const { turn } = acting
      if ((turn.asked ?? []).length + 1 > limits.hops) {
        return yield* new ToolError({
          reason: "refused",
          detail: `workers of workers may go ${limits.hops} deep (together.hops); do it yourself`
        })
      }
      const own = yield* jobs.all(acting)
      const before = own
        .filter(({ job }) => job.origin.turn === turn.id)
        // a chain has at least a worker of each step, before it gets there
        .reduce((sum, { job, workers }) => sum + Math.max(workers.length, job.chain?.steps.length ?? 0), 0)
      if (before + many > mostOfTurn) {
        return yield* new ToolError({
          reason: "refused",
          detail: `one turn may ask for ${mostOfTurn} workers and has asked for ${before}; go on with their results`
        })
      }
    })

    const requestOf = Effect.fnUntraced(function* (
      acting: Acting,
      wished: Wished & {
        readonly task: string
        readonly priority?: "low" | "normal" | "high"
        readonly fresh?: boolean
        readonly after?: ReadonlyArray<number>
      }
    ): Effect.fn.Return<WorkerRequest, ToolError> {
      const { after, fresh, priority, task, title } = wished
      const agent = yield* agentFor(acting, wished)
      return {
        text: task,
        terms: yield* termsFor(acting, wished),
        ...limitsOf(wished),
        ...(title === undefined ? {} : { title }),
        ...(agent === undefined ? {} : { agent }),
        ...(priority === undefined ? {} : { priority }),
        ...(fresh === undefined ? {} : { fresh }),
        ...(after === undefined ? {} : { after })
      }
    })

    return { agentFor, bounded, keyOf, originOf, requestOf, termsFor }
  })
