/**
 * Edits as unified diffs: from what the CLI reports after an edit, and from what it asks to do before one. Owns the
 * text of the diff only.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { inputText } from "./ToolInput.ts"

const Hunk = Schema.Struct({
  oldStart: Schema.Finite,
  oldLines: Schema.Finite,
  newStart: Schema.Finite,
  newLines: Schema.Finite,
  lines: Schema.Array(Schema.String)
})
const readPatch = Schema.decodeUnknownOption(
  Schema.Struct({ structuredPatch: Schema.Array(Hunk), content: Schema.optionalKey(Schema.String) })
)

const marked = (mark: "+" | "-", text: string): ReadonlyArray<string> =>
  text === ""
    ? []
    : text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => `${mark}${line}`)

/** The diff of an edit that was made; undefined when the CLI reported none. */
export const diffOfResult = (toolUseResult: unknown): string | undefined => {
  const patch = Option.getOrUndefined(readPatch(toolUseResult))
  if (patch === undefined) return undefined
  const hunks = patch.structuredPatch.flatMap((hunk) => [
    `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    ...hunk.lines
  ])
  const lines = hunks.length > 0 ? hunks : marked("+", patch.content ?? "")
  return lines.length === 0 ? undefined : lines.join("\n")
}

/** The diff of an edit that the CLI wants to make; undefined for other tools. */
export const diffOfInput = (input: unknown): string | undefined => {
  const before = inputText(input, "old_string")
  const after = inputText(input, "new_string")
  if (before !== undefined && after !== undefined) return [...marked("-", before), ...marked("+", after)].join("\n")
  const content = inputText(input, "content") ?? inputText(input, "new_source")
  return content === undefined ? undefined : marked("+", content).join("\n")
}
