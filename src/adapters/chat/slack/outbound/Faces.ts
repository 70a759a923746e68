/**
 * An agent's name and picture on its messages. Owns what Slack takes as such, and that everything is said with the bot's
 * own face where the workspace does not allow another.
 */
import * as Effect from "effect/Effect"
import { labelOf } from "../../../../core/chat/Cut.ts"
import type { Face, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Tokens } from "../Tokens.ts"
import { errorOf } from "../web/Faults.ts"
import { makeRefusals } from "./Refusals.ts"

/** Empty: the bot's own face. */
export type FaceFields = Readonly<Record<string, string>>

export interface Faces {
  /** Runs `send` with the face, and again without it when Slack refuses the face alone. */
  readonly wear: <A>(
    team: string,
    face: Face,
    send: (fields: FaceFields) => Effect.Effect<A, PlatformError>
  ) => Effect.Effect<A, PlatformError>
}

const scope = "chat:write.customize"
const longestName = 80

const iconOf = (avatar: string | undefined): FaceFields => {
  if (avatar === undefined) return {}
  if (/^https?:\/\/\S{1,2000}$/i.test(avatar)) return { icon_url: avatar }
  return /^:[\w+'-]{1,100}:$/.test(avatar) ? { icon_emoji: avatar } : {}
}

const faceFields = ({ avatar, name }: Face): FaceFields => ({
  username: labelOf(name, longestName, "agent"),
  ...iconOf(avatar)
})

export const makeFaces = (parts: { readonly tokens: Pick<Tokens, "account">; readonly faces: boolean }): Faces => {
  const refusals = makeRefusals(
    `agents have no faces of their own: add the scope ${scope} under OAuth & Permissions and install the app again`
  )
  return {
    wear: (team, face, send) =>
      Effect.gen(function* () {
        if (!parts.faces || face.service === true || refusals.has(team)) return yield* send({})
        const { scopes } = yield* parts.tokens.account(team)
        if (!scopes.includes(scope)) return yield* send({})
        return yield* send(faceFields(face)).pipe(
          Effect.catchIf(
            (error) => errorOf(error) === "missing_scope",
            (error) => Effect.tap(send({}), () => refusals.add(team, error))
          )
        )
      })
  }
}
