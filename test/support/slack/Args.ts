/** The arguments of a call, from a form, JSON or the address alike. Refuses what is missing or of the wrong kind. */
import { isRecord, type Json } from "../Json.ts"
import { refuse, refuseWith } from "./Refusal.ts"

export interface Args {
  readonly raw: Json
  /** Undefined when it is absent or empty. */
  readonly text: (name: string) => string | undefined
  readonly needed: (name: string) => string
  readonly flag: (name: string) => boolean
  readonly number: (name: string) => number | undefined
  /** JSON, also as text; refused with this error when it is none. */
  readonly json: (name: string, error?: string) => unknown
  readonly list: (name: string, error?: string) => ReadonlyArray<Json> | undefined
  readonly record: (name: string, error?: string) => Json | undefined
}

export const argsOf = (raw: Json): Args => {
  const text: Args["text"] = (name) => {
    const value = raw[name]
    if (value === undefined || value === null || value === "") return undefined
    if (typeof value === "string") return value
    if (typeof value === "number" || typeof value === "boolean") return String(value)
    return refuseWith("invalid_arguments", [`[ERROR] must be a string [json-pointer:/${name}]`])
  }
  const json: Args["json"] = (name, error = "invalid_arguments") => {
    const value = raw[name]
    if (value === undefined || value === null || value === "") return undefined
    if (typeof value !== "string") return value
    try {
      return JSON.parse(value)
    } catch {
      return refuse(error)
    }
  }
  return {
    raw,
    text,
    needed: (name) =>
      text(name) ??
      refuseWith("invalid_arguments", [`[ERROR] missing required field: ${name} [json-pointer:/${name}]`]),
    flag: (name) => raw[name] === true || raw[name] === "true" || raw[name] === "1" || raw[name] === 1,
    number: (name) => {
      const value = text(name)
      if (value === undefined) return undefined
      const number = Number(value)
      if (Number.isFinite(number)) return number
      return refuseWith("invalid_arguments", [`[ERROR] must be a number [json-pointer:/${name}]`])
    },
    json,
    list: (name, error = "invalid_arguments") => {
      const value = json(name, error)
      if (value === undefined) return undefined
      if (!Array.isArray(value) || !value.every(isRecord)) return refuse(error)
      return value
    },
    record: (name, error = "invalid_arguments") => {
      const value = json(name, error)
      if (value === undefined) return undefined
      return isRecord(value) ? value : refuse(error)
    }
  }
}
