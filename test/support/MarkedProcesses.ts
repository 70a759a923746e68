/**
 * The CLI processes that a service in a given data directory started, found by the mark in their environment. For tests:
 * to show that none is left, and to leave none.
 */
import { readdirSync, readFileSync } from "node:fs"
import { Hash } from "effect"
import { Mark } from "../../src/core/cli/Mark.ts"

/** Their process ids. Linux only: elsewhere there is nothing to read, and none is found. */
export const markedProcesses = (home: string): ReadonlyArray<number> => {
  const mark = `${Mark.variable}=${(Hash.string(home) >>> 0).toString(36)}/`
  const isMarked = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8")
        .split("\0")
        .some((entry) => entry.startsWith(mark))
    } catch {
      return false
    }
  }
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && isMarked(name))
      .map(Number)
  } catch {
    return []
  }
}

export const endMarkedProcesses = (home: string): void => {
  for (const pid of markedProcesses(home)) {
    try {
      process.kill(pid, "SIGKILL")
    } catch {
      // gone meanwhile
    }
  }
}
