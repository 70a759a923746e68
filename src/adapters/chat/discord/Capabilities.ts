/**
 * What Discord can do and how often it lets itself be written to. Figures that the core plans with, nothing else.
 */
import type { ChatCapabilities } from "../../../core/ports/ChatPlatform.ts"
import { measure } from "./format/Markdown.ts"

/**
 * Discord takes 5 edits within 5 s per channel. One of them is kept for final text, which leaves 4, and a message that
 * is edited for a minute should be edited at most 45 times in it: 60,000 / 45 is a little more than 5,000 / 4. All live
 * messages of a conversation share this.
 */
const millisPerEdit = 1_340

export const capabilities: ChatCapabilities = {
  maxLength: 2_000,
  measure,
  edits: true,
  deletes: true,
  uploads: true,
  marks: true,
  marksEach: false,
  buttons: true,
  tables: false,
  ratings: false,
  growsForMillis: 0,
  threads: true,
  titles: true,
  command: (words) => `/${words}`,
  idempotentPosts: true,
  editIntervalMillis: (liveMessages) => millisPerEdit * Math.max(1, liveMessages)
}
