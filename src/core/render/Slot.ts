/**
 * What should be on the screen: the seam between the pure half of rendering, which makes slots of a turn's state, and
 * delivery, which makes the platform show them. A slot's key is stable over the whole turn; the message behind it is
 * edited while its key stays and deleted when it goes.
 */
import type { Body } from "../ports/ChatPlatform.ts"

export type Slot =
  | {
      readonly _tag: "Message"
      /** Unique within the turn: `live`, `answer-0`, `ask-3`. At most 40 characters. */
      readonly key: string
      readonly body: Body
      /** Whether posting it notifies people. */
      readonly notify: boolean
    }
  | {
      readonly _tag: "File"
      readonly key: string
      readonly name: string
      readonly mediaType: string
      readonly content: string
    }

export interface Scene {
  /** Top to bottom. */
  readonly slots: ReadonlyArray<Slot>
  /** Nothing will change any more: everything in it must land. */
  readonly settled: boolean
}
