/**
 * A YAML text as plain values, with the line of every key. Owns the dealings with the YAML library and the wording of
 * its complaints; knows nothing of what the keys mean.
 */
import * as Result from "effect/Result"
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, type ParsedNode, parseDocument } from "yaml"

export interface YamlFault {
  /** From 1. */
  readonly line: number
  readonly column: number
  readonly text: string
}

export interface YamlText {
  /** Keys without a value are null. */
  readonly values: Readonly<Record<string, unknown>>
  /** The line of a key or list item, or of the nearest one above it that exists; from 1. */
  readonly lineOf: (path: ReadonlyArray<string | number>) => number
  /** A scalar exactly as it was written, without quotes: numbers keep all their digits. */
  readonly writtenAt: (path: ReadonlyArray<string | number>) => string | undefined
  readonly document: Document.Parsed<ParsedNode>
}

const words: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "this key is given twice; keep one of them",
  TAB_AS_INDENT: "indented with a tab; use spaces",
  MULTIPLE_DOCS: "a second document starts here; keep one"
}

export const readYaml = (text: string): Result.Result<YamlText, YamlFault> => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" })
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    const said = words[error.code] ?? `not readable as YAML: ${error.message.split("\n")[0]}`
    return Result.fail({ line: Math.max(1, line), column: Math.max(1, col), text: said })
  }
  const { contents } = document
  if (contents !== null && !isMap(contents) && !(isScalar(contents) && contents.value === null)) {
    const line = lineAt(contents.range[0])
    return Result.fail({ line, column: 1, text: "found something else than keys; expected lines like key: value" })
  }

  const lineOf = (path: ReadonlyArray<string | number>): number => {
    for (let length = path.length; length > 0; length--) {
      const parent: unknown = length === 1 ? contents : document.getIn(path.slice(0, length - 1), true)
      const last = path[length - 1]
      if (isMap(parent)) {
        const pair = parent.items.find(
          (each) => isPair(each) && isScalar(each.key) && String(each.key.value) === `${last}`
        )
        if (pair !== undefined && isNode(pair.key) && pair.key.range) return lineAt(pair.key.range[0])
      }
      const node = document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return lineAt(node.range[0])
    }
    return 1
  }
  // An alias that expands without end is refused by the library with an exception.
  return Result.map(
    Result.try({
      try: (): unknown => document.toJS({ maxAliasCount: 100 }),
      catch: () => ({ line: 1, column: 1, text: "the aliases of this file expand to too much" })
    }),
    (values) => ({
      values: isRecord(values) ? values : {},
      lineOf,
      writtenAt: (path) => {
        const node = document.getIn(path, true)
        return isScalar(node) && typeof node.source === "string" ? node.source : undefined
      },
      document
    })
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
