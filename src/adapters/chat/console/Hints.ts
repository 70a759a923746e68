/**
 * The dim rows above the prompt: what can be pressed right now. A function of what is open; the words are lower-case and
 * short, the labels are those of the buttons.
 */
import { keyOf, type OpenAsk, questionOf } from "./Asking.ts"
import { tameLine } from "./HostileText.ts"
import type { Offer } from "./Pressables.ts"
import { dim, type Span, span } from "./Style.ts"
import { type Row, wrap } from "./Wrap.ts"

export interface Hinted {
  readonly asks: ReadonlyArray<OpenAsk>
  /** Who is at work. */
  readonly running: ReadonlyArray<string>
  /** Whose turn failed and can be tried again. */
  readonly retry: string | undefined
  /** Other buttons, by number. */
  readonly offers: ReadonlyArray<Pick<Offer, "number" | "label">>
  /** The next Ctrl-C leaves. */
  readonly leaving: boolean
  /** The person writes something other than a message; escape goes back. */
  readonly writing: boolean
}

export const nothingHinted: Hinted = {
  asks: [],
  running: [],
  retry: undefined,
  offers: [],
  leaving: false,
  writing: false
}

const pair = (key: string, meaning: string): ReadonlyArray<Span> => [
  span(key, { bold: true }),
  span(` ${tameLine(meaning)}   `, dim)
]

const askRows = (ask: OpenAsk, waiting: number): ReadonlyArray<ReadonlyArray<Span>> => {
  const more = waiting > 0 ? `, ${waiting} more after this` : ""
  const question = questionOf(ask)
  if (question === undefined) {
    const keys = ask.buttons.flatMap((button) => pair(keyOf(button.action) ?? "", button.label))
    return [[span(`${tameLine(ask.by)} asks${more}: `, dim), ...keys]]
  }
  const options = question.options.map((option, index) => {
    const ticked = ask.picked.includes(index) ? "✓ " : ""
    return pair(String(index + 1), ticked + tameLine(option.label))
  })
  const all =
    question.options.length > 9 ? pair("t", "answer with a number, or in your own words") : pair("t", "own words")
  const send = question.multiple ? pair("enter", "send what is ticked") : []
  const place = ask.choices.length > 1 ? ` (${ask.answers.length + 1} of ${ask.choices.length})` : ""
  return [[span(`${tameLine(question.question)}${place}${more}`, dim)], [...options.flat(), ...all, ...send]]
}

export const hintRows = (hinted: Hinted, width: number): ReadonlyArray<Row> => {
  const open = hinted.asks.filter((ask) => !ask.answered)
  const [first] = open
  const rows: Array<ReadonlyArray<Span>> = []
  if (hinted.writing) rows.push(pair("esc", "back"))
  else if (first !== undefined) rows.push(...askRows(first, open.length - 1))
  else if (hinted.retry !== undefined) rows.push(pair("r", `try ${hinted.retry}'s turn again`))
  if (!hinted.writing && hinted.offers.length > 0) {
    rows.push(hinted.offers.flatMap(({ label, number }) => pair(`/${number}`, label)))
  }
  if (hinted.leaving) rows.push(pair("ctrl-c", "again leaves"))
  else if (hinted.running.length > 0) rows.push(pair("ctrl-c", `stops ${hinted.running.map(tameLine).join(", ")}`))
  return rows.flatMap((spans) => wrap(spans, { width }))
}

export const helpText = [
  "- `@name text` speaks to that agent, several names to several agents",
  "- `/edit text` changes your last message while it waits, `/drop` takes it back",
  "- `/command option=value` is a command; `/help command` explains one",
  "- `/1` presses the button with that number",
  "- `/quit` or ctrl-d leaves; ctrl-c stops what runs, and leaves when pressed again",
  "- alt-enter starts a new line, up and down go through what you said before",
  "- a message that begins with a slash: put a space before it"
].join("\n")
