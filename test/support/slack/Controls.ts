/** Finding what is shown: buttons and lists by what stands on them. Owns nothing; dies when it is not there. */
import { type Json, listOf, recordOf, textOf } from "../Json.ts"
import { wholeTranscript } from "./Transcript.ts"
import { viewBlocks } from "./Views.ts"
import { type Channel, type Message, messagesIn, type User, type View, type World } from "./World.ts"

/** A person's client would not let that happen: a mistake of the test. */
export const impossible: (words: string) => never = (words) => {
  throw new Error(words)
}

/** A label or placeholder, or an action id. */
export type Control = string | { readonly actionId: string }

/** A channel, or a modal or home tab. */
export type Where = Channel | View

export interface Found {
  readonly block: Json
  readonly element: Json
  /** A button within the element. */
  readonly within?: Json
  readonly message?: Message
  readonly view?: View
}

export const isView = (where: Where): where is View => "root" in where

export const elementsOf = (block: Json): ReadonlyArray<Json> =>
  [...listOf(block.elements), recordOf(block.element), recordOf(block.accessory)].filter(
    ({ action_id }) => action_id !== undefined
  )

const written = (value: unknown): string => textOf(recordOf(value).text)

/** What people would call it. */
const names = (block: Json, element: Json): ReadonlyArray<string> =>
  [written(element.text), written(element.placeholder), written(block.label)].filter((name) => name !== "")

const buttonsWithin = (element: Json): ReadonlyArray<Json> =>
  [recordOf(element.positive_button), recordOf(element.negative_button)].filter(({ text }) => text !== undefined)

const fits = (control: Control, block: Json, element: Json): Omit<Found, "message" | "view"> | undefined => {
  if (typeof control !== "string") return element.action_id === control.actionId ? { block, element } : undefined
  const within = buttonsWithin(element).find(({ text }) => written(text) === control)
  if (within !== undefined) return { block, element, within }
  return names(block, element).includes(control) ? { block, element } : undefined
}

const seen = (world: World, channel: Channel, person: User): ReadonlyArray<Message> =>
  messagesIn(world, channel.id).filter(
    ({ bot, seenBy, tombstone }) =>
      bot !== undefined && tombstone !== true && (seenBy === undefined || seenBy === person.id)
  )

/** The newest one that is shown there. */
export const findControl = (
  world: World,
  person: User,
  where: Where,
  control: Control,
  types: (type: string) => boolean,
  on?: Message
): Found => {
  const places: ReadonlyArray<{ readonly blocks: ReadonlyArray<Json> } & Pick<Found, "message" | "view">> = isView(
    where
  )
    ? [{ blocks: viewBlocks(where), view: where }]
    : (on === undefined ? seen(world, where, person).toReversed() : [on]).map((message) => ({
        blocks: message.blocks,
        message
      }))
  for (const { blocks, message, view } of places) {
    for (const block of blocks) {
      for (const element of elementsOf(block)) {
        const found = types(textOf(element.type)) ? fits(control, block, element) : undefined
        if (found === undefined) continue
        return { ...found, ...(message === undefined ? {} : { message }), ...(view === undefined ? {} : { view }) }
      }
    }
  }
  const name = typeof control === "string" ? `"${control}"` : control.actionId
  return impossible(`nothing ${name} is shown\n${wholeTranscript(world)}`)
}

export const optionsOf = (element: Json): ReadonlyArray<Json> => [
  ...listOf(element.options),
  ...listOf(element.option_groups).flatMap(({ options }) => listOf(options))
]

const optionNamed = (options: ReadonlyArray<Json>, label: string): Json =>
  options.find(({ text }) => written(text) === label) ??
  impossible(`"${label}" is not offered: ${options.map(({ text }) => written(text)).join(", ")}`)

/** What an element holds once these are chosen in it, or this is written into it. */
export const valueFor = (
  world: World,
  element: Json,
  given: string | ReadonlyArray<string>,
  offered: ReadonlyArray<Json> = []
): Json => {
  const type = textOf(element.type)
  const labels = typeof given === "string" ? [given] : given
  if (type.endsWith("_input") || type === "datepicker" || type === "timepicker") {
    const text = labels.join("\n")
    const { max_length, min_length, multiline } = element
    if (max_length !== undefined && text.length > Number(max_length)) impossible(`at most ${max_length} characters`)
    if (min_length !== undefined && text.length < Number(min_length)) impossible(`at least ${min_length} characters`)
    if (type === "plain_text_input" && multiline !== true && text.includes("\n")) impossible("only one line goes there")
    if (type === "datepicker") return { type, selected_date: text }
    return type === "timepicker" ? { type, selected_time: text } : { type, value: text }
  }
  if (type === "users_select" || type === "multi_users_select") {
    const ids = labels.map(
      (label) => [...world.users.values()].find(({ name }) => name === label)?.id ?? impossible(`no ${label}`)
    )
    return type === "users_select" ? { type, selected_user: ids[0] } : { type, selected_users: ids }
  }
  const options = [...optionsOf(element), ...offered]
  const chosen = labels.map((label) => optionNamed(options, label))
  const isMany = type.startsWith("multi_") || type === "checkboxes"
  const most = Number(element.max_selected_items ?? Number.POSITIVE_INFINITY)
  if (chosen.length > (isMany ? most : 1)) impossible(`at most ${isMany ? most : 1} can be chosen`)
  if (isMany) return { type, selected_options: chosen }
  return { type, selected_option: chosen[0] ?? impossible("one has to be chosen") }
}
