/**
 * What Slack can do and how often it lets itself be written to. Figures that the core plans with, nothing else.
 */
import type { ChatCapabilities } from "../../../core/ports/ChatPlatform.ts"
import { measure } from "./format/Markdown.ts"
import { writtenSlash } from "./format/SlashWords.ts"

/**
 * An answer that grows for a minute should take at most 60 requests, and never two within 0.7 s. What all messages of a
 * workspace share is no matter of one conversation: it is shared out where the requests leave.
 */
const millisPerEdit = 1_020

export const capabilities: ChatCapabilities = {
  // One block takes 12,000, and what is escaped while it grows may be a little longer.
  maxLength: 11_000,
  measure,
  edits: true,
  deletes: true,
  uploads: true,
  marks: true,
  marksEach: false,
  buttons: true,
  tables: true,
  ratings: true,
  // A stream dies after 5 minutes; what is left is for ending it in peace.
  growsForMillis: 225_000,
  threads: true,
  titles: true,
  command: writtenSlash,
  idempotentPosts: true,
  editIntervalMillis: () => millisPerEdit
}
