/**
 * A question about somebody's message, or the task to work on it, as one text for an agent: what is wanted, and below it
 * who wrote what. Pure.
 */
import { clip } from "../render/Inline.ts"

const longestQuote = 4_000

export interface AskedMessage {
  /** A name in one line. */
  readonly writer: string
  /** In readable words. */
  readonly text: string
  /** Names in one line each. */
  readonly files: ReadonlyArray<string>
}

export const questionAbout = (question: string, { files, text, writer }: AskedMessage): string => {
  const quote = clip(text, longestQuote)
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
  return [
    question.trim(),
    [
      `${writer} wrote:`,
      ...(text === "" ? [] : quote),
      ...(files.length === 0 ? [] : [`attached: ${files.join(", ")}`])
    ].join("\n")
  ].join("\n\n")
}

/** The message itself is the task, and still somebody's words: they stand as a quote. */
export const taskAbout = (message: AskedMessage): string =>
  questionAbout(`work on what ${message.writer} wrote`, message)
