/**
 * The text that a person is writing: editing, several lines, history. Pure: a key in, the next state out. Moves by what
 * a person calls a character.
 */
import { tame } from "./HostileText.ts"
import type { Key, KeyName } from "./Keys.ts"
import { characters, cutAtWidth, widthOf } from "./Width.ts"

export interface Editor {
  readonly text: string
  /** Where the cursor stands, in UTF-16 units. */
  readonly at: number
  /** Oldest first. */
  readonly history: ReadonlyArray<string>
  /** The entry of the history that is shown; its length when it is the person's own text. */
  readonly place: number
  /** The person's own text while the history is shown. */
  readonly draft: string
}

const mostHistory = 200

export const emptyEditor: Editor = { text: "", at: 0, history: [], place: 0, draft: "" }

export const cleared = (editor: Editor): Editor => ({ ...editor, text: "", at: 0, place: editor.history.length })

export const remembered = (editor: Editor, text: string): Editor => {
  const history =
    editor.history.at(-1) === text || text.trim() === ""
      ? editor.history
      : [...editor.history, text].slice(-mostHistory)
  return { ...cleared(editor), history, place: history.length, draft: "" }
}

const put = (editor: Editor, text: string, at: number): Editor => ({ ...editor, text, at })

const inserted = (editor: Editor, piece: string): Editor =>
  put(editor, editor.text.slice(0, editor.at) + piece + editor.text.slice(editor.at), editor.at + piece.length)

const before = ({ at, text }: Editor): number => at - (characters(text.slice(0, at)).at(-1)?.length ?? 0)
const after = ({ at, text }: Editor): number => at + (characters(text.slice(at))[0]?.length ?? 0)
const wordBefore = ({ at, text }: Editor): number => {
  let start = text.slice(0, at).trimEnd().length
  while (start > 0 && /\S/.test(text.charAt(start - 1))) start--
  return start
}
const wordAfter = ({ at, text }: Editor): number => at + (/^\s*\S*/.exec(text.slice(at))?.[0].length ?? 0)
const lineStart = ({ at, text }: Editor): number => text.lastIndexOf("\n", at - 1) + 1
const lineEnd = ({ at, text }: Editor): number => {
  const end = text.indexOf("\n", at)
  return end < 0 ? text.length : end
}

const recalled = (editor: Editor, place: number): Editor => {
  if (place < 0 || place > editor.history.length) return editor
  const draft = editor.place === editor.history.length ? editor.text : editor.draft
  const text = editor.history[place] ?? draft
  return { ...editor, text, at: text.length, place, draft }
}

const vertical = (editor: Editor, by: -1 | 1): Editor => {
  const start = lineStart(editor)
  const column = editor.at - start
  if (by < 0) {
    if (start === 0) return recalled(editor, editor.place - 1)
    const above = lineStart({ ...editor, at: start - 1 })
    return put(editor, editor.text, Math.min(above + column, start - 1))
  }
  const end = lineEnd(editor)
  if (end === editor.text.length) return recalled(editor, editor.place + 1)
  return put(editor, editor.text, Math.min(end + 1 + column, lineEnd({ ...editor, at: end + 1 })))
}

const removed = (editor: Editor, from: number, to: number): Editor =>
  put(editor, editor.text.slice(0, from) + editor.text.slice(to), from)

const named = (editor: Editor, name: KeyName): Editor => {
  switch (name) {
    case "newline":
      return inserted(editor, "\n")
    case "backspace":
      return removed(editor, before(editor), editor.at)
    case "delete":
      return removed(editor, editor.at, after(editor))
    case "left":
      return put(editor, editor.text, before(editor))
    case "right":
      return put(editor, editor.text, after(editor))
    case "up":
      return vertical(editor, -1)
    case "down":
      return vertical(editor, 1)
    case "home":
      return put(editor, editor.text, lineStart(editor))
    case "end":
      return put(editor, editor.text, lineEnd(editor))
    case "word-left":
      return put(editor, editor.text, wordBefore(editor))
    case "word-right":
      return put(editor, editor.text, wordAfter(editor))
    case "erase-word":
      return removed(editor, wordBefore(editor), editor.at)
    case "erase-before":
      return removed(editor, lineStart(editor), editor.at)
    case "erase-after":
      return removed(editor, editor.at, lineEnd(editor))
    default:
      return editor
  }
}

export const edited = (editor: Editor, key: Key): Editor =>
  key._tag === "Named" ? named(editor, key.name) : inserted(editor, tame(key.text))

export interface EditorRows {
  readonly rows: ReadonlyArray<string>
  /** Where the cursor stands. */
  readonly row: number
  readonly column: number
}

/** The text broken into rows of `width` columns; the first begins behind a sign of `indent` columns, as do the others. */
export const editorRows = ({ at, text }: Editor, width: number, indent: number): EditorRows => {
  const room = Math.max(1, width - indent)
  const rows: Array<string> = []
  let cursor = { row: 0, column: indent }
  let offset = 0
  for (const line of text.split("\n")) {
    let rest = line
    do {
      const [head, tail] = rest.length === 0 ? ["", ""] : cutAtWidth(rest.replaceAll("\t", " "), room)
      const inside = at >= offset && (at < offset + head.length || (tail === "" && at === offset + head.length))
      if (inside) cursor = { row: rows.length, column: indent + widthOf(head.slice(0, at - offset)) }
      rows.push(head)
      offset += head.length
      rest = tail
    } while (rest !== "")
    offset += 1
  }
  return { rows, ...cursor }
}
