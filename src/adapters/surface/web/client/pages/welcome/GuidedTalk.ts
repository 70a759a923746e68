/**
 * The guided setup as this page follows it. Owns that it is followed once, on the same setup however often the connection
 * breaks, and that nothing of it comes twice. What is typed as a secret is not kept here.
 */
import * as Stream from "effect/Stream"
import { create } from "zustand"
import type { SetupStep } from "../../../../../../core/control/protocol/SetupRpcs.ts"
import { refresh } from "../../live/Answers.ts"
import { follow } from "../../live/Follow.ts"
import { newKey } from "../../live/NewKey.ts"
import type { Refusal } from "../../live/Refusal.ts"
import { isLast } from "./OpenQuestion.ts"

export interface GuidedTalk {
  /** Whose setup it is; undefined before the first one. */
  readonly platform?: string
  readonly steps: ReadonlyArray<SetupStep>
  readonly refusal?: Refusal
}

export const useGuidedTalk = create<GuidedTalk>(() => ({ steps: [] }))

let letGo = (): void => {}
/** The setup that this page began or joined; the same key is the same setup. */
let key = ""

const listen = (platform: string) => {
  letGo()
  // it is tried anew: why it could not be followed before is not so any more
  useGuidedTalk.setState(({ steps }) => ({ platform, steps }), true)
  const own = key
  letGo = follow<SetupStep>({
    watch: (service) => Stream.drop(service.FollowSetup({ platform, key: own }), useGuidedTalk.getState().steps.length),
    hear: (steps) => {
      useGuidedTalk.setState((talk) => ({ ...talk, steps: [...talk.steps, ...steps] }))
      if (!steps.some(isLast)) return
      letGo()
      refresh("first-steps")
      refresh("agents")
      refresh("self")
      refresh("sessions")
    },
    refused: (refusal) => useGuidedTalk.setState((talk) => ({ ...talk, refusal }))
  })
}

/** Begins it, or goes on with the one that is under way. */
export const followGuided = (platform: string): void => {
  key = newKey()
  useGuidedTalk.setState({ platform, steps: [] }, true)
  listen(platform)
}

/** For a page that is shown again: what goes on is followed again. */
export const resumeGuided = (underWay: string | undefined): void => {
  const { platform, steps } = useGuidedTalk.getState()
  if (platform !== undefined && !steps.some(isLast)) listen(platform)
  else if (underWay !== undefined) followGuided(underWay)
}

/** It goes on in the service. */
export const leaveGuided = (): void => letGo()
