/**
 * What Slack's client sends its requests with, in place of node's own fetch, which waits a turn of the loop before it uses
 * an open connection: in that turn others begin work that takes longer than the request. Here it leaves at once. Owns the
 * one kind of request that the client makes: a form there, text back. Follows no redirect.
 *
 * node:http, node:https: the library wants a fetch, and Effect's clients are none.
 */
import { type IncomingMessage, request as plainRequest } from "node:http"
import { request as secureRequest } from "node:https"

type Fetch = typeof fetch

const headersOf = ({ rawHeaders }: IncomingMessage): Headers => {
  const headers = new Headers()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "")
  }
  return headers
}

/** Answers without a body must be given none. */
const bodiless = new Set([204, 205, 304])

const responseOf = (message: IncomingMessage, body: Buffer): Response => {
  const status = message.statusCode ?? 0
  return new Response(bodiless.has(status) ? null : new Uint8Array(body), {
    status,
    statusText: message.statusMessage ?? "",
    headers: headersOf(message)
  })
}

export const promptFetch: Fetch = (address, init) =>
  new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(init?.signal?.aborted === true ? init.signal.reason : error)
    const url = new URL(address instanceof Request ? address.url : address)
    const body = Buffer.from(String(init?.body ?? ""))
    const headers = Object.fromEntries(new Headers(init?.headers))
    const send = url.protocol === "https:" ? secureRequest : plainRequest
    const sent = send(
      url,
      {
        method: init?.method ?? "GET",
        headers: { ...headers, "content-length": body.byteLength },
        ...(init?.signal == null ? {} : { signal: init.signal })
      },
      (message) => {
        const parts: Array<Buffer> = []
        message.on("data", (part: Buffer) => parts.push(part))
        message.on("error", fail)
        message.on("end", () => resolve(responseOf(message, Buffer.concat(parts))))
      }
    )
    sent.on("error", fail)
    sent.end(body)
  })
