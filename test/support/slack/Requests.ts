/** Events and interactions as signed POSTs to the app's own address. Owns the signature and the reading of what it says. */
import { createHmac } from "node:crypto"
import { isRecord, type Json, recordOf } from "../Json.ts"
import type { Acked, Outgoing, Transport } from "./Delivery.ts"
import { secret, type World } from "./World.ts"

/** `v0=…` over the time in seconds and the raw body. */
export const signatureOf = (signingSecret: string, timestamp: number, body: string): string =>
  `v0=${createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex")}`

export interface Signing {
  readonly secret?: string
  /** How old it says it is. */
  readonly ageSeconds?: number
  readonly headers?: Readonly<Record<string, string>>
}

export interface Requests extends Transport {
  /** Where events and interactions go from now on; nowhere when undefined. */
  readonly to: (url: string | undefined) => void
  readonly url: () => string | undefined
  /** Asks the address to prove that it is one; true when it answers with the challenge. */
  readonly verify: () => Promise<boolean>
  /** As Slack does now and then to see that the certificate is good; the status. */
  readonly sslCheck: () => Promise<number>
  /** A body of any content, signed as said; the status. */
  readonly post: (body: string, type: string, signing?: Signing) => Promise<Response>
}

const form = (fields: Json): string =>
  new URLSearchParams(Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]))).toString()

const formType = "application/x-www-form-urlencoded"
const jsonType = "application/json"

const bodyOf = ({ payload, type }: Outgoing): readonly [string, string] => {
  if (type === "events_api") return [JSON.stringify(payload), jsonType]
  return [form(type === "slash_commands" ? payload : { payload: JSON.stringify(payload) }), formType]
}

const readAck = async (response: Response): Promise<Json> => {
  const text = await response.text()
  if (text === "") return {}
  if (!(response.headers.get("content-type") ?? "").includes("json")) return { text }
  const parsed: unknown = JSON.parse(text)
  return typeof parsed === "string" ? { text: parsed } : recordOf(parsed)
}

export const makeRequests = (world: World): Requests => {
  let url: string | undefined

  const post: Requests["post"] = (body, type, signing = {}) => {
    if (url === undefined) throw new Error("no address was given; see events.http")
    const timestamp = Math.floor(Date.now() / 1_000) - (signing.ageSeconds ?? 0)
    return fetch(url, {
      method: "POST",
      body,
      headers: {
        "content-type": type,
        "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "x-slack-request-timestamp": String(timestamp),
        "x-slack-signature": signatureOf(signing.secret ?? world.signingSecret, timestamp, body),
        ...signing.headers
      },
      signal: AbortSignal.timeout(world.settings.ackMillis)
    })
  }

  const send: Transport["send"] = async (outgoing): Promise<Acked> => {
    const at = Date.now()
    const { retry } = outgoing
    const [body, type] = bodyOf(outgoing)
    const again =
      retry.attempt === 0 ? {} : { "x-slack-retry-num": String(retry.attempt), "x-slack-retry-reason": retry.reason }
    try {
      const response = await post(body, type, { headers: again })
      const noMore = response.headers.get("x-slack-no-retry") === "1"
      if (response.status !== 200) return { ok: false, reason: "http_error", again: !noMore }
      return { ok: true, payload: await readAck(response), ms: Date.now() - at }
    } catch (cause) {
      const isLate = cause instanceof Error && cause.name === "TimeoutError"
      return { ok: false, reason: isLate ? "http_timeout" : "connection_failed", again: true }
    }
  }

  return {
    to: (address) => {
      url = address
    },
    url: () => url,
    verify: async () => {
      const challenge = secret(16)
      const body = JSON.stringify({ token: "verification", challenge, type: "url_verification" })
      const response = await post(body, jsonType)
      const text = await response.text()
      const said: unknown = text.startsWith("{") ? JSON.parse(text) : { challenge: text }
      return response.status === 200 && isRecord(said) && said.challenge === challenge
    },
    sslCheck: async () => (await post(form({ ssl_check: "1", token: "verification" }), formType)).status,
    post,
    send
  }
}
