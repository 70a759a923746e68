/**
 * How a Discord client reads the content of a message: its rules in their order, as its users know them. Not what the
 * adapter means, but what people would see of what it sent.
 */
export interface Seen {
  readonly kind:
    | "text"
    | "code"
    | "block"
    | "link"
    | "address"
    | "bold"
    | "italic"
    | "underline"
    | "strike"
    | "spoiler"
    | "mention"
    | "emoji"
    | "time"
    | "place"
    | "heading"
    | "subtext"
    | "quote"
    | "item"
  readonly text: string
  /** The address of a link, the language of a block, the sign of a heading or an item. */
  readonly about?: string
}

type Rule = readonly [Seen["kind"], RegExp, (found: RegExpExecArray) => ReadonlyArray<Seen>]

const inner =
  (kind: Seen["kind"], group = 1) =>
  (found: RegExpExecArray): ReadonlyArray<Seen> => {
    const text = found[group] ?? ""
    return [{ kind, text }, ...inline(text)]
  }
const alone =
  (kind: Seen["kind"]) =>
  (found: RegExpExecArray): ReadonlyArray<Seen> => [{ kind, text: found[0] }]

const rules: ReadonlyArray<Rule> = [
  ["text", /^\\([^0-9A-Za-z\s])/, ([, text = ""]) => [{ kind: "text", text }]],
  [
    "block",
    /^```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```/i,
    ([, about = "", text = ""]) => [{ kind: "block", text, about }]
  ],
  [
    "code",
    /^(`+)([\s\S]*?[^`])\1(?!`)/,
    ([, , text = ""]) => [{ kind: "code", text: text.replace(/^ (?= *`)|(` *) $/g, "$1") }]
  ],
  [
    "place",
    /^(?:https?:\/\/)?(?:\w+\.)?(?:discord(?:app)?\.com\/(?:invite|channels|events)|discord\.gg)\/[\w-]+/i,
    alone("place")
  ],
  ["address", /^<([^: >]+:\/[^ >]+)>/, ([, text = ""]) => [{ kind: "address", text }]],
  ["address", /^https?:\/\/[^\s<]+[^<.,:;"'\]\s]/, ([text]) => [{ kind: "address", text: text.replace(/\)+$/, "") }]],
  [
    "link",
    /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['"]([\s\S]*?)['"])?\s*\)/,
    ([, text = "", about = ""]) => [{ kind: "link", text, about }, ...inline(text)]
  ],
  ["mention", /^@(?:everyone|here)/, alone("mention")],
  ["mention", /^<(?:@[!&]?|#)\d+>/, alone("mention")],
  ["mention", /^<\/[^:>]+:\d+>/, alone("mention")],
  ["mention", /^<id:\w+>/, alone("mention")],
  ["emoji", /^<a?:\w+:\d+>/, alone("emoji")],
  ["time", /^<t:-?\d+(?::\w)?>/, alone("time")],
  ["bold", /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, inner("bold")],
  ["underline", /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/, inner("underline")],
  ["italic", /^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/, inner("italic")],
  ["italic", /^\b_((?:__|\\[\s\S]|[^\\_])+?)_\b/, inner("italic")],
  ["strike", /^~~([\s\S]+?)~~(?!_)/, inner("strike")],
  ["spoiler", /^\|\|([\s\S]+?)\|\|/, inner("spoiler")]
]

const blocks: ReadonlyArray<readonly [Seen["kind"], RegExp]> = [
  ["heading", /^ *#{1,3}[^\S\n]+(?=\S)/],
  ["subtext", /^-#[^\S\n]+(?=\S)/],
  ["quote", /^ *>(?!>>) +/],
  ["quote", /^ *>>> /],
  ["item", /^ *(?:[*-]|\d+\.) +(?=\S)/]
]

const stretch = /^[\s\S][0-9A-Za-z \u00c0-\uffff]*?(?=[^0-9A-Za-z\u00c0-\uffff]|https?:|discord|$)/

/** Of what a run of stars or underscores may begin, the longest counts. */
const marks: ReadonlyArray<Seen["kind"]> = ["bold", "underline", "italic"]
const longest = (text: string): Rule | undefined => {
  const lengthOf = ([, pattern]: Rule) => pattern.exec(text)?.[0].length ?? 0
  return rules
    .filter(([kind]) => marks.includes(kind))
    .reduce((best, rule) => {
      const better = lengthOf(rule) - lengthOf(best)
      return better > 0 || (better === 0 && rule[0] === "italic") ? rule : best
    })
}

/** Everything in the text, outermost first; emphasis and code may go on over lines. */
const scan = (text: string, whole: boolean): ReadonlyArray<Seen> => {
  const seen: Array<Seen> = []
  let begins = whole
  for (let rest = text; rest !== ""; ) {
    const sign = begins ? blocks.find(([, pattern]) => pattern.test(rest)) : undefined
    const prefix = sign?.[1].exec(rest)?.[0] ?? ""
    if (sign !== undefined && prefix !== "") {
      seen.push({ kind: sign[0], text: rest.slice(prefix.length).split("\n")[0] ?? "", about: prefix.trim() })
      rest = rest.slice(prefix.length)
      begins = sign[0] === "quote"
      continue
    }
    const first = rules.find(([, pattern]) => pattern.test(rest))
    const rule = first !== undefined && marks.includes(first[0]) ? longest(rest) : first
    const found = rule?.[1].exec(rest)
    const read = rule === undefined || found === undefined || found === null ? undefined : rule[2](found)
    const length = found?.[0].length ?? stretch.exec(rest)?.[0].length ?? 1
    seen.push(...(read ?? [{ kind: "text", text: rest.slice(0, length) }]))
    begins = whole && rest.slice(0, length).endsWith("\n")
    rest = rest.slice(length)
  }
  return seen
}

const inline = (text: string): ReadonlyArray<Seen> => scan(text, false)

/** Everything that a person sees of the content, outermost first. */
export const read = (content: string): ReadonlyArray<Seen> => scan(content, true)

/** The words that a person reads, in one string. */
export const words = (content: string): string =>
  read(content)
    .map(({ kind, text }) => (["text", "code", "block", "address"].includes(kind) ? text : ""))
    .join("")
    .replaceAll("\u200b", "")
