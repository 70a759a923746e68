/** A modal as a person sees it and fills it in. Pure. */
import { ComponentType } from "discord-api-types/v10"
import { isRecord, type Json } from "./ApiError.ts"
import { impossible } from "./CommandLine.ts"
import { listOf } from "./ComponentChecks.ts"

export interface Field {
  readonly label: string
  readonly customId: string
  /** Prefilled. */
  readonly value: string
  readonly required: boolean
  readonly long: boolean
  readonly placeholder: string
}

export interface Modal {
  readonly title: string
  readonly customId: string
  readonly fields: ReadonlyArray<Field>
}

const inputsOf = (modal: Json): ReadonlyArray<{ readonly label: string; readonly row: Json; readonly input: Json }> =>
  listOf(modal.components).flatMap((row) => {
    if (row.type === ComponentType.Label) {
      return isRecord(row.component) ? [{ label: String(row.label), row, input: row.component }] : []
    }
    return listOf(row.components).map((input) => ({ label: String(input.label), row, input }))
  })

const text = (value: unknown): string => (typeof value === "string" ? value : "")

export const modalOf = (modal: Json): Modal => ({
  title: text(modal.title),
  customId: text(modal.custom_id),
  fields: inputsOf(modal).map(({ input, label }) => ({
    label,
    customId: text(input.custom_id),
    value: text(input.value),
    required: input.required !== false,
    long: input.style === 2,
    placeholder: text(input.placeholder)
  }))
})

const limits = (input: Json, label: string, value: string): string => {
  const length = [...value].length
  if (length === 0) return input.required === false ? value : impossible(`"${label}" has to be filled in`)
  const { max_length: max = 4_000, min_length: min = 0 } = input
  return length >= Number(min) && length <= Number(max)
    ? value
    : impossible(`"${label}" takes ${min} to ${max} characters`)
}

/** The `data` of the submission; fields by label or by custom id, prefilled ones may be left alone. */
export const submission = (modal: Json, fields: Readonly<Record<string, string | ReadonlyArray<string>>>): Json => {
  const inputs = inputsOf(modal)
  const names = new Set(inputs.flatMap(({ input, label }) => [label, input.custom_id]))
  const unknown = Object.keys(fields).filter((name) => !names.has(name))
  if (unknown.length > 0) impossible(`the form has no field ${unknown.join(", ")}; it has ${[...names].join(", ")}`)
  const components = inputs.map(({ input, label, row }) => {
    const id = text(input.custom_id)
    const given = fields[label] ?? fields[id]
    const filled =
      input.type === ComponentType.TextInput
        ? { type: input.type, custom_id: id, value: limits(input, label, text(given ?? input.value)) }
        : { type: input.type, custom_id: id, values: Array.isArray(given) ? given : [] }
    return row.type === ComponentType.Label
      ? { type: row.type, component: filled }
      : { type: row.type, components: [filled] }
  })
  return { custom_id: modal.custom_id, components }
}
