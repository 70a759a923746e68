/** What Slack says when it refuses: `{ok: false, error, …}` with status 200. Who refuses when is the methods' matter. */
import type { Json } from "../Json.ts"

export class Refusal extends Error {
  readonly error: string
  readonly more: Json

  constructor(error: string, more: Json = {}) {
    super(error)
    this.error = error
    this.more = more
  }
}

/** Typed by hand: only so does the compiler know that nothing comes after it. */
export const refuse: (error: string, more?: Json) => never = (error, more = {}) => {
  throw new Refusal(error, more)
}

/** With the words that say what is wrong where. */
export const refuseWith: (error: string, messages: ReadonlyArray<string>) => never = (error, messages) =>
  refuse(error, { response_metadata: { messages } })

/** The thing, or the refusal that Slack makes of its absence. */
export const need = <A>(value: A | undefined, error: string): A => value ?? refuse(error)
