/**
 * Code fences: how one is recognised, how it is closed again, and how foreign text is put into one that it cannot
 * leave. A line of more than 120 characters or a marker of more than 40 is text to everyone here, so that what must be
 * repeated in the next message always has room.
 */
export interface Fence {
  /** What stands before the marker in the lines that follow the first: quote signs and spaces. */
  readonly indent: string
  readonly marker: string
  /** The language and whatever follows it. */
  readonly info: string
}

const longestLine = 120
const longestMarker = 40

const openingLine = /^((?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*)(`{3,40}(?![\s\S]*`)|~{3,40}(?!~))([\s\S]*)$/
const closingLine = /^([ \t>]*)(`{3,}|~{3,})[ \t\r]*$/

/** The fence that this line opens, if it opens one. */
export const openingFence = (line: string): Fence | undefined => {
  if (line.length > longestLine || !(line.includes("```") || line.includes("~~~"))) return undefined
  const [, before, marker, info] = openingLine.exec(line) ?? []
  if (before === undefined || marker === undefined || info === undefined) return undefined
  const indent = before.replace(/[^\s>]+/g, (bullet) => " ".repeat(bullet.length))
  return { indent, marker, info: info.trim() }
}

export const isQuoted = (fence: Fence): boolean => fence.indent.includes(">")

export const closesFence = (fence: Fence, line: string): boolean => {
  if (line.length > longestLine || !line.includes(fence.marker)) return false
  const [, before, marker] = closingLine.exec(line) ?? []
  return before !== undefined && marker !== undefined && (isQuoted(fence) || !before.includes(">"))
}

/** The line that closes the fence, without a line break. */
export const fenceEnd = (fence: Fence): string => fence.indent + fence.marker

/** The line that opens the same fence once more, without a line break. */
export const fenceStart = (fence: Fence): string =>
  fence.indent + fence.marker + (/^\S{1,32}/.exec(fence.info)?.[0] ?? "")

/** The content in a fence that it cannot leave: longer than any run of backticks within. */
export const fenced = (content: string, language: string): string => {
  const tame = content.replace(/`{30,}/g, (run) => run.replace(/`{20}(?=`)/g, (part) => `${part} `))
  const longest = (tame.match(/`{3,}/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2)
  const marker = "`".repeat(Math.min(longest + 1, longestMarker))
  const info = language.replace(/[^\w+#.-]/g, "").slice(0, 32)
  return `${marker}${info}\n${tame.endsWith("\n") ? tame.slice(0, -1) : tame}\n${marker}`
}
