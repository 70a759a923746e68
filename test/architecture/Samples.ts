/**
 * Adapters as a newcomer would bring them: one folder each below `src/adapters` and, as the mirror of that, the harness
 * in which the contract is put to it. The platform is a folder in which every message is a file; the backend is the
 * rehearsal under another name. Each comes whole and, as `faulty`, with one fault of the kind that its contract rules
 * out.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

const write = (root: string, path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const noticeboard = (name: string, keyed: boolean): string => `/**
 * A noticeboard: a folder in which every message is a file. What people say are files that end in .said.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import type { Conversation, MessageRef } from "../../../core/model/Conversation.ts"
import { ConversationId, MessageId, PlatformName, UserId } from "../../../core/model/Ids.ts"
import { InboundEvent } from "../../../core/model/InboundEvent.ts"
import {
  type ChatPlatform,
  Gone,
  noCapabilities,
  type Operation,
  PlatformError,
  Rejected
} from "../../../core/ports/ChatPlatform.ts"
import { definePlatform } from "../../../core/ports/Manifest.ts"

const platform = PlatformName.make("${name}")
const conversation: Conversation = { platform, id: ConversationId.make("board"), within: [], kind: "channel" }
const capabilities = { ...noCapabilities, edits: true, deletes: true, idempotentPosts: true }
const person = { id: UserId.make("ann"), name: "ann", roles: [] }

const make = Effect.fnUntraced(function* (directory: string) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const notes = new Map<string, string>()
  const refuse = (reason: PlatformError["reason"]) => new PlatformError({ platform, reason })
  const refOf = (message: string): MessageRef => ({
    platform,
    conversation: conversation.id,
    message: MessageId.make(message)
  })
  const fileOf = (message: string) => path.join(directory, \`\${message}.note\`)
  const put = (note: string, text: string) => Effect.orDie(files.writeFileString(fileOf(note), text))

  const write = (operation: Operation) =>
    Effect.gen(function* () {
      if (operation._tag !== "Post" && operation._tag !== "Edit" && operation._tag !== "Delete") return {}
      if (operation._tag === "Post") {
        const { body, key } = operation
        if (body.markdown.length > capabilities.maxLength) return yield* refuse(new Rejected({ detail: "too long" }))
        const note = ${keyed ? "notes.get(key) ?? " : ""}String(notes.size + 1)
        notes.set(${keyed ? "key" : "note"}, note)
        yield* put(note, body.markdown)
        return { message: refOf(note) }
      }
      const file = fileOf(operation.message.message)
      if (!(yield* Effect.orDie(files.exists(file)))) return yield* refuse(new Gone({ what: "the note" }))
      if (operation._tag === "Delete") yield* Effect.orDie(files.remove(file))
      else yield* put(operation.message.message, operation.body.markdown)
      return {}
    })

  const result: ChatPlatform = {
    name: platform,
    capabilities,
    perform: write,
    receive: ({ accept }) =>
      Effect.gen(function* () {
        const heard = new Set<string>()
        while (!heard.has("end.said")) {
          const said = (yield* files.readDirectory(directory)).filter((file) => file.endsWith(".said")).sort()
          for (const file of said.filter((each) => !heard.has(each))) {
            heard.add(file)
            const text = yield* files.readFileString(path.join(directory, file))
            const ref = refOf(file)
            const about = { ref, conversation, person, text, attachments: [], addressed: true, named: [], at: 0 }
            yield* accept(InboundEvent.cases.Said.make(about))
          }
          yield* Effect.sleep("5 millis")
        }
      }).pipe(Effect.orDie)
  }
  return result
})

export const manifest = definePlatform({
  name: "${name}",
  title: "${capitalised(name)} noticeboard",
  config: Schema.Struct({}),
  capabilities,
  create: (_, { directory }) => Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    yield* Effect.orDie(files.makeDirectory(directory, { recursive: true }))
    return yield* make(directory)
  }),
  checks: () => Effect.succeed([{ name: "${name}", state: "ok" as const, found: "${name} is a folder", fix: "" }])
})
`

const noticeboardHarness = (
  name: string
): string => `/** The noticeboard, a person at it, and everything that left for it. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem, Layer } from "effect"
import { manifest } from "../../../../src/adapters/chat/${name}/index.ts"
import { ConversationId } from "../../../../src/core/model/Ids.ts"
import { State } from "../../../../src/core/ports/State.ts"
import type { MakeHarness } from "../../../contract/PlatformSuite.ts"

const harness: MakeHarness = Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const directory = yield* files.makeTempDirectoryScoped()
    let said = 0
    return {
      platform: yield* manifest.create({}, { environment: {}, directory }),
      conversation: ConversationId.make("board"),
      say: (text: string) => Effect.orDie(files.writeFileString(\`\${directory}/\${++said}.said\`, text)),
      seen: Effect.gen(function* () {
        const notes = (yield* files.readDirectory(directory)).filter((file) => file.endsWith(".note"))
        return (yield* Effect.forEach(notes, (note) => files.readFileString(\`\${directory}/\${note}\`))).join("\\n")
      }).pipe(Effect.orDie),
      hazards: []
    }
  }).pipe(Effect.orDie, Effect.provide(Layer.mergeAll(NodeServices.layer, Layer.mock(State, {}))))

export const harnesses = { files: harness }
`

const backendHarness = (root: string): string =>
  readFileSync(join(root, "test/adapters/backend/rehearsal/Harness.ts"), "utf8")

/** One more event after every turn's last. */
const talksAfterwards = (text: string): string =>
  text.replace("import * as Effect from", 'import * as Stream from "effect/Stream"\nimport * as Effect from').replace(
    /create: (make\w+)/,
    `create: (config, surroundings) =>
    Effect.map($1(config, surroundings), (backend) => ({
      ...backend,
      open: (options) =>
        Effect.map(backend.open(options), (session) => ({
          ...session,
          run: (input) => Stream.concat(session.run(input), Stream.make({ _tag: "Note" as const, text: "by the way" }))
        }))
    }))`
  )

export const dropPlatform = (root: string, name: string, whole: boolean): void => {
  write(root, `src/adapters/chat/${name}/index.ts`, noticeboard(name, whole))
  write(root, `test/adapters/chat/${name}/Harness.ts`, noticeboardHarness(name))
}

export const dropBackend = (root: string, name: string, whole: boolean): void => {
  const folder = join(root, "src/adapters/backend", name)
  cpSync(join(root, "src/adapters/backend/rehearsal"), folder, { recursive: true })
  const renamed = (text: string) => text.replaceAll("rehearsal", name).replaceAll("Rehearsal", capitalised(name))
  for (const file of readdirSync(folder)) {
    const text = renamed(readFileSync(join(folder, file), "utf8"))
    renameSync(join(folder, file), join(folder, renamed(file)))
    writeFileSync(join(folder, renamed(file)), file === "index.ts" && !whole ? talksAfterwards(text) : text)
  }
  write(root, `test/adapters/backend/${name}/Harness.ts`, backendHarness(root))
}

/** The one edit that a newcomer makes: a line in the kind's list, and what it names. */
export const enlist = (root: string, list: string, folder: string, name: string): void => {
  const path = join(root, list)
  const text = readFileSync(path, "utf8")
  const entry = `import { manifest as ${name} } from "../adapters/${folder}/${name}/index.ts"\n`
  writeFileSync(path, text.replace(/^import /m, `${entry}import `).replace(/= \[(.+)\]/, `= [$1, ${name}]`))
}
