/** What is shown at the root: the fleet at this moment, or the first steps as long as nothing was done here at all. */
import { lazy, useState } from "react"
import { useMay, useSelf } from "../live/Self.ts"
import { useSkipped } from "../pages/welcome/Skipped.ts"
import { Page } from "../ui/Page.tsx"
import { Skeleton } from "../ui/Skeleton.tsx"

const NowPage = lazy(() => import("../pages/now/NowPage.tsx"))
const WelcomePage = lazy(() => import("../pages/welcome/WelcomePage.tsx"))

export const Home = () => {
  const { refusal, value: self } = useSelf()
  const mayChange = useMay("administer")
  const skipped = useSkipped((state) => state.skipped)
  // whoever has begun stays there: the first step that is done must not take the others away
  const [begun, setBegun] = useState(false)
  if (!begun && mayChange && self?.fresh === true) setBegun(true)
  if (skipped) return <NowPage />
  if (begun) return <WelcomePage />
  if (self !== undefined || refusal !== undefined) return <NowPage />
  return (
    <Page title="now">
      <Skeleton lines={6} />
    </Page>
  )
}
