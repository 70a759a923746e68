/**
 * The first half of the setup, before the platform runs: which coding CLIs there are, which platform it is to be, and
 * what that needs. What it leaves behind is whole at every moment: a secret is kept once it is known to be right, and the
 * platform is named in the configuration last.
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { Guide } from "../../core/ports/Guide.ts"
import type { PlatformManifest, SetUp } from "../../core/ports/Manifest.ts"
import * as Words from "../../core/render/Words.ts"
import { surroundingsOf } from "../AvailableBackends.ts"
import { Startup } from "../Startup.ts"
import { backendLines } from "../Welcome.ts"
import type { Interview } from "./Interview.ts"
import { keepSecret } from "./KeepSecret.ts"
import { namePlatform } from "./NamePlatform.ts"
import { SetupError } from "./SetupError.ts"

export interface Prepared {
  readonly manifest: PlatformManifest
  readonly setUp: SetUp
  /** What is kept or written is not as it was: a service that runs does not know of it. */
  readonly changed: boolean
  /** The configuration that names the platform. */
  readonly file: string
}

const choosePlatform = Effect.fnUntraced(function* (
  interview: Interview,
  platforms: ReadonlyArray<PlatformManifest>,
  wanted: string | undefined
) {
  const able = platforms.flatMap((manifest) =>
    manifest.setup === undefined ? [] : [{ manifest, setup: manifest.setup }]
  )
  const named = able.find(({ manifest }) => manifest.name === wanted)
  if (named !== undefined) return named
  const names = able.map(({ manifest }) => manifest.name).join(", ")
  const [first, ...others] = able
  if (first === undefined) {
    return yield* new SetupError({
      detail: "no chat platform of this version has to be set up",
      remedy: "talk to an agent: orchestrator chat"
    })
  }
  if (wanted !== undefined) {
    return yield* new SetupError({ detail: `${wanted} cannot be set up`, remedy: `name one of ${names}` })
  }
  if (others.length === 0) return first
  return yield* interview.choose(
    "where do people talk?",
    able.map((one) => ({ title: one.manifest.title, about: "", value: one }))
  )
})

/** `wanted` is the platform's name, where it is known; else the person is asked. */
export const preparePlatform = Effect.fn("preparePlatform")(function* (
  interview: Interview,
  platforms: ReadonlyArray<PlatformManifest>,
  wanted: string | undefined
) {
  const startup = yield* Startup
  const services = yield* Effect.context<FileSystem.FileSystem | Path.Path | Startup>()
  const { manifest, setup } = yield* choosePlatform(interview, platforms, wanted)
  let kept = false
  const guide: Guide = {
    ...interview,
    keep: (name, secret) =>
      keepSecret(name, secret).pipe(
        Effect.tap(() => Effect.sync(() => (kept = true))),
        Effect.flatMap((file) => interview.say(`${Words.done} ${name} is kept in ${file}, yours alone`)),
        Effect.provideContext(services)
      )
  }
  const surroundings = yield* surroundingsOf(startup, "chat", manifest.name)
  const setUp = yield* setup(startup.config.platforms[manifest.name] ?? {}, surroundings, guide)
  const { changed, file } = yield* namePlatform(manifest.name, setUp.configuration)
  yield* interview.say(`${Words.done} ${manifest.title} ${changed ? "is switched on" : "is on already"} in ${file}`)
  const prepared: Prepared = { manifest, setUp, changed: changed || kept, file }
  return prepared
})

/** The same for whoever has seen nothing yet. */
export const prepare = Effect.fn("prepare")(function* (
  interview: Interview,
  platforms: ReadonlyArray<PlatformManifest>,
  wanted: string | undefined
) {
  const lines = yield* interview.waiting("looking for coding clis", backendLines)
  yield* interview.say(["agents run on", ...lines, ""].join("\n"))
  return yield* preparePlatform(interview, platforms, wanted)
})
