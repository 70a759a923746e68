/**
 * The token with which the owner's own programs come in over HTTP: a file in the data directory that only they can read,
 * made when it is first wanted. Owns that file.
 */
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { Startup } from "./Startup.ts"

const fileName = "mcp-token"
const whole = /^[0-9a-f]{64}$/

export const ownerToken = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { home } = yield* Startup
  const file = path.join(home, fileName)
  const kept = (yield* Effect.orElseSucceed(fs.readFileString(file), () => "")).trim()
  if (whole.test(kept)) {
    yield* fs.chmod(file, 0o600)
    return kept
  }
  const random = yield* SecureRandom.SecureRandom
  const token = Hex.encode(yield* random.randomBytes(32))
  // written aside first, so that it is never there in part, nor for a moment for everybody to read
  const aside = `${file}.new`
  yield* fs.remove(aside, { force: true })
  yield* fs.writeFileString(aside, `${token}\n`, { mode: 0o600 })
  yield* fs.rename(aside, file)
  return token
}).pipe(Effect.provide(SecureRandom.layerWebCrypto))
