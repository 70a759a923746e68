/**
 * Files, as messages: an address is asked for, the bytes go there, and then the file is shared. Owns that a repeat goes on
 * with the file whose bytes are there already, so that none is shown twice. The address is a key: it is never kept.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { safeFileNames } from "../../../../core/chat/InboxNames.ts"
import { uploadBytes } from "../../../../core/chat/UploadBytes.ts"
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import type { ConversationId } from "../../../../core/model/Ids.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { ConversationAddress } from "../Address.ts"
import type { Api } from "../web/Api.ts"
import { errorOf, faultOf } from "../web/Faults.ts"
import type { PostRecord } from "./PostRecords.ts"
import { intentOf } from "./Posts.ts"
import type { During, SendOnce } from "./SendOnce.ts"
import { standingOf } from "./Standing.ts"

export interface Uploading {
  readonly key: string
  readonly conversation: ConversationId
  readonly name: string
  readonly content: string
  readonly encoding?: "base64"
}

export interface Uploads {
  /** The file as a message: its id is the file's. */
  readonly send: (uploading: Uploading) => Effect.Effect<MessageRef, PlatformError>
}

/** Slack refuses a file without bytes. */
const nothing = new TextEncoder().encode("\n")

const Target = Schema.Struct({ upload_url: Schema.String, file_id: Schema.String })

export const makeUploads = (parts: { readonly api: Api; readonly once: SendOnce }): Uploads => {
  const { api, once } = parts

  const share = (
    { channel, team, thread }: ConversationAddress,
    intent: PostRecord,
    file: { readonly id: string; readonly title: string },
    during: During
  ) =>
    during(
      { ...intent, file: { id: file.id, whole: true } },
      api.tell({
        team,
        method: "files.completeUploadExternal",
        args: { files: [file], channel_id: channel, ...(thread === undefined ? {} : { thread_ts: thread }) }
      })
    ).pipe(Effect.as(file.id))

  return {
    send: (uploading) =>
      once.send(uploading, (during, earlier) =>
        Effect.gen(function* () {
          const at = standingOf(uploading.conversation)
          const intent = yield* intentOf(at, earlier)
          const [title = "file"] = safeFileNames([uploading.name])
          if (earlier?.file?.whole === true) {
            const shared = yield* share(at, intent, { id: earlier.file.id, title }, during).pipe(
              Effect.catchIf(
                (error) => errorOf(error) !== undefined && ["Gone", "Rejected"].includes(error.reason._tag),
                () => Effect.undefined
              )
            )
            if (shared !== undefined) return shared
          }
          const bytes = yield* Effect.mapError(Effect.fromResult(uploadBytes(uploading)), (reason) => faultOf(reason))
          const sent = bytes.byteLength === 0 ? nothing : bytes
          const target = yield* api.ask(Target, {
            team: at.team,
            method: "files.getUploadURLExternal",
            args: { filename: title, length: sent.byteLength }
          })
          yield* api.upload(target.upload_url, sent)
          return yield* share(at, intent, { id: target.file_id, title }, during)
        })
      )
  }
}
