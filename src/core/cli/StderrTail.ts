/**
 * The end of a CLI's stderr, fit to be shown to a person. Keeps a bounded number of bytes however much is written;
 * must not judge what the text says.
 */
const maxBytes = 4096

/** Colours and cursor moves take room too: more is kept than is shown. */
const keptBytes = 4 * maxBytes

const esc = String.fromCharCode(0x1b)
const bel = String.fromCharCode(0x07)
const csi = String.fromCharCode(0x9b)

const terminalSequences = new RegExp(
  [
    `(?:${esc}\\[|${csi})[0-?]*[ -/]*[@-~]`,
    `${esc}\\][^${bel}${esc}]*(?:${bel}|${esc}\\\\)?`,
    `${esc}[ -/]*[0-~]`
  ].join("|"),
  "g"
)
const controlCharacters = /[^\P{Cc}\n\t]/gu

const plain = (text: string): string =>
  text.replace(terminalSequences, "").replace(/\r\n?/g, "\n").replace(controlCharacters, "").trim()

const lastLines = (text: string): string => {
  const bytes = new TextEncoder().encode(text)
  if (bytes.length <= maxBytes) return text
  let from = bytes.length - maxBytes
  while (((bytes[from] ?? 0) & 0xc0) === 0x80) from++
  const cut = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(from))
  return cut.slice(cut.indexOf("\n") + 1)
}

export interface StderrTail {
  readonly push: (chunks: ReadonlyArray<Uint8Array>) => void
  /** At most 4 KiB of whole lines (of one cut line, when the last is longer), without colours or controls. */
  readonly text: () => string
}

export const makeStderrTail = (): StderrTail => {
  let kept = new Uint8Array(0)
  return {
    push: (chunks) => {
      for (const chunk of chunks) {
        const fresh = chunk.subarray(-keptBytes)
        const old = kept.subarray(Math.max(0, kept.length + fresh.length - keptBytes))
        const next = new Uint8Array(old.length + fresh.length)
        next.set(old)
        next.set(fresh, old.length)
        kept = next
      }
    },
    text: () => lastLines(plain(new TextDecoder("utf-8", { ignoreBOM: true }).decode(kept)))
  }
}
