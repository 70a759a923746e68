/**
 * Makes the commands that Discord knows the ones that the service has: asks for them, and writes them only when they
 * differ, since new commands count against a daily limit. Never fails: without commands people can still write.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { patiently } from "../../../../core/chat/Patience.ts"
import type { CommandShape } from "../../../../core/model/Vocabulary.ts"
import type { Api } from "../rest/Api.ts"
import { slashCommands } from "./SlashCommands.ts"

/** The way into an app's activities: not ours, and a write that leaves it out is refused. */
const entryPoint = 4

const Registered = Schema.Array(Schema.Record(Schema.String, Schema.Json))

/** What makes a command what it is; Discord adds ids, versions and settings of its own. */
const telling = new Set([
  "type",
  "name",
  "description",
  "required",
  "autocomplete",
  "choices",
  "value",
  "options",
  "contexts",
  "integration_types"
])

const says = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== false &&
  value !== "" &&
  !(Array.isArray(value) && value.length === 0)

/** The same for two commands that are the same to people: what is not said and what says nothing are one. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const items = value.map(canonical)
    return items.every((item) => typeof item === "number") ? items.toSorted((one, other) => one - other) : items
  }
  if (typeof value !== "object" || value === null) return value
  return Object.entries(value)
    .filter(([key, inner]) => telling.has(key) && says(inner))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => [key, canonical(inner)])
}

const digest = (commands: ReadonlyArray<unknown>): string =>
  commands
    .map((command) => JSON.stringify(canonical(command)))
    .toSorted()
    .join("\n")

/** Takes as long as Discord's limits say: run it in the background. */
export const registerCommands = (options: {
  readonly api: Api
  readonly application: string
  readonly vocabulary: ReadonlyArray<CommandShape>
}): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { api, application, vocabulary } = options
    const route = `/applications/${application}/commands` as const
    const known = yield* patiently(api.ask(Registered, { method: "GET", route }))
    const own = slashCommands(vocabulary)
    if (digest(known.filter(({ type }) => type !== entryPoint)) === digest(own)) return
    const body = [...own, ...known.filter(({ type }) => type === entryPoint)]
    yield* patiently(api.tell({ method: "PUT", route, body }))
    yield* Effect.logInfo(`registered ${own.length} commands`)
  }).pipe(
    Effect.catch((error) =>
      Effect.logWarning(
        `the slash commands are not registered: ${error.reason.message}; people can still write to agents, and the next start tries again`
      )
    ),
    Effect.catchDefect((defect) => Effect.logError("registering the slash commands broke", defect))
  )
