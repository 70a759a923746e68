/**
 * The built client's files. Owns which there are: they are read once, and what a request names is looked up among them and
 * never on the disk, so that no path and no link leads anywhere else. Each is compressed once, however often it is asked for.
 */
import * as Digest from "effect/crypto/Digest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Path from "effect/Path"
import { type Coding, codingFor, makeCompressed } from "./Compressed.ts"

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2"
}

/** The builder puts a hash of their contents into their names. */
const hashed = "/assets/"
const home = "/index.html"

interface ClientFile {
  readonly bytes: Uint8Array
  readonly type: string
  readonly etag: string
  readonly cache: string
  /** Undefined: it gets no smaller. */
  readonly compressed: ((coding: Coding) => Effect.Effect<Uint8Array>) | undefined
}

const cacheOf = (name: string): string =>
  name.startsWith(hashed) ? "public, max-age=31536000, immutable" : name === home ? "no-store" : "no-cache"

const readFiles = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const digest = yield* Digest.Digest
  const root = yield* fs.realPath(folder)
  const names = yield* fs.readDirectory(root, { recursive: true })
  const read = Effect.fnUntraced(function* (name: string) {
    const file = path.join(root, name)
    const type = types[path.extname(name)]
    // a link would lead out of the folder, and the builder makes none
    if (type === undefined || (yield* fs.realPath(file)) !== file) return []
    if ((yield* fs.stat(file)).type !== "File") return []
    const bytes = yield* fs.readFile(file)
    // weak: what is sent may be compressed
    const etag = `W/"${(yield* digest.digestHex(Digest.sha256, bytes)).slice(0, 20)}"`
    const address = `/${name.split(path.sep).join("/")}`
    const compressed = yield* makeCompressed(bytes, type)
    return [[address, { bytes, type, etag, compressed, cache: cacheOf(address) }] as const]
  })
  return new Map((yield* Effect.forEach(names, read, { concurrency: 8 })).flat())
})

const knows = (known: string, etag: string): boolean =>
  known.split(",").some((each) => each.trim() === etag || each.trim() === "*")

/** All files of the folder, as answers to requests. Fails when it cannot be read. */
export const makeClientFiles = Effect.fn("makeClientFiles")(function* (folder: string) {
  const files: ReadonlyMap<string, ClientFile> = yield* readFiles(folder)

  const send = Effect.fnUntraced(function* ({ bytes, cache, compressed, etag, type }: ClientFile) {
    const { headers: said } = yield* HttpServerRequest.HttpServerRequest
    const headers = { "cache-control": cache, etag, ...(compressed === undefined ? {} : { vary: "Accept-Encoding" }) }
    if (knows(said["if-none-match"] ?? "", etag)) return HttpServerResponse.empty({ status: 304, headers })
    const coding = compressed === undefined ? undefined : codingFor(said["accept-encoding"])
    return compressed === undefined || coding === undefined
      ? HttpServerResponse.uint8Array(bytes, { headers, contentType: type })
      : HttpServerResponse.uint8Array(yield* compressed(coding), {
          headers: { ...headers, "content-encoding": coding },
          contentType: type
        })
  })

  return {
    /** The page that every address of the dashboard begins with. */
    page: files.get(home),
    /** By the path of its address. */
    find: (name: string) => (name === home ? undefined : files.get(name)),
    send
  }
}, Effect.provide(Digest.layerWebCrypto))

export type ClientFiles = Effect.Success<ReturnType<typeof makeClientFiles>>
