/**
 * The asks that are open on this screen, oldest first, and what a key means for the oldest. Pure. Owns the keys and the
 * collecting of answers to several questions; who may answer is decided behind the port.
 */

import type { PressAction } from "../../../core/model/InboundEvent.ts"
import type { Control } from "../../../core/ports/ChatPlatform.ts"
import { feedbackKey } from "../../../core/sessions/PressedAnswer.ts"

type Button = Extract<Control, { readonly _tag: "Button" }>
type Choice = Extract<Control, { readonly _tag: "Choice" }>

export interface OpenAsk {
  readonly message: string
  readonly target: string
  /** Who asks. */
  readonly by: string
  /** Epoch milliseconds at which it appeared. */
  readonly since: number
  readonly buttons: ReadonlyArray<Button>
  readonly choices: ReadonlyArray<Choice>
  /** Answers to the first questions. */
  readonly answers: ReadonlyArray<readonly [question: string, labels: ReadonlyArray<string>]>
  /** Options of the question at hand that are ticked, by place. */
  readonly picked: ReadonlyArray<number>
  /** It was answered here; nothing was heard of that yet. */
  readonly answered: boolean
}

export interface Press {
  readonly action: PressAction
  readonly target: string
  readonly value: Readonly<Record<string, ReadonlyArray<string>>>
}

export type AskStep =
  | { readonly _tag: "Press"; readonly press: Press }
  | { readonly _tag: "Ask"; readonly ask: OpenAsk }
  /** The person wants to write: what they write goes to `written`. */
  | { readonly _tag: "Write"; readonly label: string }

const keys: Partial<Record<PressAction, string>> = {
  "allow-once": "y",
  "allow-session": "a",
  deny: "n",
  approve: "y",
  revise: "r"
}
/** More options than digits are answered in words: their number or their label. */
const mostDigits = 9

export const keyOf = (action: PressAction): string | undefined => keys[action]
export const hasAsk = (controls: ReadonlyArray<Control>): boolean =>
  controls.some(
    (control) => control._tag === "Choice" || (control._tag === "Button" && keyOf(control.action) !== undefined)
  )

/** The asks once this message shows these controls. */
export const withMessage = (
  asks: ReadonlyArray<OpenAsk>,
  shown: {
    readonly message: string
    readonly by: string
    readonly controls: ReadonlyArray<Control>
    readonly at: number
  }
): ReadonlyArray<OpenAsk> => {
  const { at, by, controls, message } = shown
  const old = asks.find((ask) => ask.message === message)
  if (!hasAsk(controls)) return old === undefined ? asks : asks.filter((ask) => ask !== old)
  const buttons = controls
    .filter((control) => control._tag === "Button")
    .filter(({ action }) => keyOf(action) !== undefined)
  const choices = controls.filter((control) => control._tag === "Choice")
  const target = (buttons[0] ?? choices[0])?.target ?? ""
  const ask: OpenAsk = { message, target, by, since: at, buttons, choices, answers: [], picked: [], answered: false }
  return old === undefined
    ? [...asks, ask]
    : asks.map((known) =>
        known !== old ? known : { ...ask, since: old.since, answers: old.answers, picked: old.picked }
      )
}

export const oldest = (asks: ReadonlyArray<OpenAsk>): OpenAsk | undefined => asks.find((ask) => !ask.answered)

export const questionOf = (ask: OpenAsk): Choice | undefined => ask.choices[ask.answers.length]

const press = (ask: OpenAsk, action: PressAction, value: Press["value"]): AskStep => ({
  _tag: "Press",
  press: { action, target: ask.target, value }
})

const chosen = (ask: OpenAsk, question: Choice, labels: ReadonlyArray<string>): AskStep => {
  const answers = [...ask.answers, [question.question, labels] as const]
  return answers.length < ask.choices.length
    ? { _tag: "Ask", ask: { ...ask, answers, picked: [] } }
    : press(ask, "choose", Object.fromEntries(answers))
}

const labelsAt = (question: Choice, places: ReadonlyArray<number>): ReadonlyArray<string> =>
  places.flatMap((place) => {
    const option = question.options[place]
    return option === undefined ? [] : [option.label]
  })

/** What a key does for the ask; nothing when the key is none of its own. `enter` sends what was ticked. */
export const askStep = (ask: OpenAsk, key: string): AskStep | undefined => {
  const question = questionOf(ask)
  if (question !== undefined) {
    if (key === "t") return { _tag: "Write", label: "your answer" }
    if (key === "enter") {
      return ask.picked.length === 0 ? undefined : chosen(ask, question, labelsAt(question, ask.picked))
    }
    const place = /^[1-9]$/.test(key) ? Number(key) - 1 : -1
    if (place < 0 || place >= question.options.length || question.options.length > mostDigits) return undefined
    if (!question.multiple) return chosen(ask, question, labelsAt(question, [place]))
    const picked = ask.picked.includes(place) ? ask.picked.filter((one) => one !== place) : [...ask.picked, place]
    return { _tag: "Ask", ask: { ...ask, picked: picked.sort((left, right) => left - right) } }
  }
  const button = ask.buttons.find(({ action }) => keyOf(action) === key)
  if (button === undefined) return undefined
  return button.action === "revise" ? { _tag: "Write", label: "what to change" } : press(ask, button.action, {})
}

/** The person's own words as an answer; a number, or several for a question with many answers, means those options. */
export const written = (ask: OpenAsk, text: string): AskStep => {
  const question = questionOf(ask)
  if (question === undefined) return press(ask, "revise", { [feedbackKey]: [text] })
  const numbers = text.split(/[\s,]+/).filter((word) => word !== "")
  const places = numbers.map((word) => (/^\d{1,3}$/.test(word) ? Number(word) - 1 : -1))
  const fits = places.length > 0 && places.every((place) => question.options[place] !== undefined)
  const meant = fits && (question.multiple || places.length === 1)
  return chosen(ask, question, meant ? labelsAt(question, places) : [text])
}
