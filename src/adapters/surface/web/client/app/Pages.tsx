/** Which page is shown where. Each is loaded when somebody goes there. */
import { lazy } from "react"
import { Home } from "./Home.tsx"
import { NotFound } from "./NotFound.tsx"
import type { Route } from "./Route.ts"

const SessionsPage = lazy(() => import("../pages/session/SessionsPage.tsx"))
const SessionPage = lazy(() => import("../pages/session/SessionPage.tsx"))
const AgentsPage = lazy(() => import("../pages/agents/AgentsPage.tsx"))
const AgentPage = lazy(() => import("../pages/agents/AgentPage.tsx"))
const WorkersPage = lazy(() => import("../pages/workers/WorkersPage.tsx"))
const JobPage = lazy(() => import("../pages/workers/JobPage.tsx"))
const CostPage = lazy(() => import("../pages/cost/CostPage.tsx"))
const HealthPage = lazy(() => import("../pages/health/HealthPage.tsx"))
const AuditPage = lazy(() => import("../pages/audit/AuditPage.tsx"))
const PeoplePage = lazy(() => import("../pages/people/PeoplePage.tsx"))
const WelcomePage = lazy(() => import("../pages/welcome/WelcomePage.tsx"))

export interface PagesProps {
  readonly route: Route | undefined
}

/** Another session, agent or job is another page: nothing typed for one is left on the next. */
export const Pages = ({ route }: PagesProps) => {
  switch (route?.page) {
    case undefined:
      return <NotFound />
    case "now":
      return <Home />
    case "sessions":
      return <SessionsPage />
    case "session":
      return <SessionPage key={route.id} id={route.id} />
    case "agents":
      return <AgentsPage />
    case "new-agent":
      return <AgentPage key="new" name={undefined} />
    case "agent":
      return <AgentPage key={`agent ${route.name}`} name={route.name} />
    case "workers":
      return <WorkersPage />
    case "job":
      return <JobPage key={route.job} job={route.job} />
    case "cost":
      return <CostPage />
    case "health":
      return <HealthPage />
    case "audit":
      return <AuditPage />
    case "people":
      return <PeoplePage />
    case "welcome":
      return <WelcomePage />
  }
}
