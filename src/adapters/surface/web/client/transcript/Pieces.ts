/**
 * What a turn did and said, cut into the pieces in which it is read: text, single steps, and runs of finished steps that
 * are folded into one line. Pure. Within a run the latest steps stay in sight, so that nothing above what grows changes
 * its place while it works, and what somebody has opened stays open.
 */
import type { Verbosity } from "../../../../../core/model/Agent.ts"
import type { ActivityKind } from "../../../../../core/model/AgentEvent.ts"
import * as Words from "../../../../../core/render/Words.ts"
import type { AskState, Block, SentState, TurnState } from "../../../../../core/sessions/TurnState.ts"

export type Done = Extract<Block, { readonly _tag: "Activity" }>

export interface Step {
  readonly key: string
  readonly block: Done
  /** What was done within it, by a sub-agent. */
  readonly inside: ReadonlyArray<Step>
}

export type Piece =
  | { readonly _tag: "Text"; readonly key: string; readonly text: string; readonly growing: boolean }
  | { readonly _tag: "Step"; readonly key: string; readonly step: Step }
  | { readonly _tag: "Fold"; readonly key: string; readonly steps: ReadonlyArray<Step> }
  | { readonly _tag: "Ask"; readonly key: string; readonly ask: AskState }
  | { readonly _tag: "Sent"; readonly key: string; readonly sent: SentState }

const keptInSight = 2
const worthFolding = 2

export const isOver = ({ block }: Step): boolean => block.activity.phase === "done" || block.activity.phase === "failed"

/** Nothing of it changed, whatever was told around it. */
export const isSameStep = (left: Step, right: Step): boolean =>
  left.block === right.block &&
  left.inside.length === right.inside.length &&
  left.inside.every((each, index) => {
    const other = right.inside[index]
    return other !== undefined && isSameStep(each, other)
  })

const keyOf = ({ attempt, activity }: Done): string => `${attempt}/${activity.id}`

/** Steps of one attempt below the one that they are part of; whose own is unknown stands by itself. */
const nested = (blocks: ReadonlyArray<Block>): ReadonlyMap<string, ReadonlyArray<Done>> => {
  const known = new Set(blocks.flatMap((block) => (block._tag === "Activity" ? [keyOf(block)] : [])))
  const inside = new Map<string, Array<Done>>()
  for (const block of blocks) {
    if (block._tag === "Text" || block.activity.parent === undefined) continue
    const parent = `${block.attempt}/${block.activity.parent}`
    if (parent === keyOf(block) || !known.has(parent)) continue
    inside.set(parent, [...(inside.get(parent) ?? []), block])
  }
  return inside
}

/** Somebody looks at what is behind it. */
type IsOpen = (step: Step) => boolean

const run = (steps: ReadonlyArray<Step>, verbosity: Verbosity, isOpen: IsOpen): ReadonlyArray<Piece> => {
  const first = steps[0]
  if (first === undefined) return []
  if (verbosity === "answer") return [{ _tag: "Fold", key: `fold ${first.key}`, steps }]
  const pieces: Array<Piece> = []
  let folding: Array<Step> = []
  const fold = () => {
    const [head] = folding
    if (head !== undefined && folding.length >= worthFolding) {
      pieces.push({ _tag: "Fold", key: `fold ${head.key}`, steps: folding })
    } else {
      pieces.push(...folding.map((step): Piece => ({ _tag: "Step", key: step.key, step })))
    }
    folding = []
  }
  for (const [index, step] of steps.entries()) {
    const folds =
      verbosity === "essentials" &&
      index < steps.length - keptInSight &&
      step.block.activity.phase === "done" &&
      !isOpen(step)
    if (folds) folding.push(step)
    else {
      fold()
      pieces.push({ _tag: "Step", key: step.key, step })
    }
  }
  fold()
  return pieces
}

/** `asked`: for each ask, how many blocks there were when it was asked. */
export const piecesOf = (
  { asks, blocks, phase, sent = [] }: Pick<TurnState, "asks" | "blocks" | "phase" | "sent">,
  asked: ReadonlyArray<number>,
  verbosity: Verbosity,
  isOpen: IsOpen = () => false
): ReadonlyArray<Piece> => {
  const inside = nested(blocks)
  const within = new Set([...inside.values()].flat())
  const stepOf = (block: Done, depth = 0): Step => ({
    key: keyOf(block),
    block,
    // who is its own ancestor would never end
    inside: depth > 8 ? [] : (inside.get(keyOf(block)) ?? []).map((each) => stepOf(each, depth + 1))
  })
  const last = blocks.at(-1)
  const pieces: Array<Piece> = []
  let steps: Array<Step> = []
  const endRun = () => {
    pieces.push(...run(steps, verbosity, isOpen))
    steps = []
  }
  let next = 0
  const putAsks = (until: number) => {
    for (; next < asks.length && (asked[next] ?? Number.POSITIVE_INFINITY) <= until; next++) {
      const ask = asks[next]
      if (ask === undefined) continue
      endRun()
      pieces.push({ _tag: "Ask", key: `ask ${ask.attempt}/${ask.ask.id}`, ask })
    }
  }
  const files = [...sent]
  const putFiles = (until: number) => {
    for (let [file] = files; file !== undefined && file.after <= until; [file] = files) {
      files.shift()
      endRun()
      pieces.push({ _tag: "Sent", key: `sent ${file.file.key}`, sent: file })
    }
  }
  for (const [index, block] of blocks.entries()) {
    putAsks(index)
    putFiles(index)
    if (block._tag === "Activity") {
      if (!within.has(block)) steps.push(stepOf(block))
    } else if (block.text.trim() !== "") {
      endRun()
      const growing = phase === "working" && block === last
      pieces.push({ _tag: "Text", key: `text ${block.attempt}/${block.part}`, text: block.text, growing })
    }
  }
  endRun()
  putAsks(Number.POSITIVE_INFINITY)
  putFiles(Number.POSITIVE_INFINITY)
  return pieces
}

/** `5 commands, 2 edits`. */
export const kindWords = (steps: ReadonlyArray<Step>): string => {
  const counts = new Map<ActivityKind, number>()
  for (const { block } of steps) counts.set(block.activity.kind, (counts.get(block.activity.kind) ?? 0) + 1)
  return Array.from(counts, ([kind, many]) => Words.count(many, Words.did[kind], Words.dids[kind])).join(", ")
}
