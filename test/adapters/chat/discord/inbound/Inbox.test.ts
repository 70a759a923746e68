/**
 * Files that come with messages: stored under names that are safe wherever they came from, within limits that hold
 * whatever a message claims.
 */
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { filesOf, inboxOf } from "../../../../../src/adapters/chat/discord/inbound/MessageFiles.ts"
import { RawMessage } from "../../../../../src/adapters/chat/discord/inbound/RawMessage.ts"
import { makeInbox } from "../../../../../src/core/chat/Inbox.ts"
import { safeFileNames } from "../../../../../src/core/chat/InboxNames.ts"
import { makeFakeDiscord } from "../../../../support/discord/FakeDiscord.ts"
import { makeInboundRig } from "./InboundRig.ts"

const mebibyte = 1024 * 1024

const nasty = fc.string({
  unit: fc.constantFrom(
    "a",
    "A",
    "é",
    "e\u0301",
    "漢",
    "😀",
    "\ud800",
    ".",
    "-",
    " ",
    "/",
    "\\",
    "\u0000",
    "\n",
    "\u202e",
    "\u200b"
  ),
  maxLength: 150
})

describe("Inbox", () => {
  it("makes every name safe, short and unique, and keeps good ones as they are", () => {
    assert.deepStrictEqual(
      safeFileNames([
        "notes.txt",
        "../../.bashrc",
        "C:\\temp\\a b.md",
        "",
        "..",
        "NOTES.txt",
        "bild\u202egpj.exe",
        "a\n/b\u0000.c"
      ]),
      ["notes.txt", "bashrc", "a b.md", "file", "file-2", "NOTES-2.txt", "bildgpj.exe", "b.c"]
    )
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 12 }), (names) => {
        const safe = safeFileNames(names)
        assert.strictEqual(new Set(safe.map((name) => name.toLowerCase())).size, names.length)
        for (const name of safe) {
          assert.match(name, /^[^./\\\p{Cc} -][^/\\\p{Cc}]*$/u)
          assert.isAtMost(Buffer.byteLength(name), 120)
          assert.isTrue(name.isWellFormed())
        }
      }),
      { numRuns: 50 }
    )
  })

  it.live("stores what came, says what was not taken, and does nothing twice", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const ann = discord.person("ann")
      const rig = yield* makeInboundRig(discord)
      const listener = yield* rig.listen
      yield* discord.until("a connection", () => discord.gateway.connected() === 1)
      const large = new Uint8Array(11 * mebibyte)
      const said = ann.says(general, "look", {
        attachments: [
          { name: "notes.txt", content: "hello" },
          { name: "../../.bashrc", content: "boo" },
          { name: "film.mov", content: "x", size: 40 * mebibyte },
          { name: "liar.bin", content: large, size: 10 },
          { name: "gone.txt", content: "?" },
          ...Array.from({ length: 6 }, (_, number) => ({ name: `more-${number}.txt`, content: `${number}` }))
        ]
      })
      discord.faults.refuse({ path: /gone\.txt/ }, { status: 404, code: 0, message: "gone" })
      yield* discord.until("the files", () => rig.files.length === 1)
      const recorded = ann.says(general, "", {
        attachments: [{ name: "voice-message.ogg", content: "zz", contentType: "audio/ogg" }],
        voice: 3.2
      })
      yield* discord.until("the recording", () => rig.files.length === 2)
      yield* listener.stop

      const folder = `${rig.directory}/inbox/${general.id}/${said.id}`
      const [files, voice] = rig.files
      assert.deepStrictEqual(files?.refused, [
        "more-5.txt: at most 10 files a message are taken",
        "film.mov: 40 MB, at most 10 MB",
        "liar.bin: too large, at most 10 MB",
        "gone.txt: could not be fetched (http 404)"
      ])
      assert.deepStrictEqual(
        files?.attachments.map(({ bytes, name, path }) => [name, path, bytes]),
        ["notes.txt", "bashrc", "more-0.txt", "more-1.txt", "more-2.txt", "more-3.txt", "more-4.txt"].map((name) => [
          name,
          `${folder}/${name}`,
          name === "notes.txt" ? 5 : name === "bashrc" ? 3 : 1
        ])
      )
      assert.deepStrictEqual(voice?.attachments, [
        {
          name: "voice-message-4s.ogg",
          mediaType: "audio/ogg",
          path: `${rig.directory}/inbox/${general.id}/${recorded.id}/voice-message-4s.ogg`,
          bytes: 2
        }
      ])
      // Whole files and nothing else; only for the service's own eyes.
      assert.deepStrictEqual((yield* fs.readDirectory(folder)).toSorted(), [
        "bashrc",
        "more-0.txt",
        "more-1.txt",
        "more-2.txt",
        "more-3.txt",
        "more-4.txt",
        "notes.txt"
      ])
      assert.strictEqual(yield* fs.readFileString(`${folder}/notes.txt`), "hello")
      assert.strictEqual((yield* fs.stat(`${folder}/notes.txt`)).mode & 0o777, 0o600)

      // The same message once more, while nothing can be fetched.
      const inbox = yield* makeInbox(inboxOf({ directory: rig.directory, apiUrl: discord.apiUrl }))
      const told = discord.gateway.told().findLast(({ event }) => event === "MESSAGE_CREATE")?.data
      yield* discord.stop
      const again = yield* inbox.store(filesOf(yield* Schema.decodeUnknownEffect(RawMessage)(told)))
      assert.deepStrictEqual(again, voice)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("fetches from nowhere but Discord", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const directory = yield* fs.makeTempDirectoryScoped()
      const inbox = yield* makeInbox(inboxOf({ directory, apiUrl: "https://discord.com/api" }))
      const attachment = (url: string) => ({ id: "1", filename: "a.txt", size: 1, url })
      const { attachments, refused } = yield* inbox.store(
        filesOf(
          yield* Schema.decodeEffect(RawMessage)({
            id: "1",
            channel_id: "2",
            author: { id: "3", username: "ann" },
            attachments: [
              attachment("http://169.254.169.254/latest"),
              attachment("file:///etc/passwd"),
              attachment("no")
            ]
          })
        )
      )
      assert.deepStrictEqual(attachments, [])
      assert.deepStrictEqual(
        refused,
        ["a.txt", "a-2.txt", "a-3.txt"].map((name) => `${name}: its address is not the platform's`)
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
