/** What stands open in a setup, found in what was said and asked so far. Pure. */
import type { SetupStep } from "../../../../../../core/control/protocol/SetupRpcs.ts"

export type Question = Extract<SetupStep, { readonly _tag: "SecretWanted" | "ChoiceWanted" | "ConfirmWanted" }>

export const isQuestion = (step: SetupStep): step is Question =>
  step._tag === "SecretWanted" || step._tag === "ChoiceWanted" || step._tag === "ConfirmWanted"

export const isLast = ({ _tag }: SetupStep): boolean => _tag === "Done" || _tag === "Failed"

/** The one that waits for an answer. */
export const openQuestion = (steps: ReadonlyArray<SetupStep>): Question | undefined => {
  if (steps.some(isLast)) return undefined
  const asked = steps.findLast(isQuestion)
  const answered = steps.some((step) => step._tag === "Answered" && step.question === asked?.question)
  return answered ? undefined : asked
}
