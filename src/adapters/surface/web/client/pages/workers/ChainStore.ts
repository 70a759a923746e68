/**
 * The chain that is being built. Owns that steps and text say the same: whichever was changed last, the other follows. It
 * is there as long as the page, wherever one goes in between.
 */
import * as Result from "effect/Result"
import { create } from "zustand"
import { draftsOf, newStep, readText, type StepDraft, textOf } from "./ChainDraft.ts"

export interface ChainBuilt {
  readonly steps: ReadonlyArray<StepDraft>
  readonly text: string
  /** Why the text is not understood; the steps are those from before then. */
  readonly unclear: string | undefined
  readonly input: string
  readonly title: string
}

const empty = (): ChainBuilt => {
  const steps = [newStep("first")]
  return { steps, text: textOf(steps), unclear: undefined, input: "", title: "" }
}

export const useChain = create<ChainBuilt>()(empty)

const setSteps = (change: (steps: ReadonlyArray<StepDraft>) => ReadonlyArray<StepDraft>) =>
  useChain.setState(({ steps }) => {
    const changed = change(steps)
    return { steps: changed, text: textOf(changed), unclear: undefined }
  })

const freeName = (steps: ReadonlyArray<StepDraft>): string => {
  const names = new Set(steps.map(({ name }) => name))
  for (let at = steps.length + 1; ; at++) if (!names.has(`step-${at}`)) return `step-${at}`
}

export const changeStep = (key: string, part: Partial<StepDraft>) =>
  setSteps((steps) => steps.map((step) => (step.key === key ? { ...step, ...part } : step)))

export const addStep = () => setSteps((steps) => [...steps, newStep(freeName(steps))])

export const removeStep = (key: string) => setSteps((steps) => steps.filter((step) => step.key !== key))

/** One place up or down. */
export const moveStep = (key: string, by: -1 | 1) =>
  setSteps((steps) => {
    const at = steps.findIndex((step) => step.key === key)
    const moved = steps[at]
    if (moved === undefined || steps[at + by] === undefined) return steps
    return steps.toSpliced(at, 1).toSpliced(at + by, 0, moved)
  })

export const writeText = (text: string) =>
  useChain.setState(({ steps }) => {
    const read = readText(text)
    return Result.isSuccess(read)
      ? { text, steps: draftsOf(read.success, steps), unclear: undefined }
      : { text, unclear: read.failure }
  })

export const clearChain = () => useChain.setState(empty())
