/**
 * How a rehearsed turn speaks: text in its own pace, and activities. Owns which part of the answer is being written. Free
 * of Effect.
 */
import { wordPieces } from "./Prose.ts"
import type { Stage } from "./Stage.ts"

const kinds: Readonly<Record<string, "command" | "edit" | "read" | "search" | "web" | "agent">> = {
  Bash: "command",
  Edit: "edit",
  Write: "edit",
  Read: "read",
  Grep: "search",
  Glob: "search",
  WebFetch: "web",
  WebSearch: "web",
  Task: "agent"
}
export const kindOf = (tool: string) =>
  tool.startsWith("mcp__") ? "mcp" : Object.hasOwn(kinds, tool) ? (kinds[tool] ?? "other") : "other"

/** How many deltas without a pause may leave before interrupts are looked at. */
const burst = 100

interface More {
  readonly detail?: string
  readonly parent?: string
  readonly files?: ReadonlyArray<string>
}

export interface Voice {
  /** Pieces, `by` of them together. */
  readonly speak: (pieces: ReadonlyArray<string>, everyMillis: number, by?: number) => Promise<void>
  readonly say: (text: string, everyMillis?: number) => Promise<void>
  readonly paragraph: (text: string) => Promise<void>
  readonly activity: (
    id: string,
    phase: "started" | "progress" | "done" | "failed",
    tool: string,
    title: string,
    more?: More
  ) => void
  /** What is said from here on is another part of the answer. */
  readonly nextPart: () => void
  /** Takes the part back. */
  readonly retract: () => void
  readonly words: () => number
}

export const makeVoice = (stage: Stage): Voice => {
  let part = stage.nextId("part")
  let words = 0

  const speak = async (pieces: ReadonlyArray<string>, everyMillis: number, by = 1) => {
    const startedAt = stage.now()
    for (const [index, delta] of pieces.entries()) {
      const due = startedAt + Math.floor(index / by) * everyMillis - stage.now()
      if (index > 0 && (due > 0 || index % burst === 0)) await stage.wait(Math.max(0, due))
      stage.emit({ _tag: "Text", part, delta })
      words += 1
    }
  }
  const say: Voice["say"] = (text, everyMillis = 10) => speak(wordPieces(text), everyMillis)
  const nextPart = () => {
    part = stage.nextId("part")
  }

  return {
    speak,
    say,
    paragraph: (text) => say(`${text}\n\n`),
    activity: (id, phase, tool, title, more = {}) =>
      stage.emit({ _tag: "Activity", id, phase, kind: kindOf(tool), tool, title, ...more }),
    nextPart,
    retract: () => {
      stage.emit({ _tag: "Retracted", part })
      nextPart()
    },
    words: () => words
  }
}
