/** The dashboard: the page for where one is, within what surrounds every page. */
import { Suspense } from "react"
import { Page } from "../ui/Page.tsx"
import { Skeleton } from "../ui/Skeleton.tsx"
import { Bearings } from "./Bearings.tsx"
import { Broken } from "./Broken.tsx"
import { Pages } from "./Pages.tsx"
import { pathOf } from "./Route.ts"
import { useRoute } from "./RouteNow.ts"
import { sectionOf } from "./Sections.ts"
import { Shell } from "./Shell.tsx"

export const App = () => {
  const route = useRoute()
  const place = route === undefined ? "" : pathOf(route)
  return (
    <Broken place={place}>
      <Shell current={sectionOf(route)} place={place}>
        <Bearings />
        <Broken place={place}>
          <Suspense
            fallback={
              <Page title={sectionOf(route) ?? ""}>
                <Skeleton lines={6} />
              </Page>
            }
          >
            <Pages route={route} />
          </Suspense>
        </Broken>
      </Shell>
    </Broken>
  )
}
