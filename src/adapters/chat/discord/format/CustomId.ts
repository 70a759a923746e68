/**
 * What a button, a select and a form carry: which of the core's intents they are, and ids, never data. Owns the notation.
 * Everything that comes back was sent by somebody's client: what is not exactly as written here is foreign.
 */
import { PressAction } from "../../../../core/model/InboundEvent.ts"
import { compact, expand } from "./CompactId.ts"

export type Pressable =
  | { readonly _tag: "Press"; readonly action: PressAction; readonly target: string }
  /** `option` is absent for a select: its values are the numbers of the options. */
  | { readonly _tag: "Choose"; readonly target: string; readonly question: number; readonly option?: number }
  /** Free text is wanted. */
  | { readonly _tag: "Other"; readonly target: string; readonly question: number }

export type FormId =
  | { readonly _tag: "Command"; readonly command: string }
  /** The words that go with a denial or a plan that is sent back. */
  | { readonly _tag: "Feedback"; readonly action: "deny" | "revise"; readonly target: string }
  | { readonly _tag: "Other"; readonly target: string; readonly question: number }
  /** A question about a message. */
  | { readonly _tag: "About"; readonly channel: string; readonly message: string }

const longest = 100

/** Of the notation below; a button of another version is as good as a foreign one. */
const version = "o1"

const letters: Record<PressAction, string> = {
  stop: "s",
  "allow-once": "a",
  "allow-session": "A",
  deny: "d",
  choose: "c",
  approve: "p",
  revise: "r",
  retry: "t",
  helpful: "h",
  unhelpful: "u",
  raise: "b",
  "cancel-job": "j",
  "retry-job": "J",
  "open-worker": "w"
}
const actions = new Map(PressAction.literals.map((action) => [letters[action], action]))

/** Undefined when it does not fit: then there can be no such control. */
const fitting = (id: string): string | undefined => (id.length <= longest && id.isWellFormed() ? id : undefined)

const numbered = (value: number): string | undefined =>
  Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined

const written = (pressable: Pressable): string | undefined => {
  const target = compact(pressable.target)
  if (pressable._tag === "Press") return `${version}${letters[pressable.action]}:${target}`
  const question = numbered(pressable.question)
  if (question === undefined) return undefined
  if (pressable._tag === "Other") return `${version}o${question}:${target}`
  const option = pressable.option === undefined ? "" : numbered(pressable.option)
  return option === undefined ? undefined : `${version}q${question}.${option}:${target}`
}

export const encodeCustomId = (pressable: Pressable): string | undefined => {
  const id = written(pressable)
  return id === undefined ? undefined : fitting(id)
}

const press = /^o1([a-zA-Z]):(.*)$/s
const other = /^o1o(\d{1,15}):(.*)$/s
const choose = /^o1q(\d{1,15})\.(\d{0,15}):(.*)$/s

const read = (id: string): Pressable | undefined => {
  const [, letter, pressed] = press.exec(id) ?? []
  const [, asked, free] = other.exec(id) ?? []
  const [, question, option, chosen] = choose.exec(id) ?? []
  const target = expand(pressed ?? free ?? chosen ?? "")
  if (target === undefined) return undefined
  if (letter !== undefined) {
    const action = actions.get(letter)
    return action === undefined ? undefined : { _tag: "Press", action, target }
  }
  if (asked !== undefined) return { _tag: "Other", target, question: Number(asked) }
  if (question === undefined) return undefined
  const chosenOption = option === undefined || option === "" ? {} : { option: Number(option) }
  return { _tag: "Choose", target, question: Number(question), ...chosenOption }
}

/** Undefined for everything that `encodeCustomId` does not make. */
export const decodeCustomId = (id: string): Pressable | undefined => {
  const pressable = read(id)
  return pressable !== undefined && encodeCustomId(pressable) === id ? pressable : undefined
}

const formWritten = (form: FormId): string | undefined => {
  switch (form._tag) {
    case "Command":
      return `f:${form.command}`
    case "Feedback":
      return `w:${letters[form.action]}:${compact(form.target)}`
    case "Other": {
      const question = numbered(form.question)
      return question === undefined ? undefined : `o:${question}:${compact(form.target)}`
    }
    case "About":
      return `m:${form.channel}:${form.message}`
  }
}

export const encodeFormId = (form: FormId): string | undefined => {
  const id = formWritten(form)
  return id === undefined ? undefined : fitting(id)
}

const formRead = (id: string): FormId | undefined => {
  const [, kind, first = "", second = ""] = /^([fwom]):(?:([^:]*):)?(.*)$/s.exec(id) ?? []
  switch (kind) {
    case "f":
      return { _tag: "Command", command: id.slice("f:".length) }
    case "w": {
      const target = expand(second)
      const action = actions.get(first)
      if (target === undefined || (action !== "deny" && action !== "revise")) return undefined
      return { _tag: "Feedback", action, target }
    }
    case "o": {
      const target = expand(second)
      return target === undefined ? undefined : { _tag: "Other", target, question: Number(first) }
    }
    case "m":
      return /^\d{1,20}$/.test(first) && /^\d{1,20}$/.test(second)
        ? { _tag: "About", channel: first, message: second }
        : undefined
    default:
      return undefined
  }
}

/** Undefined for everything that `encodeFormId` does not make. */
export const decodeFormId = (id: string): FormId | undefined => {
  const form = formRead(id)
  return form !== undefined && encodeFormId(form) === id ? form : undefined
}
