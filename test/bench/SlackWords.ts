/**
 * What can be read in what Slack was asked to show, wherever it stands: text, blocks, chunks. Pure.
 */
const fields = ["text", "markdown_text", "chunks", "blocks"] as const

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const stringsIn = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === "string") return [value]
  if (typeof value !== "object" || value === null) return []
  return Object.values(value).flatMap(stringsIn)
}

/** Of the arguments of a request, in which lists may stand as JSON, or of a message. */
export const slackWords = (shown: object): string =>
  fields
    .flatMap((field) => {
      const value: unknown = Reflect.get(shown, field)
      return stringsIn(typeof value === "string" && /^[[{]/.test(value) ? parsed(value) : value)
    })
    .join("\n")
