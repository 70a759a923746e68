/**
 * A file as a browser is given it. Pure. Owns that nothing that somebody put into a file runs under this address: pictures of
 * four kinds are shown, everything else is handed over to be saved, and neither may load or run anything.
 */
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { OpenedFile } from "../../../../core/control/FileCalls.ts"
import { isPicture, unknownType } from "../../../../core/files/MediaTypes.ts"

/** As a header can carry it: quoted for old programs, and in full for the others. */
export const dispositionOf = (kind: "attachment" | "inline", name: string): string => {
  const plain = name.replace(/[^\w .()+,=@-]/g, "_")
  const whole = encodeURIComponent(name.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  )
  return `${kind}; filename="${plain}"; filename*=UTF-8''${whole}`
}

/** `known`: the tags of what the browser has, as it says them. */
export const fileAnswer = ({ bytes, content, mediaType, name, tag }: OpenedFile, known = "") => {
  const shown = isPicture(mediaType)
  const etag = `"${tag}"`
  const headers = {
    etag,
    // asked for again each time: who may see it is decided anew
    "cache-control": "private, no-cache",
    "content-disposition": dispositionOf(shown ? "inline" : "attachment", name),
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff"
  }
  if (known.split(",").some((each) => each.trim().replace(/^W\//, "") === etag)) {
    return HttpServerResponse.empty({ status: 304, headers })
  }
  return HttpServerResponse.stream(content, {
    headers,
    contentType: shown ? mediaType : unknownType,
    contentLength: bytes
  })
}
