/** Reading what came as JSON, without trusting it. */

export type Json = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const recordOf = (value: unknown): Json => (isRecord(value) ? value : {})

/** The objects of a list; none when it is no list. */
export const listOf = (value: unknown): ReadonlyArray<Json> => (Array.isArray(value) ? value.filter(isRecord) : [])

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

export const lengthOf = (text: string): number => [...text].length
