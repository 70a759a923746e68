/** What Slack takes as interactive elements: buttons, lists, inputs. Pure; complaints are gathered. */
import { isRecord, type Json, listOf } from "../Json.ts"
import type { Complaints, Path } from "./Complaints.ts"

export const plain = ["plain_text"] as const
export const anyText = ["plain_text", "mrkdwn"] as const

const lists = ["static_select", "external_select", "users_select", "conversations_select", "channels_select"]
const manyLists = lists.map((type) => `multi_${type}`)
const choices = ["checkboxes", "radio_buttons"]
const times = ["datepicker", "timepicker", "datetimepicker"]

export const inActions: ReadonlyArray<string> = ["button", "overflow", ...lists, ...manyLists, ...choices, ...times]
export const inSection: ReadonlyArray<string> = [...inActions, "image"]
export const inInput: ReadonlyArray<string> = [
  ...["plain_text_input", "email_text_input", "url_text_input", "number_input", "file_input", "rich_text_input"],
  ...[...lists, ...manyLists, ...choices, ...times]
]

/** These answer once and hold nothing. */
export const stateless: ReadonlyArray<string> = ["button", "overflow", "feedback_buttons", "icon_button", "image"]

const checkOptions = (complaints: Complaints, path: Path, value: unknown, max: number): ReadonlyArray<Json> => {
  const options = complaints.list(path, value, { min: 1, max })
  const values = new Set<unknown>()
  for (const [index, option] of options.entries()) {
    const at = [...path, index]
    complaints.object([...at, "text"], option.text, anyText, { max: 75, required: true })
    complaints.text([...at, "value"], option.value, { max: 150, required: true })
    complaints.object([...at, "description"], option.description, anyText, { max: 75 })
    if (values.has(option.value)) complaints.wrong([...at, "value"], "duplicate option value")
    values.add(option.value)
  }
  return options
}

const checkStatic = (complaints: Complaints, path: Path, element: Json, max: number): void => {
  const groups = listOf(element.option_groups)
  if (element.options === undefined && groups.length === 0) {
    complaints.wrong(path, "missing required field: options")
    return
  }
  const options =
    element.options !== undefined
      ? checkOptions(complaints, [...path, "options"], element.options, max)
      : groups.flatMap((group, index) => {
          const at = [...path, "option_groups", index]
          complaints.object([...at, "label"], group.label, plain, { max: 75, required: true })
          return checkOptions(complaints, [...at, "options"], group.options, max)
        })
  if (groups.length > 100) complaints.wrong([...path, "option_groups"], "must be less than 101 items")
  const initial = [
    ...(isRecord(element.initial_option) ? [element.initial_option] : []),
    ...listOf(element.initial_options)
  ]
  for (const { value } of initial) {
    if (!options.some((option) => option.value === value)) {
      complaints.wrong([...path, "initial_option"], "must be one of the options")
    }
  }
}

const checkText = (complaints: Complaints, path: Path, element: Json): void => {
  const max = element.max_length
  if (max !== undefined && !(Number(max) >= 1 && Number(max) <= 3_000)) {
    complaints.wrong([...path, "max_length"], "must be between 1 and 3000")
  }
  const min = element.min_length
  if (min !== undefined && !(Number(min) >= 0 && Number(min) <= 3_000)) {
    complaints.wrong([...path, "min_length"], "must be between 0 and 3000")
  }
  complaints.text([...path, "initial_value"], element.initial_value, { max: Number(max ?? 3_000) })
}

const checkFeedback = (complaints: Complaints, path: Path, element: Json): void => {
  for (const name of ["positive_button", "negative_button"]) {
    const button = element[name]
    const at = [...path, name]
    if (!isRecord(button)) {
      complaints.wrong(path, `missing required field: ${name}`)
      continue
    }
    complaints.object([...at, "text"], button.text, plain, { max: 75, required: true })
    complaints.text([...at, "value"], button.value, { max: 2_000, required: true })
  }
}

/** One element of a block that may hold these types. */
export const checkElement = (complaints: Complaints, path: Path, element: Json, types: ReadonlyArray<string>): void => {
  const type = String(element.type)
  if (!types.includes(type)) {
    complaints.wrong([...path, "type"], `unsupported type: ${type}`)
    return
  }
  complaints.text([...path, "action_id"], element.action_id, { min: 1, max: 255 })
  complaints.object([...path, "placeholder"], element.placeholder, plain, { max: 150 })
  if (type === "button") {
    complaints.object([...path, "text"], element.text, plain, { max: 75, required: true })
    complaints.text([...path, "value"], element.value, { max: 2_000 })
    complaints.text([...path, "url"], element.url, { max: 3_000 })
    complaints.text([...path, "accessibility_label"], element.accessibility_label, { max: 75 })
    complaints.choice([...path, "style"], element.style, ["primary", "danger"])
  } else if (type === "static_select" || type === "multi_static_select") checkStatic(complaints, path, element, 100)
  else if (choices.includes(type)) checkStatic(complaints, path, element, 10)
  else if (type === "overflow") checkOptions(complaints, [...path, "options"], element.options, 5)
  else if (type === "plain_text_input") checkText(complaints, path, element)
  else if (type === "feedback_buttons") checkFeedback(complaints, path, element)
  else if (type === "icon_button") {
    complaints.object([...path, "text"], element.text, plain, { max: 75, required: true })
    complaints.choice([...path, "icon"], element.icon, ["trash"], true)
  }
  checkConfirm(complaints, [...path, "confirm"], element.confirm)
}

const checkConfirm = (complaints: Complaints, path: Path, confirm: unknown): void => {
  if (!isRecord(confirm)) return
  complaints.object([...path, "title"], confirm.title, plain, { max: 100, required: true })
  complaints.object([...path, "text"], confirm.text, anyText, { max: 300, required: true })
  complaints.object([...path, "confirm"], confirm.confirm, plain, { max: 30, required: true })
  complaints.object([...path, "deny"], confirm.deny, plain, { max: 30, required: true })
}
