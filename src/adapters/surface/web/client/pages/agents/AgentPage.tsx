/** One agent, or a new one. */
import { useEffect } from "react"
import { RouteLink } from "../../app/RouteLink.tsx"
import { useAgents } from "../../live/Agents.ts"
import { refresh } from "../../live/Answers.ts"
import { useMay, useSelf } from "../../live/Self.ts"
import { buttonClasses } from "../../ui/Button.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { NotShown } from "../../ui/NotShown.tsx"
import { Page } from "../../ui/Page.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { BrokenAgent } from "./BrokenAgent.tsx"
import { KnownAgent } from "./KnownAgent.tsx"
import { LostAgent } from "./LostAgent.tsx"
import { NewAgent } from "./NewAgent.tsx"

export interface AgentPageProps {
  /** Absent for a new one. */
  readonly name: string | undefined
}

const all = (
  <RouteLink to={{ page: "agents" }} className={buttonClasses()}>
    all agents
  </RouteLink>
)

/** Files are changed by hand as well: whoever comes back to this window sees what they say now. */
const useFreshWhenBack = () =>
  useEffect(() => {
    const back = () => refresh("agents")
    window.addEventListener("focus", back)
    return () => window.removeEventListener("focus", back)
  }, [])

export default function AgentPage({ name }: AgentPageProps) {
  useFreshWhenBack()
  const { refusal, value } = useAgents()
  const self = useSelf().value
  const mayChange = useMay("administer")
  const title = name ?? "new agent"
  if (value === undefined || self === undefined) {
    return (
      <Page title={title} width="text">
        {refusal === undefined ? <Skeleton lines={8} /> : <NotShown what="this agent" why={refusal.detail} bare />}
      </Page>
    )
  }
  if (name === undefined) {
    if (mayChange) return <NewAgent list={value} />
    return (
      <Page title={title} width="text">
        <EmptyState title="you may not make agents" action={all}>
          whoever administers this service can allow it under access in the configuration.
        </EmptyState>
      </Page>
    )
  }
  const line = value.agents.find(({ agent }) => agent.name === name)
  if (line !== undefined) return <KnownAgent line={line} list={value} mayChange={mayChange} />
  const broken = value.disabled.find((each) => each.name === name)
  if (broken !== undefined) return <BrokenAgent broken={broken} mayChange={mayChange} />
  return <LostAgent name={name} />
}
