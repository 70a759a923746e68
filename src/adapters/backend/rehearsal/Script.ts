/**
 * The directive language of a rehearsal: a message's text in, the steps to play out. Owns the grammar alone; pure, and
 * free of Effect, because the child program that plays it must start at once.
 */
export interface ScriptedQuestion {
  readonly question: string
  readonly options: ReadonlyArray<string>
  readonly multiple: boolean
}

export type Step =
  | { readonly _tag: "Say"; readonly text: string; readonly everyMillis: number }
  | {
      readonly _tag: "Stream"
      readonly words: number
      /** How many words leave together: fewer wake-ups for the same rate. */
      readonly by: number
      readonly everyMillis: number
    }
  | { readonly _tag: "Think"; readonly text: string }
  | { readonly _tag: "Markdown" }
  | { readonly _tag: "Diff"; readonly lines: number }
  | {
      readonly _tag: "Tool"
      readonly tool: string
      readonly title: string
      readonly millis: number
      readonly fails: boolean
    }
  | { readonly _tag: "Agent"; readonly title: string; readonly millis: number }
  | { readonly _tag: "Ask"; readonly tool: string; readonly detail: string }
  | {
      readonly _tag: "Question"
      readonly question: string
      readonly options: ReadonlyArray<string>
      readonly multiple: boolean
    }
  | { readonly _tag: "Questions"; readonly questions: ReadonlyArray<ScriptedQuestion> }
  | { readonly _tag: "PlanReview"; readonly plan: string }
  | { readonly _tag: "Todo"; readonly items: ReadonlyArray<string>; readonly everyMillis: number }
  | { readonly _tag: "Wait"; readonly millis: number }
  | { readonly _tag: "Hang"; readonly stubborn: boolean }
  | { readonly _tag: "Crash"; readonly code: number }
  | { readonly _tag: "Garbage" }
  | { readonly _tag: "Retract" }
  | { readonly _tag: "Limit"; readonly millis: number }
  | { readonly _tag: "Fail"; readonly kind: FailureKind; readonly message: string }
  | { readonly _tag: "Background"; readonly millis: number }
  | { readonly _tag: "Cost"; readonly usd: number }
  | { readonly _tag: "Write"; readonly file: string; readonly text: string }
  /** The answer by a JSON schema, as it was written. */
  | { readonly _tag: "Result"; readonly json: string }
  /** Calls one of the service's own tools; the input as it was written. */
  | { readonly _tag: "Call"; readonly tool: string; readonly json: string }
  | { readonly _tag: "Tools" }

export const failureKinds = ["auth", "overloaded", "network", "invalid", "refused", "unknown"] as const
export type FailureKind = (typeof failureKinds)[number]

/** One line each, for `!help`. Angle brackets mark what is filled in, square brackets what may be left out. */
export const directives = [
  "!say <text>",
  "!stream <n> words [by <5>] [every <30ms>]",
  "!think <text>",
  "!markdown",
  "!diff <40> lines",
  '!tool <Bash> ["npm test"] [<500ms>]',
  '!tool-fail <Bash> ["npm test"] [<500ms>]',
  '!agent ["review"] [<500ms>]',
  '!ask <Bash> "rm -rf dist"',
  '!question "Which color?" Red Blue',
  '!choose-many "Which colors?" Red Blue',
  '!questions "Which color?" Red Blue / many "Which sizes?" Small Large',
  "!plan <text>",
  '!todo "first" "second" [every <100ms>]',
  "!wait <2s>",
  "!hang (ignores interrupts)",
  "!stubborn (hangs, ignores SIGTERM too)",
  "!crash [<code>]",
  "!exit",
  "!garbage",
  "!retract",
  "!limit [<2h>]",
  `!fail <${failureKinds.join(" | ")}> [<message>]`,
  "!background [<2s>] (starts a turn of its own later)",
  "!cost <0.02>",
  '!write <notes.md> "<text>" (really writes it)',
  '!result <{"ok": true}> (the answer by a JSON schema)',
  "!call <list_agents> <{}> (one of the service's own tools)",
  "!tools (that can be called)",
  "!help"
] as const

const units = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000]
])
const longestMillis = 24 * 3_600_000

/** `500ms`, `2s`, `1.5m`, `2h` in milliseconds, at most a day; undefined when it is no duration. */
export const parseMillis = (word: string | undefined): number | undefined => {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(word ?? "")
  const unit = units.get(found?.[2] ?? "")
  return unit === undefined ? undefined : Math.min(longestMillis, Number(found?.[1]) * unit)
}

interface Words {
  readonly words: ReadonlyArray<string>
  /** After `every`. */
  readonly everyMillis: number | undefined
  /** The last word, when it is a duration. */
  readonly millis: number | undefined
  readonly rest: string
}

const wordsOf = (rest: string): Words => {
  const all = [...rest.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted?.replace(/\\(.)/g, "$1") ?? bare ?? ""
  )
  const everyMillis = all.at(-2) === "every" ? parseMillis(all.at(-1)) : undefined
  const paced = everyMillis === undefined ? all : all.slice(0, -2)
  const millis = parseMillis(paced.at(-1))
  return { words: millis === undefined ? paced : paced.slice(0, -1), everyMillis, millis, rest }
}

const countOf = (word: string | undefined, otherwise: number, most: number): number => {
  const count = Number(word)
  return word !== undefined && Number.isFinite(count) && count >= 0 ? Math.min(most, count) : otherwise
}

const isFailureKind = (word: string | undefined): word is FailureKind => failureKinds.some((kind) => kind === word)

