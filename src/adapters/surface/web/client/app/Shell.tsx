/** What surrounds every page: the way to the others, at the left or, on a phone, at the bottom. */
import { type ComponentType, lazy, type ReactNode, Suspense, useLayoutEffect, useRef } from "react"
import { Announcer } from "../ui/Announcer.tsx"
import { Toasts } from "../ui/Toasts.tsx"
import { LostLine } from "./LostLine.tsx"
import { NoPalette } from "./NoPalette.tsx"
import { usePalette } from "./PaletteActions.ts"
import { PhoneBar } from "./PhoneBar.tsx"
import type { Section } from "./Sections.ts"
import { ShortcutList } from "./ShortcutList.tsx"
import { useShortcuts } from "./Shortcuts.ts"
import { Sidebar } from "./Sidebar.tsx"

const Palette = lazy<ComponentType>(() =>
  import("./Palette.tsx").then(
    (loaded) => ({ default: loaded.Palette }),
    () => ({ default: NoPalette })
  )
)

export interface ShellProps {
  readonly current: Section["page"] | undefined
  /** Where one is: another place is read from its beginning. */
  readonly place: string
  readonly children: ReactNode
}

export const Shell = ({ current, place, children }: ShellProps) => {
  const content = useRef<HTMLElement>(null)
  const shown = useRef(place)
  const palette = usePalette((state) => state.open)
  useShortcuts()
  useLayoutEffect(() => {
    if (content.current === null || shown.current === place) return
    shown.current = place
    content.current.scrollTop = 0
    // what had the focus is gone: a keyboard goes on here, not at the top of everything
    if (document.activeElement === document.body) content.current.focus()
  }, [place])
  return (
    <div className="flex h-dvh flex-col sm:flex-row">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:border focus:bg-canvas focus:px-3 focus:py-1"
      >
        to the content
      </a>
      <Sidebar current={current} />
      {/* whoever scrolls by keyboard begins here */}
      <main ref={content} id="content" tabIndex={-1} className="min-h-0 min-w-0 flex-1 overflow-y-auto outline-none">
        <LostLine />
        {children}
      </main>
      <PhoneBar current={current} />
      <Toasts />
      <Announcer />
      <ShortcutList />
      {palette && (
        <Suspense fallback={null}>
          <Palette />
        </Suspense>
      )}
    </div>
  )
}
