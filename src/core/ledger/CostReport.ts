/**
 * Cost lines as text: an aligned table for people, CSV for programs. Pure. What nobody knows is shown as unknown, never
 * as 0. Keys are hostile: they can neither break a line nor become a spreadsheet's formula.
 */
import type { CostGroup, CostLine, DayLine } from "../ports/LedgerStore.ts"
import { usd } from "./Usd.ts"

const plain = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ")

const count = (amount: number): string => amount.toLocaleString("en-US")

const cost = (line: CostLine): string => {
  if (line.unpriced === 0) return usd(line.costUsd)
  return line.unpriced >= line.turns ? "unknown" : `${usd(line.costUsd)} + ${count(line.unpriced)} unknown`
}

const sumOf = (lines: ReadonlyArray<CostLine>): CostLine =>
  lines.reduce(
    (total, line) => ({
      key: total.key,
      turns: total.turns + line.turns,
      inputTokens: total.inputTokens + line.inputTokens,
      outputTokens: total.outputTokens + line.outputTokens,
      costUsd: total.costUsd + line.costUsd,
      unpriced: total.unpriced + line.unpriced
    }),
    { key: "total", turns: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, unpriced: 0 }
  )

const cells = (line: CostLine): ReadonlyArray<string> => [
  plain(line.key),
  count(line.turns),
  count(line.inputTokens),
  count(line.outputTokens),
  cost(line)
]

const width = (text: string): number => [...text].length

/** Lines without a trailing newline; a total below when there is more than one. */
export const costTable = (group: CostGroup, lines: ReadonlyArray<CostLine>): string => {
  if (lines.length === 0) return "no turns yet"
  const rows = [
    [group, "turns", "input", "output", "cost"],
    ...lines.map(cells),
    ...(lines.length > 1 ? [cells(sumOf(lines))] : [])
  ]
  const widths = rows.reduce<ReadonlyArray<number>>(
    (widest, row) => row.map((cell, column) => Math.max(width(cell), widest[column] ?? 0)),
    []
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const space = " ".repeat((widths[column] ?? 0) - width(cell))
          return column === 0 ? cell + space : space + cell
        })
        .join("  ")
    )
    .join("\n")
}

const quoted = (text: string): string => {
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const amounts = (line: CostLine): ReadonlyArray<string> => [
  String(line.turns),
  String(line.inputTokens),
  String(line.outputTokens),
  line.unpriced >= line.turns ? "" : String(line.costUsd),
  String(line.unpriced)
]

const amountNames = ["turns", "input_tokens", "output_tokens", "cost_usd", "unpriced_turns"]

const csv = (rows: ReadonlyArray<ReadonlyArray<string>>): string => rows.map((row) => `${row.join(",")}\n`).join("")

/** With a header, `\n` after every line. `cost_usd` is empty when nobody knows it. */
export const costCsv = (group: CostGroup, lines: ReadonlyArray<CostLine>): string =>
  csv([[group, ...amountNames], ...lines.map((line) => [quoted(plain(line.key)), ...amounts(line)])])

/** The same by day; `names` are what people call a key that is an id. */
export const costDaysCsv = (
  group: CostGroup,
  lines: ReadonlyArray<DayLine>,
  names: Readonly<Record<string, string>>
): string =>
  csv([
    ["date", group, "name", ...amountNames],
    ...lines.map((line) => [line.day, quoted(plain(line.key)), quoted(plain(names[line.key] ?? "")), ...amounts(line)])
  ])
