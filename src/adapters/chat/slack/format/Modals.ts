/**
 * The forms that Slack opens over the chat, and what comes back from them. Pure. A form whose ids do not fit is undefined.
 */
import type { InputBlock, ModalView } from "@slack/types"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { CommandShape, OptionShape } from "../../../../core/model/Vocabulary.ts"
import { optionOf, plainText } from "./Controls.ts"
import { labelText, plainTitle } from "./Escapes.ts"
import { encodeForm, type Form, type FormPlace } from "./FormIds.ts"

export type Modal = ModalView

const mostFields = 5
const longestTitle = 24
const longestLabel = 150
const longestPlaceholder = 150
const longestValue = 3_000
const mostOptions = 100
const longestOption = 75

/** The only field of a form that wants a few words. */
export const wordsField = "words"

const modal = (form: Form, title: string, blocks: ReadonlyArray<InputBlock>): Modal | undefined => {
  const id = encodeForm(form)
  if (id === undefined || blocks.length === 0) return undefined
  return {
    type: "modal",
    ...id,
    title: plainText(labelText(title, longestTitle, "…")),
    submit: plainText("Send"),
    close: plainText("Cancel"),
    blocks: [...blocks]
  }
}

const words = (label: string, placeholder: string): InputBlock => ({
  type: "input",
  block_id: wordsField,
  label: plainText(labelText(label, longestLabel, "…")),
  element: {
    type: "plain_text_input",
    action_id: wordsField,
    multiline: true,
    min_length: 1,
    max_length: longestValue,
    focus_on_load: true,
    placeholder: plainText(labelText(placeholder, longestPlaceholder, "…"))
  }
})

/** Why something is denied, or what to change in a plan. */
export const feedbackView = (action: "deny" | "revise", target: string, place: FormPlace): Modal | undefined => {
  const form: Form = { _tag: "Feedback", action, target, place }
  return action === "deny"
    ? modal(form, "Deny", [words("why not", "what the agent should know")])
    : modal(form, "Revise", [words("what to change", "what is missing, wrong or not wanted")])
}

/** An answer in one's own words; `asked` is the question where it is known. */
export const otherView = (target: string, question: number, place: FormPlace, asked = ""): Modal | undefined =>
  modal({ _tag: "Other", target, question, place }, labelText(asked, longestTitle, "your answer"), [
    words(labelText(asked, longestLabel, "your answer"), "in your own words")
  ])

/** `place` names the message. */
export const aboutView = (place: FormPlace): Modal | undefined =>
  place.message === undefined
    ? undefined
    : modal({ _tag: "About", place }, "Ask about this", [words("your question", "what do you want to know?")])

/** A text that is longer than a field would come back cut: it is not put into one. */
const tooLong = "too long to be edited here"

const elementOf = (option: OptionShape, given: string): InputBlock["element"] => {
  const { choices, name } = option
  const values = [...new Set(choices ?? [])]
  const listed =
    values.length > 0 &&
    values.length <= mostOptions &&
    values.every((value) => value.length <= longestOption && plainTitle(value, longestOption) === value && value !== "")
  if (listed) {
    const options = values.map((value) => optionOf(value, value))
    const initial = options.find(({ value }) => value === given)
    return {
      type: "static_select",
      action_id: name,
      options,
      ...(initial === undefined ? {} : { initial_option: initial })
    }
  }
  const fits = given.length <= longestValue
  const hint = fits ? plainTitle(values.join(", "), longestPlaceholder) : tooLong
  return {
    type: "plain_text_input",
    action_id: name,
    multiline: option.long === true || given.includes("\n"),
    max_length: longestValue,
    ...(hint === "" ? {} : { placeholder: plainText(hint) }),
    ...(fits && given !== "" ? { initial_value: given } : {})
  }
}

const field = (option: OptionShape, given: string): InputBlock => {
  const help = plainTitle(option.help, longestLabel)
  return {
    type: "input",
    block_id: option.name,
    label: plainText(labelText(option.name, longestLabel, "…")),
    ...(help === "" ? {} : { hint: plainText(help) }),
    optional: !option.required,
    element: elementOf(option, given)
  }
}

/** `values` are what its fields are filled with. Undefined for a command that has no options, or more than a form takes. */
export const formView = (
  shape: CommandShape,
  values: Readonly<Record<string, string>>,
  place: FormPlace
): Modal | undefined =>
  shape.options.length > mostFields
    ? undefined
    : modal(
        { _tag: "Command", command: shape.name, place },
        shape.name,
        shape.options.map((option) => field(option, values[option.name] ?? ""))
      )

const State = Schema.Struct({ values: Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.Unknown)) })
const Written = Schema.Struct({ value: Schema.String })
const Chosen = Schema.Struct({ selected_option: Schema.Struct({ value: Schema.String }) })
const decodeState = Schema.decodeUnknownOption(State)
const decodeField = Schema.decodeUnknownOption(Schema.Union([Chosen, Written]))

/** What was filled in (`view.state`), by the names of the fields; what was left empty is not in it. */
export const submitted = (state: unknown): Readonly<Record<string, string>> => {
  const values = Option.match(decodeState(state), { onNone: () => ({}), onSome: (found) => found.values })
  const fields = Object.values(values).flatMap((block) => Object.entries(block))
  return Object.fromEntries(
    fields.flatMap(([name, element]) =>
      Option.match(decodeField(element), {
        onNone: () => [],
        onSome: (field) => [[name, "value" in field ? field.value : field.selected_option.value] as const]
      })
    )
  )
}

/** What a submission is answered with to keep the form open: what is wrong, by the names of the fields. */
export const formErrors = (errors: Readonly<Record<string, string>>) => ({ response_action: "errors", errors }) as const
