/**
 * What a terminal sends as keys: text, named keys, and a paste as one piece (bracketed paste). Owns the decoding at any
 * chunking; must not know what a key does. Sequences that mean nothing here are dropped.
 */
export type KeyName =
  | "enter"
  | "newline"
  | "backspace"
  | "delete"
  | "left"
  | "right"
  | "up"
  | "down"
  | "home"
  | "end"
  | "word-left"
  | "word-right"
  | "erase-word"
  | "erase-before"
  | "erase-after"
  | "redraw"
  | "escape"
  | "interrupt"
  | "end-of-input"

export type Key =
  | { readonly _tag: "Text"; readonly text: string }
  | { readonly _tag: "Paste"; readonly text: string }
  | { readonly _tag: "Named"; readonly name: KeyName }

const esc = "\u001b"
const pasteStart = "\u001b[200~"
const pasteEnd = "\u001b[201~"

const controls: Readonly<Record<string, KeyName>> = {
  "\r": "enter",
  "\n": "newline",
  "\u007f": "backspace",
  "\b": "backspace",
  "\u0001": "home",
  "\u0002": "left",
  "\u0003": "interrupt",
  "\u0004": "end-of-input",
  "\u0005": "end",
  "\u0006": "right",
  "\u000b": "erase-after",
  "\u000c": "redraw",
  "\u000e": "down",
  "\u0010": "up",
  "\u0015": "erase-before",
  "\u0017": "erase-word"
}

/** Behind the escape character. */
const sequences: Readonly<Record<string, KeyName>> = {
  "[A": "up",
  OA: "up",
  "[B": "down",
  OB: "down",
  "[C": "right",
  OC: "right",
  "[D": "left",
  OD: "left",
  "[H": "home",
  OH: "home",
  "[1~": "home",
  "[F": "end",
  OF: "end",
  "[4~": "end",
  "[3~": "delete",
  "[1;3C": "word-right",
  "[1;5C": "word-right",
  f: "word-right",
  "[1;3D": "word-left",
  "[1;5D": "word-left",
  b: "word-left",
  "\r": "newline",
  "\n": "newline",
  "\u007f": "erase-word"
}

const whole = /^(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[^[O])/
const unfinished = /^(?:\[[0-?]*[ -/]*|O)$/

/** Takes what was read, returns the keys that are complete by then. */
export const makeKeyDecoder = (): ((chunk: string) => ReadonlyArray<Key>) => {
  let held = ""
  let pasting = false
  return (chunk) => {
    const keys: Array<Key> = []
    let rest = held + chunk
    held = ""
    while (rest !== "") {
      if (pasting) {
        const end = rest.indexOf(pasteEnd)
        if (end < 0) {
          held = rest
          break
        }
        keys.push({ _tag: "Paste", text: rest.slice(0, end) })
        pasting = false
        rest = rest.slice(end + pasteEnd.length)
        continue
      }
      if (rest.startsWith(pasteStart)) {
        pasting = true
        rest = rest.slice(pasteStart.length)
        continue
      }
      if (rest.startsWith(esc)) {
        const behind = rest.slice(1)
        if (behind === "" || behind.startsWith(esc)) {
          keys.push({ _tag: "Named", name: "escape" })
          rest = behind
          continue
        }
        if (unfinished.test(behind)) {
          held = rest
          break
        }
        const sequence = whole.exec(behind)?.[0] ?? behind.slice(0, 1)
        const name = sequences[sequence]
        if (name !== undefined) keys.push({ _tag: "Named", name })
        rest = behind.slice(sequence.length)
        continue
      }
      const name = controls[rest[0] ?? ""]
      if (name !== undefined) {
        keys.push({ _tag: "Named", name })
        rest = rest.slice(1)
        continue
      }
      const [text = ""] = /^[^\p{Cc}]+/u.exec(rest) ?? []
      if (text !== "") keys.push({ _tag: "Text", text })
      rest = rest.slice(Math.max(1, text.length))
    }
    return keys
  }
}
