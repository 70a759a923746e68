/**
 * A file on a platform that takes no files: its name and content as a bounded run of fenced messages. Owns that
 * fallback alone; must not look into the content, which is hostile text.
 */
import type { ChatCapabilities } from "../ports/ChatPlatform.ts"
import type { Slot } from "./Slot.ts"

type FileSlot = Extract<Slot, { readonly _tag: "File" }>

/** More would bury the conversation; what is left out is said. */
const mostPages = 20

const longestRun = (content: string): number => {
  let longest = 0
  for (const run of content.match(/`+/g) ?? []) longest = Math.max(longest, run.length)
  return longest
}

/** The longest head that the test takes, ending at a line where there is one, never inside a code point. */
const headThatFits = (content: string, most: number, fits: (head: string) => boolean): string => {
  let length = Math.min(content.length, most)
  for (;;) {
    let head = content.slice(0, length)
    if (length < content.length) {
      const line = head.lastIndexOf("\n")
      if (line > 0) head = head.slice(0, line + 1)
      else if (/[\uD800-\uDBFF]$/.test(head)) head = head.slice(0, -1)
    }
    if (head.length <= 2 || fits(head)) return head === "" ? content.slice(0, 2) : head
    length = Math.floor(head.length * 0.8)
  }
}

export const filePages = (slot: FileSlot, capabilities: ChatCapabilities): ReadonlyArray<Slot> => {
  const fence = "`".repeat(Math.max(3, longestRun(slot.content) + 1))
  const name = slot.name.replaceAll(/[`\r\n]/g, "")
  const pages: Array<Slot> = []
  const push = (markdown: string) =>
    pages.push({
      _tag: "Message",
      key: pages.length === 0 ? slot.key : `${slot.key}.${pages.length}`,
      body: { markdown, controls: [] },
      notify: false
    })
  let rest = slot.content
  while (rest !== "" && pages.length < mostPages) {
    const title = pages.length === 0 ? `\`${name}\`\n` : ""
    const page = (head: string) => `${title}${fence}\n${head}${head.endsWith("\n") ? "" : "\n"}${fence}`
    const head = headThatFits(
      rest,
      capabilities.maxLength,
      (head) => capabilities.measure(page(head)) <= capabilities.maxLength
    )
    push(page(head))
    rest = rest.slice(head.length)
  }
  if (rest !== "") push(`\`${name}\`: ${rest.length} more characters are not shown here`)
  if (pages.length === 0) push(`\`${name}\` (empty)`)
  return pages
}
