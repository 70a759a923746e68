/**
 * The tools that reach people. Owns that a session reaches those of its own conversation alone, under its own face, and
 * not too often; what a platform cannot do is said in words. What a session sends is first in its transcript, then in the
 * chat.
 */
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import { cutTo, oneLine } from "../chat/Cut.ts"
import { webPlatformName } from "../control/WebConversation.ts"
import { KeptFiles } from "../files/KeptFiles.ts"
import type { Conversation } from "../model/Conversation.ts"
import type { TurnId } from "../model/Ids.ts"
import type { SentFile } from "../model/SentFile.ts"
import type { Face } from "../ports/ChatPlatform.ts"
import { JournalEntry } from "../ports/Journal.ts"
import { agentFace } from "../render/AgentFace.ts"
import { splitMarkdown } from "../render/Split.ts"
import { Stage } from "../render/Stage.ts"
import * as Words from "../render/Words.ts"
import { Sessions } from "../sessions/Sessions.ts"
import type { Acting, ActingSession, Actors } from "./Acting.ts"
import type { FileToSend, SentFiles } from "./SentFiles.ts"
import { askHuman, postMessage, sendFile, setTitle } from "./shapes/MessageShapes.ts"
import { failed, type Tool, tool } from "./Tool.ts"
import { ToolError } from "./Toolbox.ts"

/** Posts and files of one turn. */
const mostPosts = 20
const mostMessages = 3
const longestTitle = 80
/** Of what is said about a file. */
const longestCaption = 500
/** Turns whose posts are counted; of older ones nobody posts any more. */
const mostCounted = 1000

const refused = (detail: string) => new ToolError({ reason: "refused", detail })

