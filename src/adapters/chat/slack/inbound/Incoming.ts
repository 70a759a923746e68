/**
 * Stores what came with a message. Owns that it is asked for what Slack did not tell of a file, and that the workspace's
 * token goes to Slack alone. Runs only once somebody wants the message.
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { tameName } from "../../../../core/chat/Cut.ts"
import { makeInbox } from "../../../../core/chat/Inbox.ts"
import { patiently } from "../../../../core/chat/Patience.ts"
import { ConversationId } from "../../../../core/model/Ids.ts"
import type { ReceivedFiles } from "../../../../core/ports/Intake.ts"
import { addressOf, conversationIdOf } from "../Address.ts"
import type { Tokens } from "../Tokens.ts"
import type { Api } from "../web/Api.ts"
import { inboxOf, incomingFile, isUnknown, nameOf, withheldIn } from "./MessageFiles.ts"
import { RawFile } from "./RawMessage.ts"

export interface Incoming {
  /** Never fails: what is not taken is said. */
  readonly store: (
    place: { readonly team: string; readonly channel: string },
    message: string,
    files: ReadonlyArray<RawFile>
  ) => Effect.Effect<ReceivedFiles>
}

const Info = Schema.Struct({ file: RawFile })
const scope = "files:read"

export const makeIncoming = (parts: {
  readonly api: Pick<Api, "ask">
  readonly tokens: Pick<Tokens, "account" | "token">
  readonly apiUrl: string
  readonly directory: string
}): Effect.Effect<Incoming, never, FileSystem.FileSystem | Path.Path | Scope.Scope> =>
  Effect.gen(function* () {
    const { api, tokens } = parts
    const inbox = yield* makeInbox(
      inboxOf({
        ...parts,
        headers: (channel) =>
          tokens.token(addressOf(ConversationId.make(channel)).team).pipe(
            Effect.map((token) => ({ authorization: `Bearer ${Redacted.value(token)}` })),
            Effect.orElseSucceed(() => ({}))
          )
      })
    )

    const known = (team: string, file: RawFile): Effect.Effect<RawFile | undefined> =>
      isUnknown(file)
        ? patiently(api.ask(Info, { team, method: "files.info", args: { file: file.id } })).pipe(
            Effect.map((answer) => answer.file),
            Effect.tapError((error) => Effect.logDebug("a file is not known", error)),
            Effect.orElseSucceed(() => undefined)
          )
        : Effect.succeed(file)

    const mayRead = (team: string): Effect.Effect<boolean> =>
      tokens.account(team).pipe(
        Effect.map(({ scopes }) => scopes.length === 0 || scopes.includes(scope)),
        Effect.orElseSucceed(() => true)
      )

    return {
      store: (place, message, files) =>
        Effect.gen(function* () {
          const { team } = place
          if (!(yield* mayRead(team))) {
            const refused = files.map((file) => `${tameName(nameOf(file))}: the bot lacks the scope ${scope}`)
            return { attachments: [], refused }
          }
          const wanted: Array<RawFile> = []
          const refused: Array<string> = []
          for (const file of files) {
            const found = yield* known(team, file)
            const withheld =
              found === undefined || isUnknown(found) ? "slack does not tell where it is" : withheldIn(found)
            if (found !== undefined && withheld === undefined) wanted.push(found)
            else refused.push(`${tameName(nameOf(found ?? file))}: ${withheld ?? ""}`)
          }
          const channel = conversationIdOf({ team, channel: place.channel })
          const stored = yield* inbox.store({ channel, message, files: wanted.map(incomingFile) })
          return { attachments: stored.attachments, refused: [...refused, ...stored.refused] }
        })
    }
  })
