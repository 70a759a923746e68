/**
 * What kind of file something is. Pure. Owns which files are shown as pictures: those four kinds, and only where the bytes
 * say so themselves, because a model and a browser both take a picture at its word.
 */

const byEnding: Readonly<Record<string, string>> = {
  csv: "text/csv",
  gif: "image/gif",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  md: "text/markdown",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain",
  webp: "image/webp",
  zip: "application/zip"
}

export const unknownType = "application/octet-stream"

const pictures: ReadonlyArray<string> = ["image/png", "image/jpeg", "image/gif", "image/webp"]

/** A browser may draw it: none of these can run anything. */
export const isPicture = (mediaType: string): boolean => pictures.includes(mediaType)

/** By the ending of its name. */
export const typeByName = (name: string): string | undefined => {
  const dot = name.lastIndexOf(".")
  return dot < 0 ? undefined : byEnding[name.slice(dot + 1).toLowerCase()]
}

const written = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/

/** Said by programs that do not know. */
const meaningless: ReadonlyArray<string> = [unknownType, "application/x-www-form-urlencoded", "binary/octet-stream"]

const saidType = (said: string): string | undefined => {
  const [type = ""] = said.toLowerCase().split(";", 1)
  const trimmed = type.trim()
  return written.test(trimmed) && !meaningless.includes(trimmed) ? trimmed : undefined
}

const begins = (bytes: Uint8Array, at: number, signature: string): boolean =>
  bytes.length >= at + signature.length &&
  [...signature].every((character, index) => bytes[at + index] === character.charCodeAt(0))

const pictureIn = (bytes: Uint8Array): string | undefined => {
  if (begins(bytes, 0, "\u0089PNG\r\n\u001a\n")) return "image/png"
  if (begins(bytes, 0, "\u00ff\u00d8\u00ff")) return "image/jpeg"
  if (begins(bytes, 0, "GIF87a") || begins(bytes, 0, "GIF89a")) return "image/gif"
  if (begins(bytes, 0, "RIFF") && begins(bytes, 8, "WEBP")) return "image/webp"
  return undefined
}

/** As much of a file as `mediaTypeOf` wants to see. */
export const telling = 16

/** `said`: what whoever sent it calls it. `head`: its first bytes. */
export const mediaTypeOf = (file: {
  readonly name: string
  readonly said: string
  readonly head: Uint8Array
}): string => {
  const picture = pictureIn(file.head)
  if (picture !== undefined) return picture
  const named = saidType(file.said) ?? typeByName(file.name) ?? unknownType
  return isPicture(named) ? unknownType : named
}
