/**
 * The core's ids written shorter, without loss: Discord gives a button 100 characters. The long numbers in them become
 * base 62 at a fixed width, and words that many have become one character. Owns that notation.
 */
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
const base = 62n

/** A snowflake, and a time in milliseconds: 17-20 digits in 11, 13-14 digits in 8. */
const widths = { "!": 11, $: 8 } as const
type Width = keyof typeof widths
const words: Readonly<Record<string, string>> = {
  "%": "discord:",
  "&": "~again-",
  "=": "/spontaneous/",
  "^": "default/"
}
const byWord = new Map(Object.entries(words).map(([sign, word]) => [word, sign]))

const literal = "\\"
const parts = /discord:|~again-|\/spontaneous\/|default\/|(?<!\d)[1-9]\d{12,19}(?!\d)|[\\!$%&=^]/g
const shortened = /\\([\\!$%&=^])|!([0-9A-Za-z]{11})|\$([0-9A-Za-z]{8})|([%&=^])/g

const numeral = (value: bigint, width: number): string => {
  let text = ""
  for (let rest = value; rest > 0n; rest /= base) text = (digits[Number(rest % base)] ?? "") + text
  return text.padStart(width, "0")
}

const numberOf = (text: string): string => {
  let value = 0n
  for (const digit of text) value = value * base + BigInt(digits.indexOf(digit))
  return String(value)
}

const shortNumber = (number: string): string => {
  const width: Width = number.length < 15 ? "$" : "!"
  const value = BigInt(number)
  return value < base ** BigInt(widths[width]) ? width + numeral(value, widths[width]) : number
}

export const compact = (id: string): string =>
  id.replace(parts, (part) => byWord.get(part) ?? (/^\d/.test(part) ? shortNumber(part) : literal + part))

/** Undefined for what `compact` does not make. */
export const expand = (short: string): string | undefined => {
  const id = short.replace(
    shortened,
    (_, escaped?: string, long?: string, time?: string, word?: string) =>
      escaped ?? (word === undefined ? numberOf(long ?? time ?? "") : (words[word] ?? ""))
  )
  return compact(id) === short ? id : undefined
}
