/**
 * What `start` says on one screen: which CLIs there are, who answers, what is missing and how to add it.
 */
import * as Effect from "effect/Effect"
import type { Check } from "../core/ports/Manifest.ts"
import { noCli } from "./AvailableBackends.ts"
import { foundClis } from "./FoundClis.ts"
import { platformList } from "./PlatformList.ts"
import { isRehearsing } from "./Rehearsing.ts"
import { Startup } from "./Startup.ts"
import { version } from "./Version.ts"

const signs: Readonly<Record<Check["state"], string>> = { ok: "✓", warning: "▸", failed: "✗" }

const line = ({ fix, found, state }: Check, title: string): string =>
  `  ${signs[state]} ${title}: ${found}${fix === "" ? "" : `\n      ${fix}`}`

/** What agents can run on here, one CLI after the other, and what is missing. */
export const backendLines = Effect.gen(function* () {
  const found = yield* foundClis
  return [
    ...found.map(({ check, manifest }) => line(check, manifest.title)),
    ...((yield* isRehearsing) ? ["", noCli] : [])
  ]
})

export const welcome = Effect.fnUntraced(function* (options: { readonly chat: boolean }) {
  const { config, file, home } = yield* Startup
  const backends = yield* backendLines
  const platforms = platformList.flatMap(({ name, setup, title }) =>
    config.platforms[name] !== undefined
      ? [`  ${signs.ok} ${title}`]
      : setup === undefined
        ? []
        : [`  ${signs.warning} ${title}: not connected; orchestrator setup ${name}, or the dashboard`]
  )
  const where = options.chat
    ? ["", `you are talking to ${config.default}; /help shows what can be said, Ctrl-C stops, twice leaves`]
    : ["", `talk to an agent: orchestrator chat, or orchestrator send ${config.default} "hello"`]
  return [
    `the orchestrator ${version}`,
    "",
    `configuration: ${file ?? "none, everything is at its default (config/orchestrator.example.yaml shows every key)"}`,
    `data: ${home}`,
    "",
    "agents run on",
    ...backends,
    ...(platforms.length === 0 ? [] : ["", "people talk on", ...platforms]),
    ...where
  ].join("\n")
})
