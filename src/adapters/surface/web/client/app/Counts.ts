/** How much waits in each part of the dashboard, as the navigation shows it. Whoever knows it says so. */
import { create } from "zustand"
import type { Section } from "./Sections.ts"

export interface Count {
  readonly many: number
  /** A person is needed. */
  readonly urgent: boolean
}

export const useCounts = create<Partial<Record<Section["page"], Count>>>(() => ({}))

export const setCount = (page: Section["page"], many: number, urgent = false): void => {
  const before = useCounts.getState()[page]
  if (before?.many !== many || before.urgent !== urgent) useCounts.setState({ [page]: { many, urgent } })
}
