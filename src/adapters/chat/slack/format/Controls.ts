/**
 * The core's controls as blocks. Pure. A control whose id does not fit, or for which there is no block left, is left out:
 * what it offers can also be said in words. Several answers at once are ticked in the message and sent by a button, as
 * every tick is told at once.
 */
import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ContextActionsBlock,
  KnownBlock,
  PlainTextElement,
  PlainTextOption,
  SectionBlock
} from "@slack/types"
import type { Control } from "../../../../core/ports/ChatPlatform.ts"
import { encodeAction, type Pressable, selectId } from "./ActionIds.ts"
import { escapeEntities, labelText, plainTitle } from "./Escapes.ts"

type Press = Extract<Control, { readonly _tag: "Button" }>
type Choice = Extract<Control, { readonly _tag: "Choice" }>
type Rating = Extract<Control, { readonly _tag: "Rating" }>

/** Beside them stand at most four blocks of text. */
const mostBlocks = 46
const mostElements = 25
const mostOptions = 100
/** More are easier to read in a list. */
const mostChoiceButtons = 4
const shortLabel = 34
const mostCheckboxes = 10
const longestLabel = 75
const longestPlaceholder = 150
const longestQuestion = 300

const other = "Other…"
const answer = "Answer"
const stopSign = "⏹"

export const plainText = (text: string): PlainTextElement => ({ type: "plain_text", text, emoji: true })

const buttonOf = (pressable: Pressable, label: string, tone: Press["tone"]): Button | undefined => {
  const carried = encodeAction(pressable)
  if (carried === undefined) return undefined
  return {
    type: "button",
    text: plainText(labelText(label, longestLabel, "…")),
    ...carried,
    ...(tone === "plain" ? {} : { style: tone === "good" ? "primary" : "danger" })
  }
}

// What stops is needed in a hurry and nothing is lost by it: found by its sign, and not in the colour of a warning.
const pressButton = ({ action, label, target, tone }: Press): Button | undefined =>
  action === "stop"
    ? buttonOf({ _tag: "Press", action, target }, `${stopSign} ${label}`, "plain")
    : buttonOf({ _tag: "Press", action, target }, label, tone)

const optionLabel = (label: string, index: number): string => labelText(label, longestLabel, `option ${index + 1}`)

export const optionOf = (label: string, value: string, description = ""): PlainTextOption => ({
  text: plainText(label),
  value,
  ...(description === "" ? {} : { description: plainText(description) })
})

const optionsOf = ({ options }: Choice): Array<PlainTextOption> =>
  options
    .slice(0, mostOptions)
    .map(({ description, label }, index) =>
      optionOf(optionLabel(label, index), String(index), plainTitle(description, longestLabel))
    )

const isShort = ({ options }: Choice): boolean =>
  options.length <= mostChoiceButtons &&
  options.every(({ label }) => plainTitle(label, longestLabel).length <= shortLabel)

const placeholderOf = ({ question }: Choice): PlainTextElement =>
  plainText(labelText(question, longestPlaceholder, "choose"))

const present = <A>(parts: ReadonlyArray<A | undefined>): Array<A> => parts.filter((part) => part !== undefined)

const actionsOf = (elements: ReadonlyArray<ActionsBlockElement>): ReadonlyArray<ActionsBlock> => {
  const blocks: Array<ActionsBlock> = []
  for (let at = 0; at < elements.length; at += mostElements) {
    blocks.push({ type: "actions", elements: elements.slice(at, at + mostElements) })
  }
  return blocks
}

const titled = (text: string): SectionBlock => ({
  type: "section",
  text: { type: "mrkdwn", text: `*${text}*`, verbatim: true }
})

const questionTitle = ({ question }: Choice): string =>
  escapeEntities(labelText(question, longestQuestion, "your choice").replaceAll("*", "∗"))

