/**
 * What is read from the terminal, as text in the order in which it came. Owns the listeners and raw mode, both only for
 * as long as the scope is open. Node's stream types: the service's standard streams come as such.
 */
import type { Readable } from "node:stream"
import * as Effect from "effect/Effect"

export type ConsoleInput = Readable & { readonly isTTY?: boolean; readonly setRawMode?: (raw: boolean) => unknown }

export interface Reader {
  readonly text: (chunk: string) => void
  /** Nothing more comes. */
  readonly end: () => void
}

export const listenTo = Effect.fnUntraced(function* (input: ConsoleInput, raw: boolean, reader: Reader) {
  const onData = (chunk: string | Uint8Array) => reader.text(typeof chunk === "string" ? chunk : chunk.toString())
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      input.setEncoding("utf8")
      if (raw) input.setRawMode?.(true)
      input.on("end", reader.end).on("close", reader.end).on("error", reader.end).on("data", onData)
      if (input.readableEnded || input.destroyed) reader.end()
      // whoever listened before left it paused
      else input.resume()
    }),
    () =>
      Effect.sync(() => {
        input.off("end", reader.end).off("close", reader.end).off("data", onData)
        if (raw) input.setRawMode?.(false)
        input.pause()
      })
  )
})

/** A line without an end would otherwise fill the memory of the service. */
const longestLine = 16 * 1024 * 1024

export interface Lines {
  /** The lines that are complete by now; `undefined` stands for one that was too long. */
  readonly push: (chunk: string) => ReadonlyArray<string | undefined>
  readonly end: () => ReadonlyArray<string | undefined>
}

/** Chunks into lines, without their ends. */
export const makeLines = (): Lines => {
  let pieces: Array<string> = []
  let size = 0
  const take = (): string | undefined => {
    const line = size > longestLine ? undefined : pieces.join("").replace(/\r$/, "")
    pieces = []
    size = 0
    return line
  }
  const hold = (piece: string) => {
    size += piece.length
    if (size > longestLine) pieces = []
    else if (piece !== "") pieces.push(piece)
  }
  return {
    push: (chunk) => {
      const [first = "", ...rest] = chunk.split("\n")
      hold(first)
      return rest.map((piece) => {
        const line = take()
        hold(piece)
        return line
      })
    },
    end: () => (size === 0 ? [] : [take()])
  }
}
