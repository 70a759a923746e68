/**
 * The title of an agent session: what its first message is about. Pure; at most 200 characters, and harmless.
 */
import { threadTitle } from "../../../../core/chat/ThreadTitle.ts"
import { plainTitle } from "./Escapes.ts"

const longestTitle = 200

/** `attachments` are the names of the files that came with the message. */
export const sessionTitle = (text: string, attachments: ReadonlyArray<string>): string =>
  plainTitle(threadTitle(text, attachments), longestTitle)
