/**
 * The configuration's schema as a tree of keys with their defaults and descriptions: what the example file, the
 * editors' schema and a reference page are made of. Derived, never written by hand.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import type { BackendManifest, PlatformManifest } from "../../core/ports/Manifest.ts"
import { configSchema } from "./ConfigSchema.ts"

export interface ConfigKey {
  readonly name: string
  readonly description: string
  /** As it would be written; undefined where there is no default. */
  readonly default: unknown
  /** For a key without a default. */
  readonly example: unknown
  /** Absent means off, like a platform. */
  readonly optional: boolean
  /** Undefined for a key that holds a value. */
  readonly keys: ReadonlyArray<ConfigKey> | undefined
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000]
] as const

/** `600000 millis` as a person writes it: `10 minutes`. */
const plainDuration = (value: unknown): unknown => {
  const millis = typeof value === "string" ? /^(\d+) millis$/.exec(value)?.[1] : undefined
  const unit = units.find(([, size]) => Number(millis) % size === 0)
  if (millis === undefined || unit === undefined || Number(millis) === 0) return value
  const count = Number(millis) / unit[1]
  return `${count} ${unit[0]}${count === 1 ? "" : "s"}`
}

const child = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? Reflect.get(value, name) : undefined

const keysOf = (ast: SchemaAST.AST, defaults: unknown): ReadonlyArray<ConfigKey> | undefined =>
  ast._tag !== "Objects" || ast.propertySignatures.length === 0
    ? undefined
    : ast.propertySignatures.map(({ name, type }) => {
        const [example] = SchemaAST.resolveAt<ReadonlyArray<unknown>>("examples")(type) ?? []
        const value = child(defaults, String(name))
        return {
          name: String(name),
          description: SchemaAST.resolveDescription(type) ?? "",
          default: plainDuration(value),
          example,
          optional: SchemaAST.isOptional(type),
          keys: keysOf(type, value)
        }
      })

export const configKeys = (
  backends: ReadonlyArray<BackendManifest>,
  platforms: ReadonlyArray<PlatformManifest>
): ReadonlyArray<ConfigKey> => {
  const schema = configSchema(backends, platforms)
  // A platform that cannot be switched on with an empty block has keys without a default.
  const bare = platforms.filter((manifest) => Result.isSuccess(Schema.decodeResult(manifest.config)({})))
  const everything = { platforms: Object.fromEntries(bare.map((manifest) => [manifest.name, {}])) }
  return keysOf(schema.ast, Schema.encodeSync(schema)(Schema.decodeSync(schema)(everything))) ?? []
}
