/**
 * What a platform may know of the commands before anybody uses one: names, options, values to offer. Owns the shapes;
 * what a command does, and who may use it, is not in them.
 */

export interface OptionShape {
  readonly name: string
  readonly help: string
  readonly required: boolean
  /** The only values that are taken; absent for free text. */
  readonly choices?: ReadonlyArray<string>
  /** A text of several lines: shown as a large field where a platform has forms. */
  readonly long?: boolean
  /** Values can be offered while the person types. */
  readonly suggests?: boolean
}

export interface CommandShape {
  /** `stop`, `agent list`. */
  readonly name: string
  readonly help: string
  readonly options: ReadonlyArray<OptionShape>
  /** Best filled in as a form where a platform has forms; at most 5 options then. */
  readonly form?: boolean
}

/** Every command once. */
export type Vocabulary = ReadonlyArray<CommandShape>

export interface Suggestion {
  readonly label: string
  readonly value: string
}
