/**
 * The forms that Discord opens over the chat, in its raw form, and what comes back from them. Pure. A form whose id does
 * not fit is undefined.
 */
import type { APILabelComponent, APIModalInteractionResponseCallbackData } from "discord-api-types/v10"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { cutTo, labelOf, lengthOf, oneLine } from "../../../../core/chat/Cut.ts"
import type { CommandShape, OptionShape } from "../../../../core/model/Vocabulary.ts"
import { encodeFormId, type FormId } from "./CustomId.ts"

export type Modal = APIModalInteractionResponseCallbackData

const mostFields = 5
const longestTitle = 45
const longestLabel = 45
const longestDescription = 100
const longestPlaceholder = 100
const longestValue = 4_000
const short = 1
const paragraph = 2

/** The only field of a form that wants a few words. */
export const wordsField = "words"

const modal = (id: FormId, title: string, components: ReadonlyArray<APILabelComponent>): Modal | undefined => {
  const custom = encodeFormId(id)
  if (custom === undefined || components.length === 0) return undefined
  return { custom_id: custom, title: labelOf(title, longestTitle, "…"), components: [...components] }
}

const words = (label: string, placeholder: string): APILabelComponent => ({
  type: 18,
  label: labelOf(label, longestLabel, "…"),
  component: {
    type: 4,
    custom_id: wordsField,
    style: paragraph,
    placeholder: labelOf(placeholder, longestPlaceholder, "…"),
    min_length: 1,
    max_length: longestValue,
    required: true
  }
})

/** Why something is denied, or what to change in a plan. */
export const feedbackModal = (action: "deny" | "revise", target: string): Modal | undefined => {
  const id: FormId = { _tag: "Feedback", action, target }
  return action === "deny"
    ? modal(id, "Deny", [words("why not", "what the agent should know")])
    : modal(id, "Revise", [words("what to change", "what is missing, wrong or not wanted")])
}

/** An answer in one's own words; `asked` is the question where it is known. */
export const otherModal = (target: string, question: number, asked = ""): Modal | undefined =>
  modal({ _tag: "Other", target, question }, labelOf(asked, longestTitle, "your answer"), [
    words("your answer", labelOf(asked, longestPlaceholder, "in your own words"))
  ])

export const aboutModal = (channel: string, message: string): Modal | undefined =>
  modal({ _tag: "About", channel, message }, "Ask about this message", [
    words("your question", "what do you want to know?")
  ])

/** A text that is longer than a field would come back cut: it is not put into one. */
const tooLong = "too long to be edited here"

const hintOf = (option: OptionShape): string =>
  option.choices === undefined ? "" : cutTo(oneLine(option.choices.join(", ")), longestPlaceholder)

const field = (option: OptionShape, given: string | undefined): APILabelComponent => {
  const value = given ?? ""
  const fits = lengthOf(value) <= longestValue
  const hint = fits ? hintOf(option) : tooLong
  const help = labelOf(option.help, longestDescription, "")
  return {
    type: 18,
    label: labelOf(option.name, longestLabel, "…"),
    ...(help === "" ? {} : { description: help }),
    component: {
      type: 4,
      custom_id: option.name,
      style: option.long === true || value.includes("\n") ? paragraph : short,
      max_length: longestValue,
      required: option.required,
      ...(hint === "" ? {} : { placeholder: hint }),
      ...(fits && value !== "" ? { value } : {})
    }
  }
}

/** `values` are what its fields are filled with. Undefined for a command that has no options, or more than a form takes. */
export const commandModal = (shape: CommandShape, values: Readonly<Record<string, string>>): Modal | undefined =>
  shape.options.length > mostFields
    ? undefined
    : modal(
        { _tag: "Command", command: shape.name },
        shape.name,
        shape.options.map((option) => field(option, values[option.name]))
      )

const Input = Schema.Struct({ custom_id: Schema.String, value: Schema.String })
const Part = Schema.Union([Schema.Struct({ component: Input }), Schema.Struct({ components: Schema.Array(Input) })])
const inputs = Schema.decodeUnknownOption(Part)

/** What was written into the fields, by their ids; nothing of what is not shaped like a field. */
export const submitted = (components: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (Array.isArray(components) ? components : []).flatMap((part: unknown) =>
      Option.match(inputs(part), {
        onNone: () => [],
        onSome: (found) =>
          ("component" in found ? [found.component] : found.components).map((input) => [input.custom_id, input.value])
      })
    )
  )
