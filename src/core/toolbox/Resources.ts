/**
 * What can be read by address: agents, sessions, jobs and results. Owns the addresses and who may read which: a session
 * the agents and its own jobs, an owner everything.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../agents/Agents.ts"
import { SessionId } from "../model/Ids.ts"
import { Journal } from "../ports/Journal.ts"
import { exportMarkdown } from "../sessions/ExportMarkdown.ts"
import { agentView } from "./AgentView.ts"
import { isoOf } from "./IsoTime.ts"
import { jobsOf } from "./Jobs.ts"
import { sessionReading } from "./SessionReading.ts"
import type { JobView, WorkerView } from "./shapes/Fields.ts"
import { failed } from "./Tool.ts"
import { type Caller, ToolError, type ToolResource } from "./Toolbox.ts"

const scheme = "orchestrator://"
const mostListed = 100

const json = (value: unknown) => ({ mediaType: "application/json" as const, text: JSON.stringify(value, null, 2) })
const markdown = (text: string) => ({ mediaType: "text/markdown" as const, text })

const workerText = (worker: WorkerView): string =>
  [
    `## ${worker.title.replace(/\s+/g, " ")}`,
    `${worker.worker} · ${worker.agent} · ${worker.state}${worker.cost_usd === undefined ? "" : ` · $${worker.cost_usd.toFixed(2)}`}`,
    worker.error ?? "",
    worker.text ?? worker.last ?? "",
    worker.structured === undefined ? "" : `\`\`\`json\n${JSON.stringify(worker.structured, null, 2)}\n\`\`\``,
    (worker.files ?? []).map((file) => `- ${file}`).join("\n")
  ]
    .filter((part) => part !== "")
    .join("\n\n")

const jobText = ({ error, failed_step, job, state, text, title, workers }: JobView): string =>
  [
    `# ${title.replace(/\s+/g, " ")}`,
    `${job} · ${state}`,
    error === undefined ? "" : `failed at ${failed_step ?? "a step"}: ${error}`,
    text ?? "",
    ...workers.map(workerText)
  ]
    .filter((part) => part !== "")
    .join("\n\n")

export const resources = Effect.gen(function* () {
  const agents = yield* Agents
  const journal = yield* Journal
  const jobs = yield* jobsOf
  const reading = yield* sessionReading

  const sessions = Effect.map(journal.sessions(mostListed), (all) =>
    all.map(({ lastAt, session, turns }) => ({ session, turns, last_at: isoOf(lastAt) }))
  )

  return {
    list: (caller: Caller) =>
      Effect.gen(function* () {
        const found = (yield* jobs.all(caller)).slice(0, mostListed)
        const owner: ReadonlyArray<ToolResource> =
          caller._tag === "Session"
            ? []
            : [
                { uri: `${scheme}sessions`, name: "sessions", mediaType: "application/json" },
                ...(yield* Effect.mapError(sessions, failed)).map(
                  ({ session }): ToolResource => ({
                    uri: `${scheme}session/${encodeURIComponent(session)}`,
                    name: session,
                    mediaType: "text/markdown"
                  })
                )
              ]
        const own: ReadonlyArray<ToolResource> = found.map(({ job }) => ({
          uri: `${scheme}job/${job.id}`,
          name: job.title,
          mediaType: "text/markdown"
        }))
        const fixed: ReadonlyArray<ToolResource> = [
          { uri: `${scheme}agents`, name: "agents", mediaType: "application/json" },
          { uri: `${scheme}jobs`, name: "jobs", mediaType: "application/json" }
        ]
        return [...fixed, ...owner, ...own]
      }),
    read: (caller: Caller, uri: string) =>
      Effect.gen(function* () {
        const none = new ToolError({
          reason: "unknown",
          detail: `there is nothing at ${uri}; see the list of resources`
        })
        if (!uri.startsWith(scheme)) return yield* none
        const [kind = "", ...rest] = uri.slice(scheme.length).split("/")
        const id = rest.join("/")
        const isOwner = caller._tag === "Owner"
        if (kind === "agents" && id === "") {
          return json((yield* agents.all).map(agentView))
        }
        if (kind === "jobs" && id === "") {
          return json(yield* Effect.forEach((yield* jobs.all(caller)).slice(0, mostListed), jobs.view))
        }
        if (kind === "job" || kind === "worker") {
          const found = yield* jobs.find(caller, id)
          const view = yield* jobs.view(found)
          return markdown(jobText(view))
        }
        if (kind === "sessions" && id === "" && isOwner) return json(yield* Effect.mapError(sessions, failed))
        if (kind === "session" && isOwner) {
          const session = yield* Effect.try({ try: () => SessionId.make(decodeURIComponent(id)), catch: () => none })
          const rows = yield* Effect.mapError(reading.rows(session), failed)
          return rows.length === 0 ? yield* none : markdown(exportMarkdown(session, rows))
        }
        return yield* none
      })
  }
})
