/**
 * Values as TOML, for `-c key=value`. Owns the escaping; every value comes out as one line.
 */

const escaped = (text: string): string =>
  [...text]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0
      if (char === '"' || char === "\\") return `\\${char}`
      if (char === "\n") return "\\n"
      return code < 0x20 || code === 0x7f ? `\\u${code.toString(16).padStart(4, "0")}` : char
    })
    .join("")

const quoted = (text: string): string => `"${escaped(text)}"`

/** A key as one part of a dotted path. */
export const tomlKey = (key: string): string => (/^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key))

/** TOML has no null: such fields are left out, such array members too. */
export const toml = (value: unknown): string => {
  if (typeof value === "string") return quoted(value)
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  if (Array.isArray(value))
    return `[${value
      .filter((member) => member !== null)
      .map(toml)
      .join(",")}]`
  if (typeof value !== "object" || value === null) return quoted("")
  const fields = Object.entries(value).filter(([, field]) => field !== null && field !== undefined)
  return `{${fields.map(([key, field]) => `${tomlKey(key)}=${toml(field)}`).join(",")}}`
}