export const chatTools = (actors: Actors, files: SentFiles) =>
  Effect.gen(function* () {
    const kept = yield* KeptFiles
    const random = yield* SecureRandom
    const sessions = yield* Sessions
    const stage = yield* Stage
    const posts = new Map<TurnId, number>()

    const newKey = Effect.map(random.randomBytes(9), (bytes) => `tool-${Hex.encode(bytes)}`)

    const counted = (acting: Acting) =>
      Effect.suspend(() => {
        if (acting._tag === "Owner") return Effect.void
        const before = posts.get(acting.turn.id) ?? 0
        if (before >= mostPosts) {
          return Effect.fail(refused(`one turn may post ${mostPosts} times; say the rest in your answer`))
        }
        posts.set(acting.turn.id, before + 1)
        for (const turn of posts.keys()) if (posts.size > mostCounted) posts.delete(turn)
        return Effect.void
      })

    const faceOf = (acting: Acting): Face => (acting._tag === "Owner" ? Words.service : agentFace(acting.agent))

    const placeOf = Effect.fnUntraced(function* (acting: Acting, named: string | undefined) {
      const place = yield* actors.placeOf(acting, named)
      if (place !== undefined) return place
      return yield* new ToolError({
        reason: "invalid",
        detail: "conversation: found nothing; expected platform:id, see list_sessions"
      })
    })

    const said = Effect.fnUntraced(function* (acting: Acting, place: Conversation, markdown: string) {
      const pieces = splitMarkdown(markdown, stage.capabilities(place.platform))
      if (pieces.length > mostMessages) {
        return yield* refused(`the text fills ${pieces.length} messages, at most ${mostMessages}; send it as a file`)
      }
      for (const piece of pieces) {
        const message = yield* stage.post(place, yield* newKey, faceOf(acting), piece)
        if (message === undefined) {
          return yield* new ToolError({ reason: "failed", detail: "it could not be posted; try again in a moment" })
        }
      }
    })

    const post = tool(postMessage, ({ conversation, text }, { acting }) =>
      Effect.gen(function* () {
        const place = yield* placeOf(acting, conversation)
        if (place.platform === webPlatformName) {
          return yield* refused("people read the transcript itself there: say it in your answer")
        }
        yield* counted(acting)
        yield* said(acting, place, text)
        return { note: "posted" }
      })
    )

    /** Into the transcript, before it goes anywhere: there it is, whatever becomes of the chat. */
    const recorded = Effect.fnUntraced(function* (
      { session, turn }: ActingSession,
      file: Pick<SentFile, "key" | "name" | "mediaType" | "caption">,
      bytes: Uint8Array
    ) {
      const digest = yield* Effect.mapError(kept.keep(bytes), failed)
      const entry = JournalEntry.cases.Sent.make({ ...file, digest, bytes: bytes.length })
      const told = yield* Effect.mapError(sessions.tell(session, turn.id, entry), failed)
      if (!told) return yield* refused("the turn is over; nothing was sent")
    })

    const uploaded = (
      acting: Acting,
      place: Conversation,
      file: FileToSend,
      key: string,
      caption: string | undefined
    ) =>
      Effect.gen(function* () {
        if (caption !== undefined) yield* said(acting, place, caption)
        const { bytes: _, ...upload } = file
        yield* stage.upload(place, { ...upload, key, face: faceOf(acting) }).pipe(Effect.mapError(failed))
      })

    const send = tool(sendFile, ({ caption, conversation, path }, { acting }) =>
      Effect.gen(function* () {
        const place = yield* placeOf(acting, conversation)
        // there people read the transcript itself
        const inChat = place.platform !== webPlatformName
        if (inChat ? !stage.capabilities(place.platform).uploads : acting._tag === "Owner") {
          return yield* refused(`${place.platform} takes no files here; say what is in it in your answer`)
        }
        const file = yield* files.read(path, acting._tag === "Owner" ? {} : { workdir: acting.workdir })
        const { bytes, mediaType, name } = file
        yield* counted(acting)
        const key = yield* newKey
        if (acting._tag === "Session") {
          const about = caption === undefined ? {} : { caption: cutTo(caption, longestCaption) }
          yield* recorded(acting, { key, name, mediaType, ...about }, bytes)
          if (inChat) {
            yield* uploaded(acting, place, file, key, caption).pipe(
              Effect.tapError((error) => {
                const entry = JournalEntry.cases.Unsent.make({ key, why: error.message })
                return Effect.ignore(sessions.tell(acting.session, acting.turn.id, entry), { log: "Warn" })
              })
            )
          }
        } else yield* uploaded(acting, place, file, key, caption)
        return { note: `${name} is sent`, name, bytes: bytes.length }
      })
    )

    const ask = tool(askHuman, ({ multiple = false, options = [], question }, { acting, call }) =>
      Effect.gen(function* () {
        if (acting._tag === "Owner") {
          const answer = yield* call.elicit(question, options)
          return answer === undefined
            ? { answered: false, answers: [], note: "the person declined, or cannot be asked from here" }
            : { answered: true, answers: [answer] }
        }
        const choices = [...new Set(options)].map((label) => ({ label, description: "" }))
        const answer = yield* sessions
          .askPerson(acting.session, acting.turn.id, { question, header: "", options: choices, multiple })
          .pipe(Effect.mapError(failed))
        if (answer === undefined) return { answered: false, answers: [], note: "the turn ended before an answer came" }
        if (answer._tag === "Chosen") return { answered: true, answers: Object.values(answer.answers).flat() }
        const note = answer._tag === "Deny" && answer.reason !== "" ? answer.reason : "nobody wants to answer that"
        return { answered: false, answers: [], note }
      })
    )

    const title = tool(setTitle, ({ conversation, title }, { acting }) =>
      Effect.gen(function* () {
        const place = yield* placeOf(acting, conversation)
        if (!stage.capabilities(place.platform).titles || place.kind !== "thread") {
          return yield* refused("only threads have a title, and this is none: go on without")
        }
        const shown = cutTo(oneLine(title), longestTitle)
        if (shown === "") return yield* refused("the title says nothing that can be seen")
        yield* counted(acting)
        yield* Effect.mapError(stage.title(place, shown), failed)
        return { note: `the thread is called ${shown} now` }
      })
    )

    return [post, send, ask, title] satisfies ReadonlyArray<Tool>
  })