const steps: Readonly<Record<string, (words: Words) => Step>> = {
  say: ({ rest }) => ({ _tag: "Say", text: rest, everyMillis: 10 }),
  stream: ({ words, everyMillis }) => ({
    _tag: "Stream",
    words: Math.floor(countOf(words[0], 50, 1_000_000)),
    by: words[2] === "by" ? Math.max(1, Math.floor(countOf(words[3], 1, 1_000))) : 1,
    everyMillis: everyMillis ?? 20
  }),
  think: ({ rest }) => ({ _tag: "Think", text: rest === "" ? "considering it" : rest }),
  markdown: () => ({ _tag: "Markdown" }),
  diff: ({ words }) => ({ _tag: "Diff", lines: Math.floor(countOf(words[0], 40, 10_000)) }),
  tool: ({ words, millis }) => toolStep(words, millis, false),
  "tool-fail": ({ words, millis }) => toolStep(words, millis, true),
  agent: ({ words, millis }) => ({ _tag: "Agent", title: words[0] ?? "look around", millis: millis ?? 200 }),
  ask: ({ words }) => ({ _tag: "Ask", tool: words[0] ?? "Bash", detail: words[1] ?? "rm -rf dist" }),
  question: ({ words }) => questionStep(words, false),
  "choose-many": ({ words }) => questionStep(words, true),
  questions: ({ words }) => ({
    _tag: "Questions",
    questions: parted(words).map(([first, ...more]) =>
      first === "many"
        ? scriptedQuestion(more, true)
        : scriptedQuestion(first === undefined ? [] : [first, ...more], false)
    )
  }),
  plan: ({ rest }) => ({ _tag: "PlanReview", plan: rest === "" ? "1. look\n2. change\n3. test" : rest }),
  todo: ({ words, everyMillis }) => ({
    _tag: "Todo",
    items: words.length === 0 ? ["look", "change", "test"] : words,
    everyMillis: everyMillis ?? 100
  }),
  wait: ({ millis }) => ({ _tag: "Wait", millis: millis ?? 1_000 }),
  hang: () => ({ _tag: "Hang", stubborn: false }),
  stubborn: () => ({ _tag: "Hang", stubborn: true }),
  crash: ({ words }) => ({ _tag: "Crash", code: Math.floor(countOf(words[0], 1, 255)) }),
  exit: () => ({ _tag: "Crash", code: 0 }),
  garbage: () => ({ _tag: "Garbage" }),
  retract: () => ({ _tag: "Retract" }),
  limit: ({ millis }) => ({ _tag: "Limit", millis: millis ?? 2 * 3_600_000 }),
  fail: ({ words }) => ({
    _tag: "Fail",
    kind: isFailureKind(words[0]) ? words[0] : "unknown",
    message: words[1] ?? "rehearsed failure"
  }),
  background: ({ millis }) => ({ _tag: "Background", millis: millis ?? 2_000 }),
  cost: ({ words }) => ({ _tag: "Cost", usd: countOf(words[0], 0.02, 1_000) }),
  write: ({ rest }) => {
    const [file, text] = headOf(rest)
    return { _tag: "Write", file: file === "" ? "notes.md" : file, text: unquoted(text) }
  },
  result: ({ rest }) => ({ _tag: "Result", json: rest }),
  call: ({ rest }) => {
    const [tool, json] = headOf(rest)
    return { _tag: "Call", tool, json: json === "" ? "{}" : json }
  },
  tools: () => ({ _tag: "Tools" }),
  help: () => ({
    _tag: "Say",
    text: ["What can be rehearsed, one directive a line:", "", ...directives.map((line) => `- \`${line}\``)].join("\n"),
    everyMillis: 1
  })
}

/** The first word, and all that follows it. */
const headOf = (rest: string): readonly [string, string] => {
  const found = /^(\S*)\s*(.*)$/s.exec(rest)
  return [found?.[1] ?? "", found?.[2] ?? ""]
}

/** What stands in quotes, `\n` and all; anything else as it is. */
const unquoted = (text: string): string => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "string" ? value : text
  } catch {
    return text
  }
}

const toolStep = (words: ReadonlyArray<string>, millis: number | undefined, fails: boolean): Step => ({
  _tag: "Tool",
  tool: words[0] ?? "Bash",
  title: words[1] ?? "npm test",
  millis: millis ?? 200,
  fails
})

const scriptedQuestion = (words: ReadonlyArray<string>, multiple: boolean): ScriptedQuestion => ({
  question: words[0] ?? "Which color?",
  options: words.length > 1 ? words.slice(1) : ["Red", "Blue"],
  multiple
})

const questionStep = (words: ReadonlyArray<string>, multiple: boolean): Step => ({
  _tag: "Question",
  ...scriptedQuestion(words, multiple)
})

/** At the slashes. */
const parted = (words: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> => {
  const parts: Array<Array<string>> = [[]]
  for (const word of words) {
    if (word === "/") parts.push([])
    else parts.at(-1)?.push(word)
  }
  return parts
}

/** A directive stands on a line of its own, after mentions at most. */
const directive = /^\s*(?:<?@[^\s>]+>?[,:]?\s+)*!([a-z][a-z-]*)(?:\s+(.*))?$/

/** The steps that the text asks for, in order; none when it is no script. Lines that are no directive are ignored. */
export const parseScript = (text: string): ReadonlyArray<Step> =>
  text.split(/\r?\n/).flatMap((line) => {
    const found = directive.exec(line)
    const name = found?.[1] ?? ""
    return Object.hasOwn(steps, name) ? (steps[name]?.(wordsOf((found?.[2] ?? "").trim())) ?? []) : []
  })
