/**
 * What a pressed button, a chosen option or a form of words means. Pure: from what Slack's client sent to what is pressed
 * in the core's words, or to the form that is opened first.
 */
import type { ModalView } from "@slack/types"
import type { PressAction } from "../../../../core/model/InboundEvent.ts"
import { feedbackKey } from "../../../../core/sessions/PressedAnswer.ts"
import { decodeAction, type Pressable, tickedIn } from "../format/ActionIds.ts"
import type { Form, FormPlace } from "../format/FormIds.ts"
import { feedbackView, otherView, wordsField } from "../format/Modals.ts"
import type { Action } from "./Payloads.ts"

export interface Press {
  readonly action: PressAction
  readonly target: string
  readonly value: Readonly<Record<string, ReadonlyArray<string>>>
}

export type Pressing =
  | { readonly _tag: "Pressed"; readonly press: Press }
  /** Words are wanted first. */
  | { readonly _tag: "Form"; readonly view: (place: FormPlace) => ModalView | undefined }
  /** Nothing is ticked that could be sent. */
  | { readonly _tag: "Empty" }
  /** The client did all that was to do. */
  | { readonly _tag: "Nothing" }
  /** Foreign, or of another time. */
  | { readonly _tag: "Unknown" }

/** Questions and options travel as places: `#0` is the first. */
const place = (number: number): string => `#${number}`

const pressed = (action: PressAction, target: string, value: Press["value"] = {}): Pressing => ({
  _tag: "Pressed",
  press: { action, target, value }
})

const chosen = (
  { option, question, target }: Extract<Pressable, { readonly _tag: "Choose" }>,
  state: unknown
): Pressing => {
  const options = option === undefined ? tickedIn(state, target, question) : [option]
  return options.length === 0 ? { _tag: "Empty" } : pressed("choose", target, { [place(question)]: options.map(place) })
}

/** `state` is what is ticked in the message at that moment. */
export const pressing = (action: Action, state: unknown): Pressing => {
  if (action.url != null) return { _tag: "Nothing" }
  const pressable = decodeAction(action)
  if (pressable === undefined) return { _tag: "Unknown" }
  const { target } = pressable
  switch (pressable._tag) {
    case "Press":
      return pressable.action === "revise"
        ? { _tag: "Form", view: (at) => feedbackView("revise", target, at) }
        : pressed(pressable.action, target)
    case "Choose":
      return chosen(pressable, state)
    case "Tick":
      return { _tag: "Nothing" }
    case "Other":
      return { _tag: "Form", view: (at) => otherView(target, pressable.question, at) }
    case "Rate":
      return pressed(pressable.helpful ? "helpful" : "unhelpful", target)
  }
}

/** What a form that a button opened stands for. */
export const pressedByForm = (
  form: Extract<Form, { readonly _tag: "Feedback" | "Other" }>,
  fields: Readonly<Record<string, string>>
): Press => {
  const words = [(fields[wordsField] ?? "").trim()]
  return form._tag === "Feedback"
    ? { action: form.action, target: form.target, value: { [feedbackKey]: words } }
    : { action: "choose", target: form.target, value: { [place(form.question)]: words } }
}
