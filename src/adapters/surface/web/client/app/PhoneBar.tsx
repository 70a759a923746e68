/** At the bottom of a narrow window: the four parts one needs on the way, and all the others behind `more`. */
import { Menu as MenuIcon } from "lucide-react"
import { useState } from "react"
import { classes } from "../ui/Classes.ts"
import { Dialog } from "../ui/Dialog.tsx"
import { ConnectionLine } from "./ConnectionLine.tsx"
import { useCount } from "./Counts.ts"
import { Navigation, type NavigationProps } from "./Navigation.tsx"
import { PersonLine } from "./PersonLine.tsx"
import { RouteLink } from "./RouteLink.tsx"
import { sections } from "./Sections.ts"
import { ThemeMenu } from "./ThemeMenu.tsx"

const nearest = sections.slice(0, 4)

const entry = "relative flex h-14 w-full flex-col items-center justify-center gap-0.5 text-xs"

export const PhoneBar = ({ current }: Pick<NavigationProps, "current">) => {
  const [open, setOpen] = useState(false)
  const urgent = useCount("now") > 0
  const close = () => setOpen(false)
  return (
    <div className="shrink-0 border-t bg-surface pb-[env(safe-area-inset-bottom)] sm:hidden">
      <nav aria-label="dashboard, in short">
        <ul className="grid grid-cols-5">
          {nearest.map(({ page, icon: Icon }) => (
            <li key={page}>
              <RouteLink
                to={{ page }}
                aria-current={page === current ? "page" : undefined}
                className={classes(entry, page === current ? "text-accent" : "text-muted")}
              >
                <Icon size={18} aria-hidden="true" strokeWidth={1.75} />
                {page}
                {page === "now" && urgent && (
                  <span className="absolute top-2 left-1/2 ml-2.5 size-2 rounded-full bg-warn">
                    <span className="sr-only">waiting for you</span>
                  </span>
                )}
              </RouteLink>
            </li>
          ))}
          <li>
            <button
              type="button"
              aria-haspopup="dialog"
              onClick={() => setOpen(true)}
              className={classes(entry, "text-muted")}
            >
              <MenuIcon size={18} aria-hidden="true" strokeWidth={1.75} />
              more
            </button>
          </li>
        </ul>
      </nav>
      <Dialog open={open} onClose={close} title="orchestrator">
        <Navigation current={current} onGo={close} />
        <div className="mt-4 flex items-center justify-between border-t pt-4">
          <div className="flex flex-col gap-1">
            <PersonLine />
            <ConnectionLine />
          </div>
          <ThemeMenu />
        </div>
      </Dialog>
    </div>
  )
}
