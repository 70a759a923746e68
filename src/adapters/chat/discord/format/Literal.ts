/**
 * Words that are to be read as they were written: whatever Discord would take as formatting in them is escaped, and
 * what it would take as its own notation (people, roles, channels, emoji, commands, times, invitations) is broken by a
 * character of no width. Pure, linear.
 */
const zeroWidth = "\u200b"

/** What Discord pairs over lines and into code, so that one place in a message decides about all others. */
export interface Escapes {
  readonly brackets: boolean
  readonly underscores: boolean
  /** The text of a link would go on beyond its end. */
  readonly links: boolean
}

/** What words need in a message made of this text. */
export const escapesIn = (text: string): Escapes => ({
  brackets: text.includes("]("),
  underscores: /_(?![A-Za-z0-9_])/.test(text),
  // Not for a picture in a link: there is only one link in what is made of it.
  links: /\](?!\([^()[\]\s]{0,1500}\)\]\()[^[\]]*\]\(/.test(text)
})

/** Between letters it is a part of a name to Discord as well, unless another one can close it. */
const underscore = /(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g
/** Only two of them mean something. */
const tilde = /~(?=~)|(?<=~)~/g
const bar = /\|(?=\|)|(?<=\|)\|/g
/** Most words have none of them. */
const special = /[\\*`_~|[\](]/
const target = /\]\(/g

/** `after` is the character before the text, or empty. */
export const literal = (text: string, after: string, { brackets, underscores }: Escapes): string => {
  if (!special.test(text)) return text
  const escaped = text
    .replace(brackets ? /[\\*`[]/g : /[\\*`]/g, "\\$&")
    .replace(underscores ? /_/g : underscore, "\\_")
    .replace(tilde, "\\~")
    .replace(bar, "\\|")
    .replace(target, "]\\(")
  const first = escaped.charAt(0)
  const joins = (first === "(" && after === "]") || ((first === "|" || first === "~") && after === first)
  return joins ? `\\${escaped}` : escaped
}

const everybody = /@(?=everyone|here)/gi
/** A command's name goes on to the next colon for Discord, over whatever else begins before it. */
const notation = /<(?=@|#\d|\/[^<>:]*(?:<|:\d|$)|a?:\w|t:-?\d|id:|sound:)/gi
/** Discord looks for the end of an address in `<…>` beyond the end of the line. */
const loose = /<(?=[^:<> \n]*(?::\/|[<\n]|$))/g
/** Discord shows a card with a button for an invitation, and its own look for a place, wherever the address stands. */
const places =
  /((?:discord(?:app)?\.com\/(?:invite|channels|events|oauth2)|discord\.(?:gg|new|gift)|dis\.gd)\/)(?=\S)/gi
const place =
  /^https?:\/\/(?:[^/?#]*\.)?(?:discord(?:app)?\.com\/(?:invite|channels|events|oauth2)|discord\.(?:gg|new|gift)|dis\.gd)\/|[/?=&#@]discord\.gg\//i

/** What begins an address runs on to the next space for Discord, over code and all; the ones that may are not in here. */
const address = /((?:https?|discord|steam):)(?=\/\/)/gi

export const isPlaceAddress = (url: string): boolean => place.test(url)

const suspect = /[@<]|:\/\/|dis(?:cord|\.gd)/i

/** To be used on everything that is not code and not an address that Discord should open. */
export const defused = (markup: string): string => {
  if (!suspect.test(markup)) return markup
  return markup
    .replace(everybody, `@${zeroWidth}`)
    .replace(notation, `<${zeroWidth}`)
    .replace(loose, "\\<")
    .replace(places, `$1${zeroWidth}`)
    .replace(address, `$1${zeroWidth}`)
}

/** Discord's blocks at the beginning of a line, in a line that is none. */
const block = /^(\s*)(#{1,3}\s|-#|>|[-*]\s|\d+(?=\.\s))/

export const notABlock = (line: string): string =>
  line.replace(block, (_, space: string, sign: string) =>
    /^\d/.test(sign) ? `${space}${sign}\\` : `${space}\\${sign}`
  )

/** Code in a line. Nothing in it changes but the runs of backticks that would end it. */
export const codeSpan = (code: string): string => {
  if (!code.includes("`")) return `\`${code}\``
  const runs = (code.match(/`+/g) ?? []).map((run) => run.length)
  const padded = `${code.startsWith("`") ? " " : ""}${code}${code.endsWith("`") ? " " : ""}`
  if (!runs.includes(1)) return `\`${padded}\``
  return `\`\`${runs.includes(2) ? padded.replace(/(?<!`)``(?!`)/g, `\`${zeroWidth}\``) : padded}\`\``
}

const ticks = /`{2}(?=`)/g

/** A fence, whatever is in it; `prefix` stands before each of its lines. */
export const codeBlock = (lines: ReadonlyArray<string>, info: string, prefix: string): string => {
  const language = /^[\w+\-.#]{1,40}(?=$|[\s{:,])/.exec(info)?.[0] ?? ""
  // Discord needs a character in it: else everything up to the next fence is in it.
  const content = lines.every((line) => line.trim() === "") ? [zeroWidth] : lines
  const tamed = content.map((line) => line.replace(ticks, `\`\`${zeroWidth}`))
  return [`\`\`\`${language}`, ...tamed, "```"].map((line) => prefix + line).join("\n")
}
