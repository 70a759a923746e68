/**
 * Which files the turns of a transcript changed, and how: read off their edits alone. Pure; what was read off a turn once
 * is kept for as long as that turn stays as it is.
 */
import type { ActivityEvent, TurnState } from "../../../../../core/sessions/TurnState.ts"

export interface ChangedFile {
  readonly path: string
  /** How often it was written. */
  readonly edits: number
  /** The changes that were told, the first one first. */
  readonly diffs: ReadonlyArray<{ readonly key: string; readonly text: string }>
}

/** Output of an edit that reads as a unified diff. */
export const isDiff = (text: string): boolean => /^(?:@@ |--- |\+\+\+ |diff )/m.test(text) || /^[+-]/.test(text)

const pathsOf = ({ files, title }: ActivityEvent): ReadonlyArray<string> =>
  files !== undefined && files.length > 0 ? files : title === "" ? [] : [title]

interface Edit {
  readonly key: string
  readonly activity: ActivityEvent
}

const read = new WeakMap<TurnState, ReadonlyArray<Edit>>()

const editsOf = (state: TurnState): ReadonlyArray<Edit> => {
  const known = read.get(state)
  if (known !== undefined) return known
  const edits = state.blocks.flatMap(
    (block): ReadonlyArray<Edit> =>
      block._tag === "Activity" && block.activity.kind === "edit" && block.activity.phase === "done"
        ? [{ key: `${state.turn.id}/${block.attempt}/${block.activity.id}`, activity: block.activity }]
        : []
  )
  read.set(state, edits)
  return edits
}

export const changedFiles = (turns: ReadonlyArray<{ readonly state: TurnState }>): ReadonlyArray<ChangedFile> => {
  const files = new Map<string, ChangedFile>()
  for (const turn of turns) {
    for (const { activity, key } of editsOf(turn.state)) {
      for (const path of pathsOf(activity)) {
        const before = files.get(path) ?? { path, edits: 0, diffs: [] }
        const told = activity.detail !== undefined && isDiff(activity.detail) ? [{ key, text: activity.detail }] : []
        files.set(path, { path, edits: before.edits + 1, diffs: [...before.diffs, ...told] })
      }
    }
  }
  return [...files.values()].sort((left, right) => left.path.localeCompare(right.path))
}

/** How many files; cheap enough to be asked for every picture. */
export const changedCount = (turns: ReadonlyArray<{ readonly state: TurnState }>): number => {
  const paths = new Set<string>()
  for (const turn of turns)
    for (const { activity } of editsOf(turn.state)) for (const path of pathsOf(activity)) paths.add(path)
  return paths.size
}
