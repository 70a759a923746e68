/**
 * Values that are offered for an option while a person types: names of agents, models in use, conversations to resume.
 * Owns where they come from and their order; who may see them is asked before.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../agents/Agents.ts"
import type { Conversation } from "../model/Conversation.ts"
import { conversationKey } from "../model/Conversation.ts"
import type { Suggestion } from "../model/Vocabulary.ts"
import * as Words from "../render/Words.ts"
import { standingWords } from "../render/WorkerHeader.ts"
import { autoModel } from "../routing/Routing.ts"
import { Backends } from "../sessions/Backends.ts"
import { sessionRecords } from "../sessions/SessionRecords.ts"
import { isHere, isOver } from "../workers/JobStanding.ts"
import { type JobWithWorkers, Workers } from "../workers/Workers.ts"
import type { Command, OptionValues } from "./Command.ts"

/** Platforms show no more. */
const most = 25

/** What begins with the words first, then what contains them; nothing twice. */
export const matching = (values: ReadonlyArray<Suggestion>, typed: string): ReadonlyArray<Suggestion> => {
  const words = typed.trim().toLowerCase()
  const distance = ({ label, value }: Suggestion) => {
    const at = Math.min(
      ...[label, value].map((text) => text.toLowerCase().indexOf(words)).map((at) => (at < 0 ? Infinity : at))
    )
    return at === Infinity ? 2 : at === 0 ? 0 : 1
  }
  const seen = new Set<string>()
  return values
    .filter(({ value }) => !seen.has(value) && seen.add(value))
    .map((value) => [distance(value), value] as const)
    .filter(([far]) => far < 2)
    .sort(([left], [right]) => left - right)
    .slice(0, most)
    .map(([, value]) => value)
}

const plain = (value: string): Suggestion => ({ label: value, value })

export const suggestions = Effect.gen(function* () {
  const agents = yield* Agents
  const backends = yield* Backends
  const records = yield* sessionRecords
  const workers = yield* Workers

  const conversations = (here: Conversation) =>
    Effect.map(records.all, (all) => {
      const isHere = (record: (typeof all)[number]) => conversationKey(record.conversation) === conversationKey(here)
      return [...all.filter(isHere), ...all.filter((record) => !isHere(record))].flatMap(({ agent, token }) =>
        token === undefined ? [] : [{ label: `${agent} · ${token}`, value: token }]
      )
    }).pipe(Effect.orElseSucceed(() => []))

  /** What runs first, each job before its workers; of what is over the job alone. */
  const jobsHere = (here: Conversation) =>
    Effect.map(workers.jobs, (all) => {
      const seen = all.filter(({ job }) => isHere(job, here))
      const live = seen.filter((found) => !isOver(found))
      const label = ({ job, workers }: JobWithWorkers) =>
        Words.facts(job.title, standingWords({ job, workers, states: new Map() }))
      return [
        ...live.flatMap((found) => [
          { label: label(found), value: found.job.id },
          ...found.workers.flatMap((worker) =>
            worker.result === undefined ? [{ label: worker.title, value: worker.id }] : []
          )
        ]),
        ...seen.filter(isOver).map((found) => ({ label: label(found), value: found.job.id }))
      ].map(({ label, value }): Suggestion => ({ label: `${label} · ${value}`, value }))
    }).pipe(Effect.orElseSucceed(() => []))

  return (values: OptionValues, here: Conversation, known: ReadonlyArray<Command>) => {
    switch (values) {
      case "agents":
        return Effect.map(agents.all, (all) =>
          all.map(({ description, name }) => ({ label: `${name} · ${description}`, value: name }))
        )
      case "backends":
        return Effect.succeed([...backends.all.keys()].map(plain))
      case "models":
        return Effect.map(agents.all, (all) =>
          [...new Set([...all.flatMap(({ model }) => model ?? []), autoModel])].map(plain)
        )
      case "commands":
        return Effect.succeed(known.map(({ name }) => plain(name)))
      case "conversations":
        return conversations(here)
      case "workers":
        return jobsHere(here)
    }
  }
})
