/**
 * What a button, a select and a rating carry: which of the core's intents they are, and ids, never data. Owns the
 * notation. All that matters stands in the action's id, since a select has no value of its own; its chosen option is the
 * number of one. Everything that comes back was sent by somebody's client: what is not exactly as written here is foreign.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { PressAction } from "../../../../core/model/InboundEvent.ts"

export type Pressable =
  | { readonly _tag: "Press"; readonly action: PressAction; readonly target: string }
  /** Without an option: the choice is made, and what was ticked before stands in the state of the message. */
  | { readonly _tag: "Choose"; readonly target: string; readonly question: number; readonly option?: number }
  /** One of several was ticked or unticked: nothing is chosen yet. */
  | { readonly _tag: "Tick"; readonly target: string; readonly question: number }
  /** Free text is wanted. */
  | { readonly _tag: "Other"; readonly target: string; readonly question: number }
  | { readonly _tag: "Rate"; readonly target: string; readonly helpful: boolean }

export interface Carried {
  /** At most 255 characters. */
  readonly action_id: string
  readonly value?: string
}

/** As Slack tells of it; of a select `value` is that of the chosen option. */
export interface Acted {
  readonly action_id: string
  readonly value?: string | null | undefined
  readonly selected_option?: { readonly value?: string | undefined } | null | undefined
}

const longest = 255
/** Of the notation below; a control of another version is as good as a foreign one. */
const version = "o1"
const ratings = { true: "helpful", false: "unhelpful" } as const

const idOf = (kind: string, target: string): string | undefined => {
  const id = `${version}.${kind}:${target}`
  return id.length <= longest && id.isWellFormed() && target !== "" ? id : undefined
}

const numbered = (value: number): string | undefined =>
  Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined

const carried = (id: string | undefined, value?: string): Carried | undefined =>
  id === undefined ? undefined : { action_id: id, ...(value === undefined ? {} : { value }) }

/** The id of a select whose options are numbered. */
export const selectId = (target: string, question: number): string | undefined => {
  const number = numbered(question)
  return number === undefined ? undefined : idOf(`select.${number}`, target)
}

/** Undefined when it does not fit: then there can be no such control. */
export const encodeAction = (pressable: Pressable): Carried | undefined => {
  const { target } = pressable
  if (pressable._tag === "Press") return carried(idOf(`press.${pressable.action}`, target))
  if (pressable._tag === "Rate") return carried(idOf("rate", target), ratings[`${pressable.helpful}`])
  const question = numbered(pressable.question)
  if (question === undefined) return undefined
  if (pressable._tag === "Other") return carried(idOf(`other.${question}`, target))
  if (pressable._tag === "Tick") return carried(idOf(`tick.${question}`, target))
  if (pressable.option === undefined) return carried(idOf(`chosen.${question}`, target))
  const option = numbered(pressable.option)
  return option === undefined ? undefined : carried(idOf(`choose.${question}.${option}`, target), option)
}

const written = /^o1\.(press|rate|other|tick|chosen|choose|select)(?:\.([a-z-]{1,20}|\d{1,15}(?:\.\d{1,15})?))?:(.+)$/s
const actions: ReadonlySet<string> = new Set(PressAction.literals)
const isAction = (text: string): text is PressAction => actions.has(text)

const read = ({ action_id, selected_option, value }: Acted): Pressable | undefined => {
  const [, kind, about = "", target = ""] = written.exec(action_id) ?? []
  const [first = "", second = ""] = about.split(".")
  const question = Number(first)
  switch (kind) {
    case "press":
      return isAction(about) ? { _tag: "Press", action: about, target } : undefined
    case "rate":
      return value === ratings.true || value === ratings.false
        ? { _tag: "Rate", target, helpful: value === ratings.true }
        : undefined
    case "other":
      return { _tag: "Other", target, question }
    case "tick":
      return { _tag: "Tick", target, question }
    case "chosen":
      return { _tag: "Choose", target, question }
    case "choose":
      return second === "" ? undefined : { _tag: "Choose", target, question, option: Number(second) }
    case "select": {
      const chosen = selected_option?.value
      return chosen === undefined || !/^\d{1,15}$/.test(chosen)
        ? undefined
        : { _tag: "Choose", target, question, option: Number(chosen) }
    }
    default:
      return undefined
  }
}

const isAs = (made: Carried | undefined, acted: Acted): boolean =>
  made !== undefined && made.action_id === acted.action_id && (made.value ?? null) === (acted.value ?? null)

/** Undefined for everything that is not made here. */
export const decodeAction = (acted: Acted): Pressable | undefined => {
  const pressable = read(acted)
  if (pressable === undefined) return undefined
  // A select says with every press what is ticked in it now, or which of its options was chosen.
  const made = encodeAction(pressable)
  if (pressable._tag === "Tick") return made?.action_id === acted.action_id ? pressable : undefined
  if (pressable._tag === "Choose" && acted.action_id === selectId(pressable.target, pressable.question)) {
    return String(pressable.option) === acted.selected_option?.value ? pressable : undefined
  }
  return isAs(made, acted) ? pressable : undefined
}

const State = Schema.Struct({
  values: Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.Unknown))
})
const Ticked = Schema.Struct({ selected_options: Schema.Array(Schema.Struct({ value: Schema.String })) })
const decodeState = Schema.decodeUnknownOption(State)
const decodeTicked = Schema.decodeUnknownOption(Ticked)

/** The numbers of what is ticked for a question, by the state that comes with a press (`state`); none when nothing is. */
export const tickedIn = (state: unknown, target: string, question: number): ReadonlyArray<number> => {
  const id = encodeAction({ _tag: "Tick", target, question })?.action_id
  const blocks = Option.match(decodeState(state), { onNone: () => [], onSome: ({ values }) => Object.values(values) })
  const found = id === undefined ? [] : blocks.flatMap((elements) => (id in elements ? [elements[id]] : []))
  const chosen = found.flatMap((element) =>
    Option.match(decodeTicked(element), {
      onNone: () => [],
      onSome: ({ selected_options }) => selected_options.map(({ value }) => value)
    })
  )
  return [...new Set(chosen.filter((value) => /^\d{1,15}$/.test(value)).map(Number))].sort((a, b) => a - b)
}
