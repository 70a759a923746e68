/**
 * What a schema has against a value, in the words of a person who edits a file: the path, what was found, what is
 * expected, and the nearest word that would do. Knows nothing of files or lines. Values that look like secrets are
 * for the caller to hide, through `show`.
 */
import type * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import { nearest } from "./Nearest.ts"

export interface SchemaProblem {
  readonly path: ReadonlyArray<string | number>
  readonly kind: "unknown" | "missing" | "wrong"
  readonly text: string
}

const plain: Readonly<Record<string, string>> = {
  string: "text",
  array: "a list",
  object: "keys with values",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  "a value with a length of at least 1": "text that is not empty",
  "a finite number": "a number",
  "a valid Duration string": 'a duration such as "10 minutes"'
}

const sentence = SchemaIssue.makeFormatterDefault()

const expectation = (issue: SchemaIssue.Issue): string => {
  const words = (sentence(issue).split("\n")[0] ?? "").replace(/^Expected /, "")
  return plain[words] ?? words
}

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text)

/** The value as JSON, at most 60 characters. */
export const showValue = (value: unknown): string => {
  if (value === undefined || value === null) return "nothing"
  if (Array.isArray(value)) return cut(`the list ${JSON.stringify(value)}`)
  if (typeof value === "object") return "keys with values"
  return cut(JSON.stringify(value))
}

const keysOf = (ast: SchemaAST.AST): ReadonlyArray<string> =>
  ast._tag === "Objects" ? ast.propertySignatures.map((signature) => String(signature.name)) : []

const wordsOf = (ast: SchemaAST.AST): ReadonlyArray<string> =>
  ast._tag === "Union"
    ? ast.types.flatMap((member) =>
        member._tag === "Literal" && typeof member.literal === "string" ? [member.literal] : []
      )
    : []

const valueAt = (root: unknown, path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    root
  )

const guess = (word: string | undefined): string => (word === undefined ? "" : `; did you mean "${word}"?`)

/** The problem of one unknown key among the known ones. */
export const unknownKey = (key: string, known: ReadonlyArray<string>): string => {
  const near = nearest(key, known)
  const expected = known.length === 0 ? "no keys" : near === undefined ? `one of ${known.join(", ")}` : "a known key"
  return `found an unknown key; expected ${expected}${guess(near)}`
}

export const schemaProblems = (
  error: Schema.SchemaError,
  root: unknown,
  show: (value: unknown, path: ReadonlyArray<string | number>) => string = showValue
): ReadonlyArray<SchemaProblem> => {
  const found: Array<SchemaProblem> = []
  const wrong = (path: ReadonlyArray<string | number>, expected: string, words: ReadonlyArray<string>) => {
    const value = valueAt(root, path)
    const quote = expected === "text" && typeof value !== "object" && value !== undefined ? "; put it in quotes" : ""
    const near = typeof value === "string" ? nearest(value, words) : undefined
    found.push({ path, kind: "wrong", text: `found ${show(value, path)}; expected ${expected}${quote}${guess(near)}` })
  }
  const visit = (issue: SchemaIssue.Issue, path: ReadonlyArray<string | number>, inside: SchemaAST.AST | undefined) => {
    switch (issue._tag) {
      case "Pointer":
        return visit(
          issue.issue,
          [...path, ...issue.path.map((key) => (typeof key === "symbol" ? String(key) : key))],
          inside
        )
      case "Composite":
        for (const each of issue.issues) visit(each, path, issue.ast)
        return
      case "Encoding":
        return visit(issue.issue, path, inside)
      case "Filter":
        return wrong(path, expectation(issue), [])
      case "AnyOf":
        return wrong(path, expectation(issue), wordsOf(issue.ast))
      case "UnexpectedKey":
        found.push({ path, kind: "unknown", text: unknownKey(String(path.at(-1) ?? ""), keysOf(issue.ast)) })
        return
      case "MissingKey": {
        const name = path.at(-1)
        const signature =
          inside?._tag === "Objects" ? inside.propertySignatures.find((each) => each.name === name) : undefined
        const expected = signature === undefined ? "a value" : expectation(new SchemaIssue.InvalidType(signature.type))
        found.push({ path, kind: "missing", text: `found nothing; expected ${expected}` })
        return
      }
      default:
        return wrong(path, expectation(issue), [])
    }
  }
  visit(error.issue, [], undefined)
  return found
}
