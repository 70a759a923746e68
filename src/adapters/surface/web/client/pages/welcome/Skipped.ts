/** Whether this browser wants to see the first steps by itself no more. */
import { create } from "zustand"

const key = "orchestrator.first-steps"

const remembered = (): boolean => {
  try {
    return localStorage.getItem(key) === "skipped"
  } catch {
    return false
  }
}

export const useSkipped = create<{ readonly skipped: boolean }>(() => ({ skipped: remembered() }))

export const skip = (): void => {
  useSkipped.setState({ skipped: true })
  try {
    localStorage.setItem(key, "skipped")
  } catch {
    // without storage they are shown once more the next time
  }
}
