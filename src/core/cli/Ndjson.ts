/**
 * Bytes of a CLI's stdout into lines: at any chunking, in one synchronous pass per batch, without an effect per line.
 * Owns framing and the tolerance for what is not JSON; must not know what a line means. Only a line feed ends a line:
 * JSON may carry other line separators unescaped.
 */
import * as Stream from "effect/Stream"
import type { CliLine } from "./CliProcess.ts"

const lineFeed = 10
const carriageReturn = 13

/** A line without an end would otherwise fill the memory of the whole service. */
const maxLineBytes = 64 * 1024 * 1024
const shownOfTooLong = 1024

interface Framer {
  readonly push: (chunks: ReadonlyArray<Uint8Array>) => ReadonlyArray<CliLine>
  /** What is left when the output ends without a final line feed. */
  readonly end: () => Array<CliLine>
}

const appendLine = (out: Array<CliLine>, line: string): void => {
  const text = line.charCodeAt(line.length - 1) === carriageReturn ? line.slice(0, -1) : line
  if (text === "") return
  try {
    const value: unknown = JSON.parse(text)
    out.push({ _tag: "Json", value, text })
  } catch {
    if (text.trim() !== "") out.push({ _tag: "Garbage", text })
  }
}

const appendLines = (out: Array<CliLine>, text: string): void => {
  let from = 0
  for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
    appendLine(out, text.slice(from, to))
    from = to + 1
  }
  appendLine(out, from === 0 ? text : text.slice(from))
}

const makeFramer = (): Framer => {
  // A line feed is never part of a longer UTF-8 sequence: whole lines are decoded at once, and only their pieces wait.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  let pieces: Array<Uint8Array> = []
  let size = 0
  let skipping = false

  const takePieces = (): string => {
    const [only] = pieces
    let whole = only ?? new Uint8Array(0)
    if (pieces.length > 1) {
      whole = new Uint8Array(size)
      let at = 0
      for (const piece of pieces) {
        whole.set(piece, at)
        at += piece.length
      }
    }
    pieces = []
    size = 0
    return decoder.decode(whole)
  }

  const hold = (out: Array<CliLine>, piece: Uint8Array): void => {
    if (skipping || piece.length === 0) return
    pieces.push(piece)
    size += piece.length
    if (size <= maxLineBytes) return
    skipping = true
    out.push({ _tag: "Garbage", text: takePieces().slice(0, shownOfTooLong) })
  }

  const pushChunk = (out: Array<CliLine>, chunk: Uint8Array): void => {
    const last = chunk.lastIndexOf(lineFeed)
    if (last < 0) {
      hold(out, chunk)
      return
    }
    let start = 0
    if (size > 0 || skipping) {
      const first = chunk.indexOf(lineFeed)
      hold(out, chunk.subarray(0, first))
      if (!skipping) appendLine(out, takePieces())
      skipping = false
      start = first + 1
    }
    if (start < last) appendLines(out, decoder.decode(chunk.subarray(start, last)))
    hold(out, chunk.subarray(last + 1))
  }

  return {
    push: (chunks) => {
      const out: Array<CliLine> = []
      for (const chunk of chunks) pushChunk(out, chunk)
      return out
    },
    end: () => {
      const out: Array<CliLine> = []
      if (size > 0) appendLine(out, takePieces())
      return out
    }
  }
}

/** Every line that is not blank, in order; what is not JSON comes as `Garbage` and fails nothing. */
export const Ndjson = {
  decode: <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Stream.Stream<CliLine, E, R> =>
    Stream.mapAccumArray(bytes, makeFramer, (framer, chunks) => [framer, framer.push(chunks)], {
      onHalt: (framer) => framer.end()
    }),
  /**
   * One value as one line. The two separators that JSON allows unescaped, but that many line readers split at, are
   * escaped: a person's text must not become two lines.
   */
  encode: (value: unknown): string =>
    `${(JSON.stringify(value) ?? "null").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")}\n`
} as const
