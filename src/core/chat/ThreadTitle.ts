/**
 * The name of the thread that a message opens: what the message is about, in one line. Pure. It is what somebody wrote,
 * or the names of what they sent: neither notifies, links or formats anything in a title.
 */
import { cutTo, oneLine } from "./Cut.ts"
import { tameText } from "./HostileText.ts"

const longestTitle = 80
/** More than a title's first line can need. */
const read = 4_000
const otherwise = "new session"

const fence = /^\s*(?:`{3,}|~{3,})/
const meaningful = /[\p{L}\p{N}\p{Emoji_Presentation}]/u

const tidied = (line: string): string =>
  line
    .replace(/<(?:@[!&]?|#)[0-9A-Z]{1,20}(?:\|[^<>]*)?>/g, " ")
    .replace(/<\/([^:<>]{1,100}):\d{1,20}>/g, "/$1")
    .replace(/<a?(:\w{2,32}:)\d{1,20}>/g, "$1")
    .replace(/<t:-?\d{1,13}(?::\w)?>/g, " ")
    .replace(/!?\[([^[\]]{1,200})\]\([^()\s]{1,2000}\)/g, "$1")
    .replace(/<?\bhttps?:\/\/(?:www\.)?([^\s<>?#]{1,2000})[^\s<>]*>?/gi, (_, rest: string) => rest.replace(/\/+$/, ""))
    .replace(/^\s*(?:>\s*|#{1,6}\s+|-#\s+|[-*+]\s+(?:\[[ xX]\]\s+)?|\d{1,9}[.)]\s+)+/, "")
    .replace(/[*`]+|~~|\|\||(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}_])/gu, "")
    .replace(/@(?=everyone|here)/gi, "")

const firstSaid = (text: string): string | undefined => {
  for (const line of tameText(text.slice(0, read)).split("\n")) {
    if (line.trim() === "" || fence.test(line)) continue
    const said = oneLine(tidied(line))
    if (meaningful.test(said)) return said
  }
  return undefined
}

/** 1-80 characters. `attachments` are the names of the files that came with the message. */
export const threadTitle = (text: string, attachments: ReadonlyArray<string>): string => {
  const files = attachments.map(oneLine).filter((name) => name !== "")
  return cutTo(firstSaid(text) ?? files.join(", "), longestTitle) || otherwise
}
