/** The parts of the dashboard, one below the other. */
import { classes } from "../ui/Classes.ts"
import { isUrgent, useCount } from "./Counts.ts"
import { RouteLink } from "./RouteLink.tsx"
import { type Section, sections } from "./Sections.ts"

export interface NavigationProps {
  readonly current: Section["page"] | undefined
  readonly onGo?: (() => void) | undefined
}

const CountMark = ({ page }: Pick<Section, "page">) => {
  const many = useCount(page)
  if (many === 0) return null
  return (
    <span
      className={classes(
        "ml-auto min-w-5 rounded-sm px-1 text-center text-xs",
        isUrgent(page) ? "bg-warn-soft font-medium text-warn" : "text-faint"
      )}
    >
      {many > 99 ? "99+" : many}
      {isUrgent(page) && <span className="sr-only"> waiting for you</span>}
    </span>
  )
}

export const Navigation = ({ current, onGo }: NavigationProps) => (
  <nav aria-label="dashboard">
    <ul className="flex flex-col gap-px">
      {sections.map(({ page, icon: Icon }) => (
        <li key={page}>
          <RouteLink
            to={{ page }}
            aria-current={page === current ? "page" : undefined}
            onClick={onGo}
            className={classes(
              "flex h-8 items-center gap-2.5 rounded-md px-2 text-sm pointer-coarse:h-11",
              page === current ? "bg-hover font-medium text-ink" : "text-muted hover:bg-hover hover:text-ink"
            )}
          >
            <Icon size={16} aria-hidden="true" strokeWidth={1.75} />
            {page}
            <CountMark page={page} />
          </RouteLink>
        </li>
      ))}
    </ul>
  </nav>
)
