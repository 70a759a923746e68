/** Where an address leads nowhere. */
import { buttonClasses } from "../ui/Button.tsx"
import { EmptyState } from "../ui/EmptyState.tsx"
import { Page } from "../ui/Page.tsx"
import { commandKey } from "./CommandKey.ts"
import { RouteLink } from "./RouteLink.tsx"

export const NotFound = () => (
  <Page title="nothing here">
    <EmptyState
      title="there is no such page"
      action={
        <RouteLink to={{ page: "now" }} className={buttonClasses("plain")}>
          go to now
        </RouteLink>
      }
    >
      check the address, or press {commandKey}-K and type what you look for
    </EmptyState>
  </Page>
)
