/**
 * Holds the invariants of a turn's events, whatever a backend says: one Started at most, every activity ends before the
 * one Completed, nothing after it. Owns only that; it is a pure filter with a memory.
 */
import type { AgentEvent } from "../model/AgentEvent.ts"
import type { Outcome } from "../model/Outcome.ts"

type Activity = Extract<AgentEvent, { readonly _tag: "Activity" }>

export interface TurnInvariants {
  readonly started: boolean
  readonly completed: boolean
  readonly running: ReadonlyMap<string, Activity>
}

export const freshInvariants: TurnInvariants = { started: false, completed: false, running: new Map() }

const closing = (activity: Activity, outcome: Outcome): Activity => ({
  ...activity,
  phase: outcome._tag === "Done" ? "done" : "failed"
})

/** What may pass of one more event, and what is known after it. */
export const admit = (
  known: TurnInvariants,
  event: AgentEvent
): readonly [TurnInvariants, ReadonlyArray<AgentEvent>] => {
  if (known.completed) return [known, []]
  switch (event._tag) {
    case "Started":
      return known.started ? [known, []] : [{ ...known, started: true }, [event]]
    case "Activity": {
      const running = new Map(known.running)
      const ends = event.phase === "done" || event.phase === "failed"
      if (ends) running.delete(event.id)
      else running.set(event.id, event)
      return [{ ...known, running }, [event]]
    }
    case "Completed": {
      const left = [...known.running.values()].map((activity) => closing(activity, event.outcome))
      return [{ ...known, completed: true, running: new Map() }, [...left, event]]
    }
    default:
      return [known, [event]]
  }
}
