/**
 * Bytes that are sent again and again, made smaller once: whoever asks without an end, signed in or not, must not keep the
 * machine busy. Owns when that is worth it, and the keeping.
 */
// why node:zlib: Effect compresses answers as they leave, each anew
import { brotliCompress, constants, gzip } from "node:zlib"
import * as Effect from "effect/Effect"

export type Coding = "br" | "gzip"

const worthIt = 1024

const shrinks = (type: string): boolean => /^text\/|javascript|json|svg/.test(type)

const weightOf = (named: string): readonly [name: string, weight: number] => {
  const [name = "", ...parameters] = named.split(";").map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2)
  return [name, weight === undefined ? 1 : Number(weight)]
}

/** The smaller of those that are taken. */
export const codingFor = (accepted = ""): Coding | undefined => {
  const weights = new Map(accepted.split(",").map(weightOf))
  const takes = (coding: Coding) => (weights.get(coding) ?? weights.get("*") ?? 0) > 0
  return takes("br") ? "br" : takes("gzip") ? "gzip" : undefined
}

type Compress = (bytes: Uint8Array, done: (error: Error | null, made: Uint8Array) => void) => void

const smallest: Readonly<Record<Coding, Compress>> = {
  br: (bytes, done) => brotliCompress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }, done),
  gzip: (bytes, done) => gzip(bytes, { level: 9 }, done)
}

/** Undefined where it would be no smaller. */
export const makeCompressed = Effect.fnUntraced(function* (bytes: Uint8Array, type: string) {
  if (bytes.byteLength < worthIt || !shrinks(type)) return undefined
  const once = (compress: Compress) =>
    Effect.callback<Uint8Array>((resume) =>
      compress(bytes, (error, made) => resume(error === null ? Effect.succeed(made) : Effect.die(error)))
    ).pipe(
      // whoever asked first may go away, others wait for it as well
      Effect.uninterruptible,
      Effect.cached
    )
  const made = { br: yield* once(smallest.br), gzip: yield* once(smallest.gzip) }
  return (coding: Coding) => made[coding]
})
