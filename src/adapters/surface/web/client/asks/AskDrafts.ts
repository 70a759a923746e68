/**
 * Answers that somebody has begun and not given: by what is asked, so that the same ask is filled in the same wherever it
 * stands, and found as it was left. Owns when one is forgotten: when an answer was taken.
 */
import * as Schema from "effect/Schema"
import { create } from "zustand"
import type { Ask } from "../../../../../core/model/Ask.ts"
import type { SessionId } from "../../../../../core/model/Ids.ts"
import { kept } from "../ui/Kept.ts"
import { Choice } from "./Choices.ts"

export const AskDraft = Schema.Struct({
  /** A reason, or what to change; absent while there is no field for it. */
  words: Schema.optionalKey(Schema.String),
  /** By the question's full text. */
  choices: Schema.Record(Schema.String, Choice)
})
export type AskDraft = typeof AskDraft.Type

const drafts = kept("ask", Schema.is(AskDraft))

const blank: AskDraft = { choices: {} }

/** Short, and another one for other text. */
const digest = (text: string): string => {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return (hash >>> 0).toString(36)
}

/** A CLI may give the next ask the same id: what is asked is part of the name. */
export const askDraftName = (session: SessionId, { id, subject }: Ask): string =>
  `${session} ${id} ${digest(JSON.stringify(subject))}`

export const useAskDraft = (name: string): AskDraft => drafts.use(name) ?? blank

export const keepAskDraft = (name: string, draft: AskDraft): void => drafts.put(name, draft)

export const forgetAskDraft = (name: string): void => {
  if (drafts.get(name) !== undefined) drafts.put(name, undefined)
}

/** What was typed of it; what was chosen is soon chosen again. */
export const wordsOf = ({ choices, words = "" }: AskDraft): string =>
  [words, ...Object.values(choices).map(({ own = "" }) => own)]
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .join("\n\n")

export const unsentWords = (name: string): string => wordsOf(drafts.get(name) ?? blank)

/** Those whose answer is on its way: it may be heard of before it is known to be taken. */
const onTheirWay = create<{ readonly names: ReadonlySet<string> }>()(() => ({ names: new Set() }))

export const setOnItsWay = (name: string, is: boolean): void =>
  onTheirWay.setState(({ names }) => ({
    names: new Set(is ? [...names, name] : [...names].filter((each) => each !== name))
  }))

export const isOnItsWay = (name: string): boolean => onTheirWay.getState().names.has(name)

export const useOnItsWay = (name: string): boolean => onTheirWay(({ names }) => names.has(name))
