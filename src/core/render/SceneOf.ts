/**
 * What a turn looks like: its state, the platform's abilities and the time in, messages and files out. The only door
 * into the pure half of rendering. Drawn for every frame that is delivered: linear in the length of the answer.
 */
import type { Permissions, Verbosity } from "../model/Agent.ts"
import type { ChatCapabilities } from "../ports/ChatPlatform.ts"
import type { TurnState } from "../sessions/TurnState.ts"
import { askSlots } from "./Asks.ts"
import { type Finish, finishedSlots } from "./Finished.ts"
import { liveSlots } from "./Live.ts"
import type { Moment } from "./Progress.ts"
import { notRolled, type Rolling } from "./Rolling.ts"
import type { Scene, Slot } from "./Slot.ts"
import { firstPieces } from "./Split.ts"

export interface SceneOptions extends Moment {
  readonly capabilities: ChatCapabilities
  readonly verbosity: Verbosity
  readonly permissions: Permissions
  readonly finish: Finish
  /** Where the answer went on in another message. */
  readonly rolling?: Rolling
}

/** The last guard: whatever the parts add up to, no message is longer than the platform takes. */
export const fitting = (slot: Slot, capabilities: ChatCapabilities): Slot => {
  if (slot._tag === "File" || capabilities.measure(slot.body.markdown) <= capabilities.maxLength) return slot
  const [markdown = ""] = firstPieces(slot.body.markdown, capabilities, 1)
  return { ...slot, body: { ...slot.body, markdown } }
}

export const sceneOf = (state: TurnState, options: SceneOptions): Scene => {
  const { capabilities, finish, label, permissions } = options
  const settled = state.phase === "ended"
  const asks = state.asks.flatMap((ask, index) => askSlots(ask, index, { capabilities, label, ended: settled }))
  const slots = settled
    ? finishedSlots(state, { capabilities, label, permissions, finish, asks, verbosity: options.verbosity })
    : [...liveSlots(state, { ...options, rolling: options.rolling ?? notRolled }), ...asks]
  return { slots: slots.map((slot) => fitting(slot, capabilities)), settled }
}
