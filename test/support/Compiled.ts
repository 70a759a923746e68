/**
 * What Node makes of every file, kept for all processes of all tests: each of them has a home of its own, and compiling
 * anew in it takes longer than what most of them do. Owns the folder; a process reads from it what no file of its own says.
 */
import { mkdirSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const folder = join(tmpdir(), "orchestrator-test-compiled")

/** For the environment of a process. */
export const compiled = { NODE_COMPILE_CACHE: folder } as const

/** For the rehearsed CLIs of a data directory, which get no more of an environment than others do. */
export const shareCompiled = (home: string): void => {
  const rehearsal = join(home, "backend", "rehearsal")
  mkdirSync(folder, { recursive: true })
  mkdirSync(rehearsal, { recursive: true, mode: 0o700 })
  symlinkSync(folder, join(rehearsal, "compiled"), "junction")
}
