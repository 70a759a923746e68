/**
 * A person's message as input of a turn. Text is text: codex loads a skill's file wherever it finds `$name`, so the text
 * is cut behind such signs into parts that together are the same bytes. Images go as images, other files by their path.
 */
import type { Attachment } from "../../../core/model/InboundEvent.ts"

const mention = /(?<=\$)(?=[\w:-])|(?<=\[@)(?=[\w:-])/

const isImage = (file: Attachment): boolean => /^image\/(png|jpeg|gif|webp)$/.test(file.mediaType)

export const imagesOf = (files: ReadonlyArray<Attachment>): ReadonlyArray<string> =>
  files.filter(isImage).map((file) => file.path)

/** What is said of files that are not images, or nothing. */
export const filesText = (files: ReadonlyArray<Attachment>): string =>
  files
    .filter((file) => !isImage(file))
    .map((file) => `attached file: ${file.path} (${file.mediaType}, ${file.bytes} bytes)`)
    .join("\n")

const part = (text: string) => ({ type: "text", text, text_elements: [] })

export const turnInput = (text: string, files: ReadonlyArray<Attachment>): ReadonlyArray<unknown> => {
  const named = filesText(files)
  return [
    ...text.split(mention).map(part),
    ...imagesOf(files).map((path) => ({ type: "localImage", path })),
    ...(named === "" ? [] : [part(`\n\n${named}`)])
  ]
}
