/**
 * What the dashboard's people stand on: who is signed in, where links lead, and as what this service runs.
 */
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import { absolutePath } from "../core/agents/WorkDirectory.ts"
import { SignInLinks } from "../core/control/SignInLinks.ts"
import { SignIns } from "../core/control/SignIns.ts"
import { Premises } from "../core/ports/Premises.ts"
import { localPerson } from "./LocalPerson.ts"
import { isRehearsing } from "./Rehearsing.ts"
import { Startup } from "./Startup.ts"
import { version } from "./Version.ts"

const layerPremises = Layer.effect(
  Premises,
  Effect.gen(function* () {
    const services = yield* Effect.context<Startup | FileSystem.FileSystem | Path.Path>()
    const { config, environment, file, home, start } = Context.get(services, Startup)
    const path = Context.get(services, Path.Path)
    const where = { start, ...(environment.HOME === undefined ? {} : { home: environment.HOME }) }
    return Premises.of({
      directory: home,
      version,
      owner: (yield* localPerson).id,
      configured: file !== undefined || Object.values(config.platforms).some((named) => named !== undefined),
      rehearsing: Effect.provideContext(isRehearsing, services),
      roots: config.workdirs.map((root) => absolutePath(path, root, where))
    })
  })
)

export const layerDashboardPeople = SignInLinks.layer.pipe(
  Layer.provideMerge(SignIns.layer),
  Layer.provide([SecureRandom.layerWebCrypto, Digest.layerWebCrypto]),
  Layer.merge(layerPremises)
)

/** A link that signs in the person who sits here, once. */
export const loginLink = Effect.gen(function* () {
  const { link } = yield* SignInLinks
  return (yield* link(yield* localPerson)).url
})
