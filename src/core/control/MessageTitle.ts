/** What a message is called where there is room for one line: its words, or the files where it has no others. Pure. */
import type { Turn } from "../model/Turn.ts"
import { oneLine } from "../render/Inline.ts"

export const messageTitle = ({ attachments, text }: Pick<Turn, "attachments" | "text">, longest: number): string =>
  oneLine(text, longest) || oneLine(attachments.map(({ name }) => name).join(", "), longest)
