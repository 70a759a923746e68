/**
 * What somebody has begun to write and not sent, with the files that go with it, by the place it is written in; kept until
 * the window is closed. Owns the name under which it is sent: the same words and files sent twice, because nobody knew
 * whether they arrived, are one message.
 */
import { useMemo, useState } from "react"
import type { Upload } from "../../../../../../core/files/Upload.ts"
import { isUpload } from "../../files/UploadFile.ts"
import { newKey } from "../../live/NewKey.ts"
import { kept } from "../../ui/Kept.ts"

export interface Draft {
  readonly text: string
  readonly message: string
  /** Absent: none. */
  readonly uploads?: ReadonlyArray<Upload>
}

const isDraft = (value: unknown): value is Draft =>
  typeof value === "object" &&
  value !== null &&
  "text" in value &&
  typeof value.text === "string" &&
  "message" in value &&
  typeof value.message === "string" &&
  (!("uploads" in value) || (Array.isArray(value.uploads) && value.uploads.every(isUpload)))

const drafts = kept("draft", isDraft)

const noFiles: ReadonlyArray<Upload> = []

export const filesOf = ({ uploads = noFiles }: Draft): ReadonlyArray<Upload> => uploads

/** There is something to send in it. */
export const isSendable = (draft: Draft): boolean => draft.text.trim() !== "" || filesOf(draft).length > 0

/** Its words and files as the service takes them. */
export const saidIn = (draft: Draft): { text: string; message: string; uploads?: ReadonlyArray<string> } => {
  const { message, text } = draft
  const uploads = filesOf(draft).map(({ id }) => id)
  return { text, message, ...(uploads.length === 0 ? {} : { uploads }) }
}

export interface Drafting {
  readonly draft: Draft
  readonly write: (text: string) => void
  readonly putFiles: (next: (now: ReadonlyArray<Upload>) => ReadonlyArray<Upload>) => void
  /** It was taken: what was written on meanwhile stays. */
  readonly taken: (sent: Draft) => void
}

/** Other words or files are another message. */
const putDraft = (place: string, text: string, uploads: ReadonlyArray<Upload>): void =>
  drafts.put(
    place,
    text === "" && uploads.length === 0
      ? undefined
      : { text, message: newKey(), ...(uploads.length === 0 ? {} : { uploads }) }
  )

export const useDraft = (place: string): Drafting => {
  const [blank] = useState<Draft>(() => ({ text: "", message: newKey() }))
  const draft = drafts.use(place) ?? blank
  const acts = useMemo(
    () => ({
      write: (text: string) => {
        const now = drafts.get(place) ?? blank
        if (text !== now.text) putDraft(place, text, filesOf(now))
      },
      putFiles: (next: (now: ReadonlyArray<Upload>) => ReadonlyArray<Upload>) => {
        const now = drafts.get(place) ?? blank
        putDraft(place, now.text, next(filesOf(now)))
      },
      taken: (sent: Draft) => {
        if (drafts.get(place)?.message === sent.message) drafts.put(place, undefined)
      }
    }),
    [blank, place]
  )
  return { draft, ...acts }
}
