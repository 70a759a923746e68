/**
 * From where a request came: under which address its sender reaches the service, and whether a page of this service sent
 * it. Pure: looks at headers alone, and trusts a proxy's word about TLS only under a name that was configured.
 */
import type * as Headers from "effect/http/Headers"

export interface Reaching {
  /** `https://bots.example`, `http://127.0.0.1:3456`. */
  readonly origin: string
  readonly secure: boolean
  /** What a browser keeps for this address: cookies know no ports, and there may be another service beside this one. */
  readonly cookie: string
  /** A page of this very address sent it; false also where no browser says so. */
  readonly sameOrigin: boolean
}

/** `[::1]:3456` -> `[::1]` */
const withoutPort = (host: string): string => host.replace(/:\d+$/, "")

/** `names`: those that were configured, behind which a proxy may stand. */
export const reachingOf = (headers: Headers.Headers, names: ReadonlySet<string>): Reaching => {
  const host = (headers.host ?? "").toLowerCase()
  const secure = headers["x-forwarded-proto"]?.split(",")[0] === "https" && names.has(withoutPort(host))
  const origin = `${secure ? "https" : "http"}://${host}`
  const { origin: said, "sec-fetch-site": site } = headers
  const sameOrigin = said === undefined ? site === "same-origin" : said.toLowerCase() === origin
  const port = /:(\d+)$/.exec(host)?.[1]
  return { origin, secure, sameOrigin, cookie: port === undefined ? "orchestrator" : `orchestrator-${port}` }
}
