/** What the palette offers beside the navigation: pages add what can be done on them for as long as they are shown. */
import { useEffect } from "react"
import { create } from "zustand"

export interface PaletteAction {
  readonly id: string
  /** What it does, such as `stop this session`. */
  readonly label: string
  /** The heading it stands below. */
  readonly group?: string | undefined
  /** What else it is found by. */
  readonly words?: ReadonlyArray<string> | undefined
  readonly run: () => void
}

interface Registry {
  readonly open: boolean
  readonly offered: ReadonlyMap<object, ReadonlyArray<PaletteAction>>
}

export const usePalette = create<Registry>(() => ({ open: false, offered: new Map() }))

export const openPalette = (open = true): void => usePalette.setState({ open })

/** Adds them; what is returned takes them away again. */
export const offerActions = (actions: ReadonlyArray<PaletteAction>): (() => void) => {
  const key = {}
  usePalette.setState(({ offered }) => ({ offered: new Map(offered).set(key, actions) }))
  return () =>
    usePalette.setState(({ offered }) => ({ offered: new Map([...offered].filter(([owner]) => owner !== key)) }))
}

/** While the component is shown. The list should be made with `useMemo`. */
export const usePaletteActions = (actions: ReadonlyArray<PaletteAction>): void =>
  useEffect(() => offerActions(actions), [actions])
