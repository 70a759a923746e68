/**
 * The core's controls as rows of buttons and selects, in Discord's raw form. Pure. A control that cannot be shown, its id
 * being too long or the rows used up, is left out: what it offers can also be said in words.
 */
import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APIComponentInMessageActionRow,
  APISelectMenuOption,
  APIStringSelectComponent
} from "discord-api-types/v10"
import { labelOf, lengthOf, oneLine } from "../../../../core/chat/Cut.ts"
import type { Control } from "../../../../core/ports/ChatPlatform.ts"
import { encodeCustomId, type Pressable } from "./CustomId.ts"

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>
type Button = Extract<Control, { readonly _tag: "Button" }>
type Choice = Extract<Control, { readonly _tag: "Choice" }>

const mostRows = 5
const mostInRow = 5
const mostOptions = 25
const longestLabel = 80
const longestPlaceholder = 150
const longestOption = 100
/** More options than these, or longer ones, are easier to read in a list. */
const mostChoiceButtons = 4
const shortLabel = 34

const styles = { plain: 2, good: 3, danger: 4 } as const
const stopSign = { name: "⏹️" }

const other = "Other…"

const buttonOf = (
  pressable: Pressable,
  label: string,
  tone: Button["tone"]
): APIButtonComponentWithCustomId | undefined => {
  const id = encodeCustomId(pressable)
  if (id === undefined) return undefined
  return { type: 2, style: styles[tone], custom_id: id, label: labelOf(label, longestLabel, "…") }
}

const pressButton = ({ action, label, target, tone }: Button): APIButtonComponentWithCustomId | undefined => {
  // What stops is needed in a hurry and nothing is lost by it: large by its sign, and not the colour of a warning.
  const stops = action === "stop"
  const button = buttonOf({ _tag: "Press", action, target }, label, stops ? "plain" : tone)
  return button === undefined || !stops ? button : { ...button, emoji: stopSign }
}

const optionLabel = (label: string, index: number, most: number): string => labelOf(label, most, `option ${index + 1}`)

const selectOf = ({ index, multiple, options, question, target }: Choice): APIStringSelectComponent | undefined => {
  const id = encodeCustomId({ _tag: "Choose", target, question: index })
  if (id === undefined || options.length === 0) return undefined
  const shown = options.slice(0, mostOptions).map(({ description, label }, option): APISelectMenuOption => {
    const means = labelOf(description, longestOption, "")
    return {
      label: optionLabel(label, option, longestOption),
      value: String(option),
      ...(means === "" ? {} : { description: means })
    }
  })
  return {
    type: 3,
    custom_id: id,
    placeholder: labelOf(question, longestPlaceholder, "choose"),
    options: shown,
    min_values: 1,
    max_values: multiple ? shown.length : 1
  }
}

const otherButton = ({ index, target }: Choice, label: string) =>
  buttonOf({ _tag: "Other", target, question: index }, label, "plain")

const fitsButtons = ({ multiple, options }: Choice): boolean =>
  !multiple &&
  options.length <= mostChoiceButtons &&
  options.every(({ label }) => lengthOf(oneLine(label)) <= shortLabel)

const choiceButtons = (choice: Choice): ReadonlyArray<APIButtonComponentWithCustomId | undefined> => [
  ...choice.options.map(({ label }, option) =>
    buttonOf(
      { _tag: "Choose", target: choice.target, question: choice.index, option },
      optionLabel(label, option, shortLabel),
      "plain"
    )
  ),
  otherButton(choice, other)
]

const rowsOf = (buttons: ReadonlyArray<APIButtonComponentWithCustomId | undefined>): ReadonlyArray<Row> => {
  const shown = buttons.filter((button) => button !== undefined)
  const rows: Array<Row> = []
  for (let at = 0; at < shown.length; at += mostInRow) {
    rows.push({ type: 1, components: shown.slice(at, at + mostInRow) })
  }
  return rows
}

/** Of several questions each has its own select, which names it; the buttons for free text share the last row. */
const choiceRows = (choices: ReadonlyArray<Choice>): ReadonlyArray<Row> => {
  const [only] = choices
  if (only === undefined) return []
  if (choices.length === 1 && fitsButtons(only)) return rowsOf(choiceButtons(only))
  const selects = choices.map(selectOf).filter((select) => select !== undefined)
  const named = (choice: Choice) => (choices.length === 1 ? other : `Other: ${oneLine(choice.question)}`)
  return [
    ...selects.map((select): Row => ({ type: 1, components: [select] })),
    ...rowsOf(choices.map((choice) => otherButton(choice, named(choice))))
  ]
}

const identity = (control: Button | Choice): string =>
  control._tag === "Button" ? `${control.action} ${control.target}` : `${control.index} ${control.target}`

/** At most five rows, no two parts of which carry the same id. */
export const componentsOf = (controls: ReadonlyArray<Control>): ReadonlyArray<Row> => {
  const shown = controls.filter((control) => control._tag !== "Rating")
  const distinct = [...new Map(shown.map((control) => [identity(control), control])).values()]
  const buttons = distinct.filter((control) => control._tag === "Button")
  const choices = distinct.filter((control) => control._tag === "Choice")
  const pressed = rowsOf(buttons.map(pressButton)).slice(0, mostRows)
  return [...choiceRows(choices).slice(0, mostRows - pressed.length), ...pressed]
}
