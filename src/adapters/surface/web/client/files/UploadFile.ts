/**
 * Brings one file to the service and tells how far it is. Owns that request: it is none of the socket's, because a file of
 * some size would hold up everything else there.
 */
import type { Upload } from "../../../../../core/files/Upload.ts"
import { keyHeaders } from "../live/SignInKey.ts"
import { uploadAddress, uploadedAddress } from "./FileAddress.ts"

export type Brought = { readonly ok: true; readonly upload: Upload } | { readonly ok: false; readonly why: string }

export interface Bringing {
  /** Undefined when it was given up. */
  readonly brought: Promise<Brought | undefined>
  readonly giveUp: () => void
}

const lost = "the service does not answer; add it again once it does"

export const isUpload = (value: unknown): value is Upload =>
  typeof value === "object" &&
  value !== null &&
  "id" in value &&
  typeof value.id === "string" &&
  "name" in value &&
  typeof value.name === "string" &&
  "mediaType" in value &&
  typeof value.mediaType === "string" &&
  "bytes" in value &&
  typeof value.bytes === "number"

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const wordsIn = (answer: unknown): string =>
  typeof answer === "object" && answer !== null && "detail" in answer && typeof answer.detail === "string"
    ? answer.detail
    : lost

/** `told`: how much of it has gone, from 0 to 1. */
export const bring = (file: File, told: (share: number) => void): Bringing => {
  const request = new XMLHttpRequest()
  const brought = new Promise<Brought | undefined>((resolve) => {
    request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
      if (lengthComputable && total > 0) told(loaded / total)
    }
    request.onabort = () => resolve(undefined)
    request.onerror = () => resolve({ ok: false, why: lost })
    request.onload = () => {
      const answer = parsed(request.responseText)
      resolve(isUpload(answer) ? { ok: true, upload: answer } : { ok: false, why: wordsIn(answer) })
    }
  })
  request.open("POST", uploadAddress(file.name))
  for (const [name, value] of Object.entries(keyHeaders())) request.setRequestHeader(name, value)
  request.setRequestHeader("content-type", file.type === "" ? "application/octet-stream" : file.type)
  request.send(file)
  return { brought, giveUp: () => request.abort() }
}

/** What nobody wants any more; the service forgets it by itself, only later. */
export const takeBack = (upload: string): void => {
  void fetch(uploadedAddress(upload), { method: "DELETE", headers: keyHeaders() }).catch(() => undefined)
}
