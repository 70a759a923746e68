/** A folder of its own for files, with the services that lie in it, and a way to make what is in it old. */
import { mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Stream } from "effect"
import * as Digest from "effect/crypto/Digest"
import * as SecureRandom from "effect/crypto/SecureRandom"
import { KeptFiles } from "../../../src/core/files/KeptFiles.ts"
import { Uploads } from "../../../src/core/files/Uploads.ts"
import { UserId } from "../../../src/core/model/Ids.ts"
import { memoryState } from "../../support/MemoryState.ts"

export const ann = UserId.make("ann")
export const bob = UserId.make("bob")

export const day = 86_400_000

export const bytesOf = (text: string) => new TextEncoder().encode(text)

export const makeFiles = Effect.gen(function* () {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "files-"))),
    (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
  )
  const services = yield* Layer.build(
    Layer.merge(KeptFiles.layer(join(folder, "sent")), Uploads.layer(join(folder, "uploaded"))).pipe(
      Layer.provide([Digest.layerWebCrypto, SecureRandom.layerWebCrypto, memoryState]),
      Layer.provideMerge(NodeServices.layer)
    )
  )
  const listed = (...path: ReadonlyArray<string>): ReadonlyArray<string> => {
    try {
      return readdirSync(join(folder, ...path)).sort()
    } catch {
      return []
    }
  }
  return {
    folder,
    services,
    listed,
    /** As if everything in there had last changed at that moment, epoch milliseconds. */
    age: (at: number, ...path: ReadonlyArray<string>) => {
      for (const name of listed(...path)) utimesSync(join(folder, ...path, name), at / 1000, at / 1000)
    },
    upload: (person: UserId, name: string, text = name) =>
      Effect.flatMap(Uploads, (uploads) =>
        uploads.store({
          person,
          name,
          mediaType: "",
          announced: undefined,
          content: Stream.make(bytesOf(text))
        })
      )
  }
})
