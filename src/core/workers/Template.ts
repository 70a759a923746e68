/**
 * Texts with holes: `{{input}}`, `{{review}}`, `{{list.files.0}}`; `\{{` stands for the two characters themselves. Owns
 * the notation and how long a filled text may become. What is filled in is hostile text: it is never itself a template.
 * Must not know what the names mean. Pure.
 */
import * as Result from "effect/Result"

export interface Reference {
  /** As it was written: `{{list.files.0}}`. */
  readonly written: string
  readonly name: string
  readonly path: ReadonlyArray<string>
  /** Where it begins: characters from 1. */
  readonly at: number
}

export type Template = ReadonlyArray<string | Reference>

/** A filled text is never longer, in characters. */
export const longestFilled = 100_000

const token = /\\\{\{|\{\{/g
const inside = /^\s*([a-z][a-z0-9-]*)((?:\.[^.{}\s]+)*)\s*$/i
const literally = "write \\{{ where the characters themselves are meant"

const quoted = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

/** Fails with what is wrong and where. */
export const parseTemplate = (text: string): Result.Result<Template, string> => {
  const pieces: Array<string | Reference> = []
  let literal = ""
  let from = 0
  for (const { 0: opening, index } of text.matchAll(token)) {
    if (index < from) continue
    literal += text.slice(from, index)
    from = index + opening.length
    if (opening !== "{{") {
      literal += "{{"
      continue
    }
    const end = text.indexOf("}}", from)
    if (end < 0) return Result.fail(`the {{ at character ${index + 1} is never closed; ${literally}`)
    const written = text.slice(index, end + 2)
    const found = inside.exec(text.slice(from, end))
    if (found === null) {
      return Result.fail(`${quoted(written)} at character ${index + 1} names nothing; ${literally}`)
    }
    if (literal !== "") pieces.push(literal)
    literal = ""
    const path = (found[2] ?? "").split(".").slice(1)
    pieces.push({ written, name: found[1] ?? "", path, at: index + 1 })
    from = end + 2
  }
  literal += text.slice(from)
  if (literal !== "") pieces.push(literal)
  return Result.succeed(pieces)
}

export const referencesOf = (template: Template): ReadonlyArray<Reference> =>
  template.flatMap((piece) => (typeof piece === "string" ? [] : [piece]))

/** A text that stands for itself, as a template. */
export const literalTemplate = (text: string): string => text.replaceAll("{{", "\\{{")

/** What stands for a reference: parts that belong together, of which the long ones are cut first. */
export type Filling = ReadonlyArray<string>

const leftOut = (many: number) => `\n[${many.toLocaleString("en-US")} more characters are left out here]`
/** What the words about a cut may need. */
const wordsLength = 64

const isLow = (code: number) => (code & 0xfc00) === 0xdc00

const cut = (text: string, most: number): string => {
  if (text.length <= most) return text
  const room = Math.max(0, most - wordsLength)
  const end = isLow(text.charCodeAt(room)) ? Math.max(0, room - 1) : room
  return text.slice(0, end) + leftOut(text.length - end)
}

/** How long each part may be, so that all together fit: those that are short keep their length. */
const share = (lengths: ReadonlyArray<number>, room: number): number => {
  let left = room
  const ascending = [...lengths].sort((one, other) => one - other)
  for (const [index, length] of ascending.entries()) {
    const each = Math.floor(left / (ascending.length - index))
    if (length > each) return each
    left -= length
  }
  return room
}

/**
 * The template with everything filled in, at most `longestFilled` characters: what is cut says so in its place. Fails
 * with the first thing that is not there, or when the template alone is too long.
 */
export const fillTemplate = (
  template: Template,
  filling: (reference: Reference) => Result.Result<Filling, string>
): Result.Result<string, string> => {
  const pieces: Array<{ readonly text: string; readonly filled: boolean }> = []
  for (const piece of template) {
    if (typeof piece === "string") {
      pieces.push({ text: piece, filled: false })
      continue
    }
    const value = filling(piece)
    if (Result.isFailure(value)) return Result.fail(value.failure)
    for (const text of value.success) pieces.push({ text, filled: true })
  }
  const filled = pieces.filter((piece) => piece.filled).map(({ text }) => text.length)
  const written = pieces.reduce((sum, { filled, text }) => sum + (filled ? 0 : text.length), 0)
  const room = longestFilled - written
  const longest = filled.reduce((most, length) => Math.max(most, length), 0)
  if (room < 0 || share(filled, room) < Math.min(wordsLength, longest)) {
    return Result.fail(
      `it would be longer than ${longestFilled.toLocaleString("en-US")} characters; put the long part into a file`
    )
  }
  const most = share(filled, room)
  return Result.succeed(pieces.map(({ filled, text }) => (filled ? cut(text, most) : text)).join(""))
}
