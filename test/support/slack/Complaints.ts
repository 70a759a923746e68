/** What is wrong with a body while it is looked at, and where: `must be less than 76 characters [json-pointer:/blocks/0/…]`. */
import { isRecord, type Json, lengthOf, listOf } from "../Json.ts"

export type Path = ReadonlyArray<string | number>

export interface Bounds {
  readonly min?: number
  readonly max: number
  readonly required?: boolean
}

export interface Complaints {
  readonly all: ReadonlyArray<string>
  readonly wrong: (path: Path, words: string) => void
  /** A text of so many characters. */
  readonly text: (path: Path, value: unknown, bounds: Bounds) => void
  /** A list of so many objects. */
  readonly list: (path: Path, value: unknown, bounds: Bounds) => ReadonlyArray<Json>
  /** One of these values, or none. */
  readonly choice: (path: Path, value: unknown, choices: ReadonlyArray<string>, required?: boolean) => void
  /** `{type: "plain_text", text}`; one of these kinds. */
  readonly object: (path: Path, value: unknown, kinds: ReadonlyArray<string>, bounds: Bounds) => void
}

export const makeComplaints = (): Complaints => {
  const all: Array<string> = []
  const wrong: Complaints["wrong"] = (path, words) =>
    void all.push(`[ERROR] ${words} [json-pointer:/${path.join("/")}]`)

  const missing = (path: Path) => wrong(path.slice(0, -1), `missing required field: ${path.at(-1)}`)

  const between = (path: Path, count: number, { max, min = 0 }: Bounds, unit: string) => {
    if (count > max) wrong(path, `must be less than ${max + 1} ${unit}`)
    if (count < min) wrong(path, `must be more than ${min - 1} ${unit}`)
  }

  const text: Complaints["text"] = (path, value, bounds) => {
    if (value === undefined || value === null) {
      if (bounds.required === true) missing(path)
    } else if (typeof value !== "string") wrong(path, "must be a string")
    else between(path, lengthOf(value), bounds, "characters")
  }

  const choice: Complaints["choice"] = (path, value, choices, required = false) => {
    if (value === undefined || value === null) {
      if (required) missing(path)
    } else if (!choices.includes(String(value))) wrong(path, `must be one of: ${choices.join(", ")}`)
  }

  return {
    all,
    wrong,
    text,
    list: (path, value, bounds) => {
      if (value === undefined || value === null) {
        if (bounds.required === true) missing(path)
        return []
      }
      if (!Array.isArray(value)) {
        wrong(path, "must be an array")
        return []
      }
      between(path, value.length, bounds, "items")
      for (const [index, entry] of value.entries()) {
        if (!isRecord(entry)) wrong([...path, index], "must be an object")
      }
      return listOf(value)
    },
    choice,
    object: (path, value, kinds, bounds) => {
      if (value === undefined || value === null) {
        if (bounds.required === true) missing(path)
        return
      }
      if (!isRecord(value)) return wrong(path, "must be an object")
      choice([...path, "type"], value.type, kinds, true)
      text([...path, "text"], value.text, { min: 1, ...bounds, required: true })
    }
  }
}