const oneOf = (choice: Choice): ReadonlyArray<ActionsBlockElement | undefined> => {
  const { index: question, options, target } = choice
  if (isShort(choice)) {
    return options.map(({ label }, option) =>
      buttonOf({ _tag: "Choose", target, question, option }, optionLabel(label, option), "plain")
    )
  }
  const id = selectId(target, question)
  if (id === undefined) return []
  return [{ type: "static_select", action_id: id, placeholder: placeholderOf(choice), options: optionsOf(choice) }]
}

/** What is ticked, and the button that sends it; more than a few do not fit beside a button. */
const someOf = (choice: Choice, alone: boolean): ReadonlyArray<KnownBlock> => {
  const { index: question, options, target } = choice
  const id = encodeAction({ _tag: "Tick", target, question })?.action_id
  const buttons = [
    buttonOf({ _tag: "Choose", target, question }, answer, "good"),
    buttonOf({ _tag: "Other", target, question }, other, "plain")
  ]
  if (id === undefined) return []
  if (options.length <= mostCheckboxes) {
    const boxes: ActionsBlockElement = { type: "checkboxes", action_id: id, options: optionsOf(choice) }
    return [...(alone ? [] : [titled(questionTitle(choice))]), ...actionsOf([boxes, ...present(buttons)])]
  }
  const list: SectionBlock = {
    ...titled(questionTitle(choice)),
    accessory: {
      type: "multi_static_select",
      action_id: id,
      placeholder: placeholderOf(choice),
      options: optionsOf(choice)
    }
  }
  return [list, ...actionsOf(present(buttons))]
}

/** `alone` when the message asks nothing else: then the text above is the question. */
const choiceBlocks = (choice: Choice, alone: boolean): ReadonlyArray<KnownBlock> => {
  const { index: question, options, target } = choice
  if (choice.multiple && options.length > 0) return someOf(choice, alone)
  const elements = present([...oneOf(choice), buttonOf({ _tag: "Other", target, question }, other, "plain")])
  return elements.length === 0 ? [] : [...(alone ? [] : [titled(questionTitle(choice))]), ...actionsOf(elements)]
}

const ratingBlock = ({ target }: Rating): ContextActionsBlock | undefined => {
  const good = encodeAction({ _tag: "Rate", target, helpful: true })
  const bad = encodeAction({ _tag: "Rate", target, helpful: false })
  if (good === undefined || bad === undefined) return undefined
  return {
    type: "context_actions",
    elements: [
      {
        type: "feedback_buttons",
        action_id: good.action_id,
        positive_button: {
          text: plainText("Helpful"),
          value: good.value ?? "",
          accessibility_label: "say that this answer helped"
        },
        negative_button: {
          text: plainText("Not helpful"),
          value: bad.value ?? "",
          accessibility_label: "say that this answer did not help"
        }
      }
    ]
  }
}

const identity = (control: Control): string =>
  control._tag === "Button"
    ? `${control.action} ${control.target}`
    : control._tag === "Choice"
      ? `${control.index} ${control.target}`
      : `rating ${control.target}`

/** At most 46 blocks, no two parts of which carry the same id. */
export const controlBlocks = (controls: ReadonlyArray<Control>): ReadonlyArray<KnownBlock> => {
  const distinct = [...new Map(controls.map((control) => [identity(control), control])).values()]
  const buttons = distinct.filter((control) => control._tag === "Button")
  const choices = distinct.filter((control) => control._tag === "Choice")
  const ratings = distinct.filter((control) => control._tag === "Rating")
  const last = [...actionsOf(present(buttons.map(pressButton))), ...present(ratings.map(ratingBlock))]
  const shown = last.slice(0, mostBlocks)
  const room = mostBlocks - shown.length
  const asked: Array<KnownBlock> = []
  for (const choice of choices) {
    const blocks = choiceBlocks(choice, choices.length === 1)
    if (asked.length + blocks.length > room) break
    asked.push(...blocks)
  }
  return [...asked, ...shown]
}
