/** The body of a request while it is checked: gathers what is wrong at which path and refuses all of it at once (50035). */
import { ApiError, type ErrorTree, isRecord, type Json } from "./ApiError.ts"

export type Path = ReadonlyArray<string | number>

export interface Form {
  readonly wrong: (path: Path, code: string, message: string) => void
  /** A text of so many code points; undefined when it is absent, null or wrong. */
  readonly text: (path: Path, value: unknown, bounds: Bounds) => string | undefined
  readonly number: (path: Path, value: unknown, bounds: Bounds) => number | undefined
  /** A list of so many objects. */
  readonly list: (path: Path, value: unknown, bounds: Bounds) => ReadonlyArray<Json>
  /** One of these values. */
  readonly choice: <A>(path: Path, value: unknown, choices: ReadonlyArray<A>, required?: boolean) => A | undefined
  readonly settle: () => void
}

export interface Bounds {
  readonly min?: number
  readonly max: number
  readonly required?: boolean
}

export const lengthOf = (text: string): number => [...text].length

export const makeForm = (): Form => {
  const tree: ErrorTree = {}
  let failed = false

  const wrong: Form["wrong"] = (path, code, message) => {
    failed = true
    let node: ErrorTree = tree
    for (const key of path) {
      const next = node[String(key)]
      const child: ErrorTree = next === undefined || Array.isArray(next) ? {} : (next as ErrorTree)
      node[String(key)] = child
      node = child
    }
    const before = node._errors
    node._errors = [...(Array.isArray(before) ? before : []), { code, message }]
  }

  const required = (path: Path, bounds: { readonly required?: boolean }) => {
    if (bounds.required === true) wrong(path, "BASE_TYPE_REQUIRED", "This field is required")
  }

  const between = (path: Path, length: number, { max, min = 0 }: Bounds, unit: string): boolean => {
    if (length >= min && length <= max) return true
    if (min > 0) wrong(path, "BASE_TYPE_BAD_LENGTH", `Must be between ${min} and ${max} in ${unit}.`)
    else wrong(path, "BASE_TYPE_MAX_LENGTH", `Must be ${max} or fewer in ${unit}.`)
    return false
  }

  return {
    wrong,
    text: (path, value, bounds) => {
      if (value === undefined || value === null) return void required(path, bounds)
      if (typeof value !== "string") return void wrong(path, "BASE_TYPE_STRING", "Must be a string.")
      return between(path, lengthOf(value), bounds, "length") ? value : undefined
    },
    number: (path, value, bounds) => {
      if (value === undefined || value === null) return void required(path, bounds)
      if (typeof value !== "number" || !Number.isInteger(value)) {
        return void wrong(path, "NUMBER_TYPE_COERCE", `Value "${String(value)}" is not int.`)
      }
      if (value < (bounds.min ?? 0)) {
        return void wrong(path, "NUMBER_TYPE_MIN", `int value should be greater than or equal to ${bounds.min ?? 0}.`)
      }
      if (value > bounds.max) {
        return void wrong(path, "NUMBER_TYPE_MAX", `int value should be less than or equal to ${bounds.max}.`)
      }
      return value
    },
    list: (path, value, bounds) => {
      if (value === undefined || value === null) {
        required(path, bounds)
        return []
      }
      if (!Array.isArray(value)) {
        wrong(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return []
      }
      between(path, value.length, bounds, "length")
      return value.flatMap((entry: unknown, index) => {
        if (isRecord(entry)) return [entry]
        wrong([...path, index], "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return []
      })
    },
    choice: (path, value, choices, needed = false) => {
      if (value === undefined || value === null) return void required(path, { required: needed })
      const found = choices.find((choice) => choice === value)
      if (found === undefined) {
        wrong(path, "BASE_TYPE_CHOICES", `Value must be one of {${choices.join(", ")}}.`)
      }
      return found
    },
    settle: () => {
      if (failed) throw new ApiError("invalidForm", tree)
    }
  }
}
