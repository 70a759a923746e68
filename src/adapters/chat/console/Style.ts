/**
 * Text with a look, and how a look is said to a terminal. The only place that writes colours: a terminal that wants none
 * (NO_COLOR) still gets bold and italic.
 */
import * as Hash from "effect/Hash"

const colors = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const
export type Color = keyof typeof colors

export interface Style {
  readonly bold?: boolean
  readonly dim?: boolean
  readonly italic?: boolean
  readonly underline?: boolean
  readonly strike?: boolean
  readonly color?: Color
}

export interface Span {
  readonly text: string
  readonly style: Style
}

const reset = "\u001b[0m"

export const plainStyle: Style = {}
export const dim: Style = { dim: true }

export const span = (text: string, style: Style = plainStyle): Span => ({ text, style })

const codesOf = (style: Style, colored: boolean): ReadonlyArray<number> => [
  ...(style.bold === true ? [1] : []),
  ...(style.dim === true ? [2] : []),
  ...(style.italic === true ? [3] : []),
  ...(style.underline === true ? [4] : []),
  ...(style.strike === true ? [9] : []),
  ...(colored && style.color !== undefined ? [colors[style.color]] : [])
]

/** One row for the terminal. Every look ends where it began: rows can be written in any order. */
export const ansi = (spans: ReadonlyArray<Span>, colored: boolean): string => {
  let row = ""
  let look = ""
  for (const { style, text } of spans) {
    if (text === "") continue
    const codes = codesOf(style, colored).join(";")
    if (codes !== look) row += `${look === "" ? "" : reset}${codes === "" ? "" : `\u001b[${codes}m`}`
    look = codes
    row += text
  }
  return look === "" ? row : row + reset
}

const faces = ["cyan", "green", "yellow", "magenta", "blue"] as const

/** The same name has the same colour, today and tomorrow. */
export const colorOf = (name: string): Color => faces[(Hash.string(name) >>> 0) % faces.length] ?? "cyan"
