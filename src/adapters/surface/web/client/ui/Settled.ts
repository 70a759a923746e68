/**
 * Text that is still written, without the beginning of a line of which nobody knows yet what it will be: a lone `-` is a
 * list, a rule or makes a heading of the line above, and what was drawn of one is pulled away when it is another. What is
 * held back is a marker and no words, and comes with the next ones.
 */

const within = String.raw`[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*`

const undecided = [
  // blank so far, or a mark of a quote
  /^[ \t>]+$/,
  // a heading, an item, a rule of any kind
  new RegExp(String.raw`^${within}(?:#{1,6}|[-*+]|\d{1,9}[.)]?|[-*_=:| \t]+)[ \t]*$`),
  // a fence, with what is said of it
  new RegExp(String.raw`^${within}(?:[\`~]{1,2}|[\`]{3,}[^\`]*|~{3,}.*)$`),
  // where a link or a note leads
  /^ {0,3}\[[^\]]{0,200}\]?(?::.*)?$/,
  // a comment
  /^[ \t]*<(?:!-{0,2})?$/
]

/** In a quote a fence is one when something stands below it. */
const quotedFence = /^[ \t]*>[ \t>]*(?:`{3,}[^`]*|~{3,}.*)$/

/** Longer than any of them: words. */
const longest = 300

const lastLine = (text: string): number => text.lastIndexOf("\n") + 1

export const settled = (text: string): string => {
  const start = lastLine(text)
  if (text.length - start > longest) return text
  const line = text.slice(start)
  const known = undecided.some((each) => each.test(line)) ? text.slice(0, start) : text
  if (!known.endsWith("\n")) return known
  const above = lastLine(known.slice(0, -1))
  return known.length - above <= longest && quotedFence.test(known.slice(above, -1)) ? known.slice(0, above) : known
}
