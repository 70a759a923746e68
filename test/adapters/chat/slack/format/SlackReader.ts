/**
 * What Slack makes of a `markdown` block, as far as it matters who is called and where links lead: notation of its own
 * wherever it stands, and CommonMark's code, escapes and links, paragraph by paragraph. A second opinion that shares no
 * code with the adapter.
 */
export interface Seen {
  readonly kind: "text" | "code" | "block" | "link" | "notation"
  readonly text: string
  /** The address of a link, the language of a block. */
  readonly about?: string
}

const decoded = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&")

/** Everything between angle brackets is Slack's, be it in code. */
const notation = /<[!@#][^<>]*>?|<[^<>\s|]+\|[^<>]*>|<[a-z]+:[^<>]*>/gi

const inline = (text: string): ReadonlyArray<Seen> => {
  const seen: Array<Seen> = []
  const brackets: Array<{ readonly at: number; readonly image: boolean }> = []
  const say = (words: string) => seen.push({ kind: "text", text: words })
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at)
    const ticks = /^`+/.exec(rest)?.[0]
    if (ticks !== undefined) {
      const end = [...rest.matchAll(/`+/g)].find(({ 0: run, index }) => index > 0 && run.length === ticks.length)?.index
      if (end === undefined) say(ticks)
      else seen.push({ kind: "code", text: decoded(rest.slice(ticks.length, end)) })
      at += end === undefined ? ticks.length : end + ticks.length
      continue
    }
    const sign = /^\\([!-/:-@[-`{-~])/.exec(rest)?.[1]
    if (sign !== undefined) {
      say(sign)
      at += 2
      continue
    }
    const entity = /^&(?:lt|gt|quot|amp);/.exec(rest)?.[0]
    if (entity !== undefined) {
      say(decoded(entity))
      at += entity.length
      continue
    }
    if (rest.startsWith("![") || rest.startsWith("[")) {
      brackets.push({ at: seen.length, image: rest.startsWith("!") })
      say(rest.startsWith("!") ? "![" : "[")
      at += rest.startsWith("!") ? 2 : 1
      continue
    }
    if (rest.startsWith("]")) {
      const open = brackets.pop()
      const [whole, pointed, bare] =
        /^\]\(\s*(?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:[ \t]+["'][^)\n]*)?[ \t]*\)/.exec(rest) ?? []
      if (open !== undefined && whole !== undefined) {
        const label = seen.splice(open.at).slice(1)
        const inside = label.map((part) => part.text).join("")
        seen.push({ kind: "link", text: inside, about: pointed ?? bare ?? "" })
        if (!open.image) brackets.length = 0
        at += whole.length
        continue
      }
    }
    say(rest.charAt(0))
    at++
  }
  return seen
}

/** Everything that a person sees of it. */
export const read = (markdown: string): ReadonlyArray<Seen> => {
  const seen: Array<Seen> = [...markdown.matchAll(notation)].map(([text]) => ({ kind: "notation", text }))
  let paragraph: Array<string> = []
  const end = () => {
    if (paragraph.length > 0) seen.push(...inline(paragraph.join("\n")))
    paragraph = []
  }
  let fence: { readonly marker: string; readonly lines: Array<string>; readonly info: string } | undefined
  for (const line of markdown.split("\n")) {
    const [, marker = "", info = ""] = /^ {0,3}(`{3,}(?!.*`)|~{3,})(.*)$/.exec(line) ?? []
    if (fence !== undefined) {
      if (marker.startsWith(fence.marker) && info.trim() === "") {
        seen.push({ kind: "block", text: decoded(fence.lines.join("\n")), about: fence.info.trim() })
        fence = undefined
      } else fence.lines.push(line)
    } else if (marker !== "") {
      end()
      fence = { marker, info, lines: [] }
    } else if (line.trim() === "") end()
    else if (/^ {0,3}\[(?:[^[\]\\]|\\.)+\]:[ \t]*<?[a-z][\w+.-]*:/i.test(line))
      seen.push({ kind: "link", text: "another name", about: line })
    else paragraph.push(line)
  }
  end()
  if (fence !== undefined) seen.push({ kind: "block", text: decoded(fence.lines.join("\n")), about: fence.info.trim() })
  return seen
}

/** The words that a person reads, without the character of no width. */
export const words = (markdown: string): string =>
  read(markdown)
    .map(({ kind, text }) => (kind === "notation" ? "" : text))
    .join("")
    .replaceAll("\u200b", "")
