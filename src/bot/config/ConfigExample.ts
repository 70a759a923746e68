/**
 * The example configuration as text: every key with one line about it and its default, so that the file as it is says
 * nothing else than an empty one. Keys without a default stand there behind a `#`.
 */
import type { ConfigKey } from "./ConfigKeys.ts"

const head = `# yaml-language-server: $schema=./orchestrator.schema.json
# Every key of the configuration with its default: a file that holds only what differs does as well.
# Copy it to config/orchestrator.yaml. A key behind a # without a space is off; remove the # to set it.
# Secrets never stand here: put them in the environment, or in a .env file with mode 0600.
`

const bare = /^(?!(?:true|false|null|yes|no|on|off)$)[a-z][a-z0-9-]*$/

const written = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`
  if (typeof value === "string" && bare.test(value)) return value
  return JSON.stringify(value)
}

const lines = (keys: ReadonlyArray<ConfigKey>, indent: string, off: boolean): ReadonlyArray<string> =>
  keys.flatMap((key) => {
    const gap = indent === "" ? [""] : []
    // The default stands right below, so that the words about it would say it twice.
    const said = key.description.replace(/[.;]? Default: .*$/, "")
    const about = said === "" ? [] : [`${indent}# ${said}`]
    if (key.keys !== undefined) {
      const hidden = off || key.optional
      return [...gap, ...about, `${indent}${hidden ? "#" : ""}${key.name}:`, ...lines(key.keys, `${indent}  `, hidden)]
    }
    const missing = key.default === undefined
    const value = missing ? (key.example ?? "") : key.default
    return [
      ...gap,
      ...about,
      `${indent}${off || missing || key.optional ? "#" : ""}${key.name}: ${written(value)}`.trimEnd()
    ]
  })

export const configExample = (keys: ReadonlyArray<ConfigKey>): string => `${head}${lines(keys, "", false).join("\n")}\n`
