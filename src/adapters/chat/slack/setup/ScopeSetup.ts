/**
 * The part of the setup that sees to it that the bot may do what it has to: what is missing is named, and looked for
 * again once the person has added it.
 */
import * as Effect from "effect/Effect"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Guide } from "../../../../core/ports/Guide.ts"
import { findIdentity } from "../workspaces/Identity.ts"
import { settingsPage } from "./ManifestLink.ts"
import { missingScopes } from "./Scopes.ts"
import type { SignedIn } from "./SignIn.ts"

/** Who is signed in once nothing that is vital is missing. */
export const setUpScopes = (guide: Guide, signedIn: SignedIn): Effect.Effect<SignedIn, PlatformError> =>
  Effect.gen(function* () {
    const { api, app, identity } = signedIn
    const missing = missingScopes(identity.scopes)
    if (missing.length === 0) {
      yield* guide.say("✓ it has every scope that is used")
      return signedIn
    }
    yield* guide.say(
      [
        `▸ it lacks ${missing.length === 1 ? "a scope" : "scopes"}:`,
        ...missing.map(({ name, why }) => `  ${name}: ${why}`),
        `  to add them: ${settingsPage(app, "oauth")}`,
        "  under Bot Token Scopes, then press Reinstall at the top of that page"
      ].join("\n")
    )
    const vital = missing.some((scope) => scope.vital)
    const again = yield* guide.choose("are they added now?", [
      { title: "look again", about: "the app is installed again", value: true },
      {
        title: "go on without them",
        about: vital ? "nobody would get an answer" : "they can be added later",
        value: false,
        ...(vital ? { unusable: true } : {})
      }
    ])
    if (!again) return signedIn
    const known = yield* guide.waiting("asking slack what the token may do", findIdentity(api, identity.team))
    return yield* setUpScopes(guide, { ...signedIn, identity: known })
  })
