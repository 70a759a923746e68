/**
 * What people in a chat are shown of a message that was said to its session from somewhere else. Pure: owns the words and
 * the key under which they stand there once, however often the turn is handed over.
 */
import { tameText } from "../chat/HostileText.ts"
import type { Turn } from "../model/Turn.ts"
import { clip, plain } from "./Inline.ts"
import { postKey } from "./Screen.ts"
import * as Words from "./Words.ts"

const longestQuote = 1500
const longestName = 80

const quoted = (text: string): string =>
  clip(tameText(text), longestQuote)
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n")

/**
 * Undefined where people see the message itself, or saw this already: said once more it is the same message. What an agent
 * asks another one stands there too, and nobody looks on at a worker.
 */
export const saidElsewhere = ({
  again,
  agent,
  asked = [],
  attachments,
  id,
  person,
  saidOn,
  terms,
  text
}: Turn): { readonly key: string; readonly markdown: string } | undefined => {
  if (saidOn === undefined || again !== undefined || terms !== undefined || asked.length > 0) return undefined
  const markdown = [
    Words.saidElsewhere(plain(person.name, longestName), agent),
    ...(text.trim() === "" ? [] : [quoted(text)]),
    // files are named alone
    ...(attachments.length === 0 ? [] : [Words.saidWith(attachments.map(({ name }) => plain(name, longestName)))])
  ].join("\n\n")
  return { key: postKey(id, "said", 0), markdown }
}
