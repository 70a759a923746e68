/**
 * What was asked for as a task that can be run: checked against the agents, backends, directories and schemas that there
 * are, with what was left out filled in. Owns every refusal before a worker exists; its words name what is wrong.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../agents/Agents.ts"
import { Directories } from "../agents/Directories.ts"
import { nearest } from "../agents/Nearest.ts"
import { leastPermissions } from "../model/Agent.ts"
import { BackendName } from "../model/Ids.ts"
import { longestText } from "../model/LongestText.ts"
import type { WorkerTask } from "../model/Worker.ts"
import { Backends } from "../sessions/Backends.ts"
import { checkSchema } from "./Structured.ts"
import { type WorkerRequest, WorkersError } from "./Workers.ts"

export interface WorkerDefaults {
  /** US dollars. */
  readonly budgetUsd: number
  readonly timeoutMillis: number
}

/** The agent that a worker runs on when none is named. */
export const plainAgent = "worker"

const wrong = (detail: string) => new WorkersError({ reason: "invalid", detail })

export const workerRequests = (defaults: WorkerDefaults) =>
  Effect.gen(function* () {
    const agents = yield* Agents
    const backends = yield* Backends
    const directories = yield* Directories

    const backendOf = (name: string) => {
      const known = backends.all.get(name)
      if (known?._tag === "Available") return Effect.succeed(known.backend)
      const names = [...backends.all.keys()]
      const near = nearest(name, names)
      return Effect.fail(
        wrong(
          known === undefined
            ? `there is no backend "${name}"; ${near === undefined ? `use one of ${names.join(", ")}` : `did you mean ${near}?`}`
            : `${name} cannot be used: ${known.detail}; ${known.remedy}`
        )
      )
    }

    return Effect.fnUntraced(function* (request: WorkerRequest): Effect.fn.Return<WorkerTask, WorkersError> {
      const { terms = {}, text } = request
      const { backend: named, permissions, workdir: _, ...rest } = terms
      if (text.trim() === "") return yield* wrong("a worker needs a task: say what it should do")
      if (text.length > longestText) {
        return yield* wrong(`the task has ${text.length} characters, at most ${longestText}; put it into a file`)
      }
      const agent = yield* agents
        .get(request.agent ?? plainAgent)
        .pipe(Effect.mapError((error) => wrong(error.message)))
      const backend = yield* backendOf(named ?? agent.backend)
      if (named !== undefined && named !== agent.backend && agent.tools !== undefined) {
        return yield* wrong(
          `${agent.name} may use some tools of ${agent.backend} only, and ${named} knows none of them; name another agent`
        )
      }
      if (terms.schema !== undefined) {
        if (!backend.capabilities.structured) return yield* wrong(`${backend.name} cannot answer by a schema`)
        const problem = checkSchema(terms.schema)
        if (problem !== undefined) return yield* wrong(`the schema is wrong: ${problem}`)
      }
      const workdir =
        terms.workdir === undefined
          ? undefined
          : yield* directories
              .allowed(terms.workdir, agent.workdir)
              .pipe(Effect.mapError((error) => wrong(`workdir: ${error.message}`)))
      return {
        text,
        agent: agent.name,
        terms: {
          ...rest,
          ...(named === undefined ? {} : { backend: BackendName.make(named) }),
          ...(workdir === undefined ? {} : { workdir }),
          ...(permissions === undefined ? {} : { permissions: leastPermissions(permissions, agent.permissions) })
        },
        budgetUsd: request.budgetUsd ?? defaults.budgetUsd,
        timeoutMillis: request.timeoutMillis ?? defaults.timeoutMillis,
        priority: request.priority ?? "normal",
        fresh: request.fresh ?? false
      }
    })
  })
