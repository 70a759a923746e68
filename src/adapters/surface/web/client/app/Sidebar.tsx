/** At the left of a wide window: where one can go, whether it is live, who one is. */
import { Search } from "lucide-react"
import { Keys } from "../ui/Keys.tsx"
import { commandKey } from "./CommandKey.ts"
import { ConnectionLine } from "./ConnectionLine.tsx"
import { Navigation, type NavigationProps } from "./Navigation.tsx"
import { openPalette } from "./PaletteActions.ts"
import { PersonLine } from "./PersonLine.tsx"
import { ThemeMenu } from "./ThemeMenu.tsx"

export const Sidebar = ({ current }: Pick<NavigationProps, "current">) => (
  <aside className="hidden w-52 shrink-0 flex-col border-r bg-surface sm:flex">
    <p className="flex h-14 items-center px-4 font-semibold text-sm">orchestrator</p>
    <div className="px-2">
      <button
        type="button"
        onClick={() => openPalette()}
        className="mb-3 flex h-8 w-full items-center gap-2.5 rounded-md border bg-canvas px-2 text-muted text-sm hover:text-ink"
      >
        <Search size={14} aria-hidden="true" />
        <span className="mr-auto">go to…</span>
        <Keys keys={[commandKey, "K"]} />
      </button>
      <Navigation current={current} />
    </div>
    <footer className="mt-auto flex flex-col gap-1 border-t px-4 py-3">
      <PersonLine />
      <div className="flex h-7 items-center justify-between">
        <ConnectionLine />
        <ThemeMenu />
      </div>
    </footer>
  </aside>
)
