/** What a route of the API is: pattern, limit, answer. Owns the shapes and how a path is matched. */
import { ApiError, type Json } from "./ApiError.ts"
import type { Limit } from "./Buckets.ts"
import { isSnowflake } from "./Snowflakes.ts"
import type { World } from "./World.ts"

export interface Upload {
  /** The n of `files[n]`. */
  readonly index: string
  readonly name: string
  readonly contentType: string
  readonly data: Uint8Array
}

export interface Call {
  readonly world: World
  /** A part of the path. */
  readonly part: (name: string) => string
  /** A part of the path that has to be an id. */
  readonly id: (name: string) => string
  readonly query: URLSearchParams
  readonly body: unknown
  readonly files: ReadonlyArray<Upload>
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
}

export interface Route {
  readonly method: string
  /** `/channels/:channel/messages` */
  readonly path: string
  readonly limit: Limit
  /** Parts of the path that have counters of their own. */
  readonly major: ReadonlyArray<string>
  /** False where a token in the path is enough. */
  readonly auth: boolean
  /** False outside the bot's 50 per second. */
  readonly global: boolean
  /** A second limit that no header shows. */
  readonly hidden?: (call: Call) => { readonly limit: Limit; readonly major: string } | undefined
  readonly answer: (call: Call) => Answer | Promise<Answer>
}

export const ok = (body: Json | ReadonlyArray<Json>): Answer => ({ status: 200, body })
export const created = (body: Json): Answer => ({ status: 201, body })
export const nothing: Answer = { status: 204 }

const generous: Limit = { name: "generous", limit: 100, windowMillis: 1_000 }

export const route = (
  method: string,
  path: string,
  answer: Route["answer"],
  options: Partial<Omit<Route, "method" | "path" | "answer">> = {}
): Route => {
  const major = /^\/(?:channels|guilds|webhooks)\/:(\w+)/.exec(path)?.[1]
  return {
    method,
    path,
    answer,
    limit: { ...generous, name: `${method} ${path}` },
    major: major === undefined ? [] : [major],
    auth: true,
    global: true,
    ...options
  }
}

export type Match = ReadonlyMap<string, string>

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const match = (route: Route, path: string): Match | undefined => {
  const wanted = route.path.split("/")
  const given = path.split("/")
  if (wanted.length !== given.length) return undefined
  const parts = new Map<string, string>()
  for (const [index, want] of wanted.entries()) {
    const got = decoded(given[index] ?? "")
    if (want.startsWith(":")) parts.set(want.slice(1), got)
    else if (want !== got) return undefined
  }
  return parts
}

export const idIn = (parts: Match, name: string): string => {
  const value = parts.get(name) ?? ""
  if (isSnowflake(value)) return value
  throw new ApiError("invalidForm", {
    [`${name}_id`]: { _errors: [{ code: "NUMBER_TYPE_COERCE", message: `Value "${value}" is not snowflake.` }] }
  })
}
