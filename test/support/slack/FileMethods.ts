/** Files: the upload in three steps, what is known of them, and the download that asks for a token. */
import { textOf } from "../Json.ts"
import { checkBlocks } from "./BlockChecks.ts"
import { ownBot, readThread } from "./ChatMethods.ts"
import { addMessage } from "./Messages.ts"
import { type Methods, needPlace } from "./Method.ts"
import { filePayload } from "./Payloads.ts"
import { need, refuse } from "./Refusal.ts"
import type { Side, SideAnswer } from "./Rest.ts"
import type { FileEntry, World } from "./World.ts"

const mimeTypes: Readonly<Record<string, string>> = {
  txt: "text/plain",
  log: "text/plain",
  md: "text/markdown",
  json: "application/json",
  pdf: "application/pdf",
  png: "image/png",
  jpg: "image/jpeg",
  gif: "image/gif",
  mp4: "video/mp4",
  m4a: "audio/mp4"
}

export const mimeTypeOf = (name: string): string =>
  mimeTypes[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ""] ?? "text/plain"

export const makeFile = (
  world: World,
  given: Pick<FileEntry, "team" | "user" | "name" | "length"> & Partial<FileEntry>
): FileEntry => {
  const file: FileEntry = {
    id: world.nextId("F"),
    title: given.name,
    mimetype: mimeTypeOf(given.name),
    created: Date.now(),
    data: undefined,
    channels: new Set(),
    completed: false,
    ...given
  }
  world.files.set(file.id, file)
  return file
}

export const fileMethods: Methods = {
  "files.getUploadURLExternal": {
    reads: true,
    scopes: ["files:write"],
    answer: ({ args, install, world }) => {
      const length = args.number("length") ?? refuse("invalid_arguments")
      if (length < 1) return refuse("invalid_arguments")
      if (length > 1_000_000_000) return refuse("file_too_large")
      const file = makeFile(world, { team: install.team, user: install.bot.id, name: args.needed("filename"), length })
      return { upload_url: `${world.origin}/upload/v1/${file.id}`, file_id: file.id }
    }
  },
  "files.completeUploadExternal": {
    scopes: ["files:write"],
    answer: (call) => {
      const { args, install, world } = call
      const wanted = args.list("files") ?? refuse("invalid_arguments")
      if (wanted.length === 0) return refuse("invalid_arguments")
      const files = wanted.map(({ id, title }) => {
        const file = need(world.files.get(textOf(id)), "file_not_found")
        if (file.team !== install.team || file.completed) return refuse("file_not_found")
        if (file.data === undefined) return refuse("file_not_found")
        if (title !== undefined) file.title = textOf(title)
        return file
      })
      const where = args.text("channel_id") ?? args.text("channels")?.split(",")[0]
      if (where !== undefined) {
        const channel = needPlace(call, where)
        const thread = readThread(call, channel)
        const comment = args.text("initial_comment")
        const blocks = args.json("blocks", "invalid_blocks_format")
        addMessage(world, {
          channel: channel.id,
          user: install.bot.id,
          bot: ownBot(call),
          text: comment ?? "",
          blocks: comment === undefined && blocks !== undefined ? checkBlocks(blocks) : [],
          files: files.map(({ id }) => id),
          ...(thread === undefined ? {} : { thread })
        })
      }
      for (const file of files) file.completed = true
      return { files: files.map((file) => filePayload(world, file)) }
    }
  },
  "files.info": {
    reads: true,
    scopes: ["files:read"],
    answer: ({ args, install, world }) => {
      const file = need(world.files.get(args.needed("file")), "file_not_found")
      if (file.team !== install.team || !file.completed) return refuse("file_not_found")
      return { file: filePayload(world, file), comments: [], response_metadata: { next_cursor: "" } }
    }
  },
  "files.delete": {
    scopes: ["files:write"],
    answer: ({ args, install, world }) => {
      const file = need(world.files.get(args.needed("file")), "file_not_found")
      if (file.user !== install.bot.id) return refuse("cant_delete_file")
      world.files.delete(file.id)
      return {}
    }
  }
}

const said = (status: number, body: string): SideAnswer => ({ status, body })

/** The one file of a form, or the whole body. */
const bytesIn = (bytes: Buffer, type: string): Uint8Array => {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1]
  if (boundary === undefined) return new Uint8Array(bytes)
  const start = bytes.indexOf("\r\n\r\n") + 4
  return new Uint8Array(bytes.subarray(start, bytes.lastIndexOf(`\r\n--${boundary}`)))
}

export const fileSides = (world: World): ReadonlyArray<Side> => [
  {
    name: "upload",
    fits: (path) => path.startsWith("/upload/v1/"),
    answer: ({ bytes, headers, method, path }) => {
      const file = world.files.get(path.slice("/upload/v1/".length))
      if (file === undefined || file.data !== undefined || method !== "POST") return said(404, "not found")
      const data = bytesIn(bytes, headers["content-type"] ?? "")
      if (data.byteLength !== file.length) return said(400, `expected ${file.length} bytes, got ${data.byteLength}`)
      file.data = data
      return said(200, `OK - ${data.byteLength}`)
    }
  },
  {
    name: "download",
    fits: (path) => path.startsWith("/files-pri/"),
    answer: ({ headers, path }) => {
      const [, team = "", id = ""] = /^\/files-pri\/([A-Z0-9]+)-([A-Z0-9]+)\//.exec(path) ?? []
      const install = world.installs.get(team)
      const file = world.files.get(id)
      const isAllowed =
        install?.active === true &&
        install.scopes.has("files:read") &&
        headers.authorization === `Bearer ${install.token}`
      // Without a token Slack shows its sign-in page, with status 200.
      if (!isAllowed) {
        return {
          status: 200,
          body: "<!DOCTYPE html><html>Sign in to Slack</html>",
          headers: { "content-type": "text/html; charset=utf-8" }
        }
      }
      if (file?.data === undefined) return said(404, "not found")
      return { status: 200, body: file.data, headers: { "content-type": file.mimetype } }
    }
  }
]
