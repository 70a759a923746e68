/** Texts as people read them: names for ids, links with their addresses, no marks of bold and the like. Pure. */
import type { World } from "./World.ts"

export const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")

export const nameOf = (world: World, user: string): string => world.users.get(user)?.displayName ?? "somebody"

const loud = ["here", "channel", "everyone"]

/** What stands between `<` and `>`; a broadcast says that it wakes everybody up. */
const token = (world: World, inner: string): string => {
  const [target = "", label] = inner.split("|")
  if (/^@[UW][A-Z0-9]+$/.test(target)) return `@${nameOf(world, target.slice(1))}`
  if (/^#[CG][A-Z0-9]+$/.test(target)) return `#${world.channels.get(target.slice(1))?.name ?? "somewhere"}`
  if (target.startsWith("!subteam^")) {
    return `NOTIFIES @${world.groups.get(target.slice("!subteam^".length))?.handle ?? "somebody"}`
  }
  if (target.startsWith("!date^")) return label ?? ""
  if (loud.includes(target.slice(1)) && target.startsWith("!")) return `NOTIFIES @${target.slice(1)}`
  if (target.startsWith("!")) return label ?? target
  if (!/^(https?:|mailto:|slack:|tel:)/.test(target)) return `<${inner}>`
  return label === undefined || label === target ? target : `${label} (${target})`
}

const tokens = (world: World, text: string): string =>
  text.replaceAll(/<([^<>\n]+)>/g, (_, inner: string) => token(world, inner))

const edges = "\\s([{\"'.,;:!?)\\]}*_~-"

/** `*x*` where it stands alone as Slack wants it; `**x**` is none. */
const stripped = (text: string, mark: string): string => {
  const edge = `[${edges.replace(mark, "")}]`
  const inner = `(?=[^\\s\\${mark}])[^\\${mark}\\n]*[^\\s\\${mark}]`
  return text.replaceAll(new RegExp(`(^|${edge})\\${mark}(${inner})\\${mark}(?=$|${edge})`, "gm"), "$1$2")
}

/** Outside of code, and within it. */
const parts = (text: string, change: (part: string) => string, code: (part: string) => string): string =>
  text
    .split(/(```[\s\S]*?```|`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? code(part) : change(part)))
    .join("")

/** Slack's own markup, as in `text` and sections. */
export const readMrkdwn = (world: World, text: string): string =>
  unescaped(
    parts(
      text,
      (part) => ["*", "_", "~"].reduce(stripped, tokens(world, part)),
      (part) => tokens(world, part)
    )
  )

const escapedMark = /\\([\\`*_{}[\]()#+\-.!>~|<@:])/g
const heldFrom = 0xe000

const inline = (world: World, text: string): string => {
  const held: Array<string> = []
  const hold = (_: string, mark: string): string => {
    held.push(mark)
    return String.fromCharCode(heldFrom + held.length - 1)
  }
  return tokens(world, text.replaceAll(escapedMark, hold))
    .replaceAll(/!?\[([^\]\n]*)\]\(([^)\s]+)\)/g, (_, label: string, url: string) =>
      label === url ? url : `${label} (${url})`
    )
    .replaceAll(/\*\*(?=\S)([^\n]*?\S)\*\*/g, "$1")
    .replaceAll(/__(?=\S)([^\n]*?\S)__/g, "$1")
    .replaceAll(/~~(?=\S)([^\n]*?\S)~~/g, "$1")
    .replaceAll(/(^|[^\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?!\w)/gm, "$1$2")
    .replaceAll(/(^|[^\w_])_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)/gm, "$1$2")
    .replaceAll(/^#{1,6} +/gm, "")
    .replaceAll(/^(\s*)[-*+] +/gm, "$1• ")
    .replaceAll(/[\ue000-\uf8ff]/g, (mark) => held[mark.charCodeAt(0) - heldFrom] ?? mark)
}

/** Markdown, as in streams and markdown blocks. */
export const readMarkdownText = (world: World, text: string): string =>
  parts(
    text,
    (part) => unescaped(inline(world, part)),
    // Slack reads its own notation and its entities everywhere, code included.
    (part) => unescaped(tokens(world, part))
  )
