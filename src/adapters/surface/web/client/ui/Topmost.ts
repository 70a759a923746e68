/** Which dialog lies above all others. Owns the order in which they were opened; what lies below one is out of reach. */
import { create } from "zustand"

const useOpenDialogs = create<{ readonly ids: ReadonlyArray<string> }>(() => ({ ids: [] }))

/** What is returned takes it away again. */
export const lieOnTop = (id: string): (() => void) => {
  useOpenDialogs.setState(({ ids }) => ({ ids: [...ids, id] }))
  return () => useOpenDialogs.setState(({ ids }) => ({ ids: ids.filter((each) => each !== id) }))
}

/** Undefined is the page itself. */
export const useIsTopmost = (id: string | undefined): boolean => useOpenDialogs(({ ids }) => ids.at(-1) === id)
