/**
 * How jobs and workers get their names: from what asks for them, so that asking twice makes one. Owns that derivation.
 */
import * as Digest from "effect/crypto/Digest"
import * as Effect from "effect/Effect"
import { JobId, WorkerId } from "../model/Ids.ts"

/** 40 bits: enough for all that a service keeps, short enough to type. */
const length = 10

export interface WorkerIds {
  readonly job: (key: string) => Effect.Effect<JobId>
  readonly worker: (job: JobId, step: string, index: number) => Effect.Effect<WorkerId>
}

export const workerIds: Effect.Effect<WorkerIds, never, Digest.Digest> = Effect.map(Digest.Digest, (digest) => {
  const short = (text: string) =>
    Effect.map(digest.digestHex(Digest.sha256, new TextEncoder().encode(text)), (hex) => hex.slice(0, length))
  return {
    job: (key) => Effect.map(short(key), (name) => JobId.make(`j-${name}`)),
    worker: (job, step, index) => Effect.map(short(`${job}/${step}/${index}`), (name) => WorkerId.make(`w-${name}`))
  }
})
