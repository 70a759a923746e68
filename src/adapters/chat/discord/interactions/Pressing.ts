/**
 * What a pressed button, a chosen option or a form of words means. Pure: from what Discord's client sent to what is
 * pressed in the core's words, or to the form that is opened first.
 */
import type { PressAction } from "../../../../core/model/InboundEvent.ts"
import { feedbackKey } from "../../../../core/sessions/PressedAnswer.ts"
import { decodeCustomId, type FormId } from "../format/CustomId.ts"
import { feedbackModal, type Modal, otherModal, wordsField } from "../format/Modals.ts"
import type { ComponentData } from "./InteractionSchema.ts"

export interface Press {
  readonly action: PressAction
  readonly target: string
  readonly value: Readonly<Record<string, ReadonlyArray<string>>>
}

export type Pressing =
  | { readonly _tag: "Pressed"; readonly press: Press }
  | { readonly _tag: "Form"; readonly modal: Modal }
  /** Foreign, or of another time. */
  | { readonly _tag: "Unknown" }

/** Questions and options travel as places: `#0` is the first. */
const place = (number: number | string): string => `#${number}`

const pressed = (action: PressAction, target: string, value: Press["value"] = {}): Pressing => ({
  _tag: "Pressed",
  press: { action, target, value }
})

const form = (modal: Modal | undefined): Pressing =>
  modal === undefined ? { _tag: "Unknown" } : { _tag: "Form", modal }

export const pressing = ({ custom_id, values = [] }: ComponentData): Pressing => {
  const pressable = decodeCustomId(custom_id)
  if (pressable === undefined) return { _tag: "Unknown" }
  const { target } = pressable
  switch (pressable._tag) {
    case "Press":
      return pressable.action === "revise" ? form(feedbackModal("revise", target)) : pressed(pressable.action, target)
    case "Other":
      return form(otherModal(target, pressable.question))
    case "Choose": {
      const options = pressable.option === undefined ? values : [String(pressable.option)]
      if (options.length === 0 || !options.every((option) => /^\d{1,3}$/.test(option))) return { _tag: "Unknown" }
      return pressed("choose", target, { [place(pressable.question)]: options.map(place) })
    }
  }
}

/** What a form that a button opened stands for. */
export const pressedByForm = (
  id: Extract<FormId, { readonly _tag: "Feedback" | "Other" }>,
  fields: Readonly<Record<string, string>>
): Press => {
  const words = [(fields[wordsField] ?? "").trim()]
  return id._tag === "Feedback"
    ? { action: id.action, target: id.target, value: { [feedbackKey]: words } }
    : { action: "choose", target: id.target, value: { [place(id.question)]: words } }
}
