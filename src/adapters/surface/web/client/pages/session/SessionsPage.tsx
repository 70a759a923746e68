/** All sessions that one may see, the latest first, to find one or to begin another. The address holds what is looked for. */
import { Plus } from "lucide-react"
import { useCallback, useEffect, useMemo, useRef, useState } from "react"
import { useSearchParams } from "wouter"
import type { Board } from "../../../../../../core/control/protocol/BoardRpcs.ts"
import { AgentName, PlatformName } from "../../../../../../core/model/Ids.ts"
import { usePaletteActions } from "../../app/PaletteActions.ts"
import { useAgents } from "../../live/Agents.ts"
import { answers, refresh } from "../../live/Answers.ts"
import { type BoardSeen, useBoard } from "../../live/Board.ts"
import { useMay } from "../../live/Self.ts"
import { Button } from "../../ui/Button.tsx"
import { Card } from "../../ui/Card.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Page } from "../../ui/Page.tsx"
import { SearchField } from "../../ui/SearchField.tsx"
import { Select } from "../../ui/Select.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { NewSession } from "./NewSession.tsx"
import { filtersOf, queryWith, type SessionFilters } from "./SessionFilters.ts"
import { SessionList } from "./SessionList.tsx"

const firstMany = 100
const most = 500

// what is looked for comes last: it may hold anything, and the names before it hold no slash
const useSessions = answers("sessions", (service, limit: number, agent: string, platform: string, search: string) =>
  service.ListSessions({
    limit,
    ...(agent === "" ? {} : { agent: AgentName.make(agent) }),
    ...(platform === "" ? {} : { platform: PlatformName.make(platform) }),
    ...(search === "" ? {} : { search })
  })
)

/** As one text, so that a board on which other things changed draws nothing. */
const sessionsIn =
  (part: "running" | "asking" | "failed") =>
  ({ board }: BoardSeen): string =>
    (board?.[part] ?? ([] satisfies Board["running"])).map(({ session }) => session).join("\n")

const useSessionsIn = (part: "running" | "asking" | "failed"): ReadonlySet<string> => {
  const all = useBoard(useMemo(() => sessionsIn(part), [part]))
  return useMemo(() => new Set(all.split("\n")), [all])
}

const isName = (agent: string): boolean => agent === "" || /^[a-z][a-z0-9-]{0,31}$/.test(agent)

export default function SessionsPage() {
  const [query, setQuery] = useSearchParams()
  const { agent: asked, platform, search } = filtersOf(query)
  const agent = isName(asked) ? asked : ""
  const [limit, setLimit] = useState(firstMany)
  const { pending, refusal, value: listed } = useSessions(limit, agent, platform, search)
  const value = listed?.sessions
  const agents = useAgents().value
  const running = useSessionsIn("running")
  const asking = useSessionsIn("asking")
  const failed = useSessionsIn("failed")
  const mayTalk = useMay("talk")
  const beginning = query.has("new")

  const filter = (filters: Partial<SessionFilters>) => setQuery((now) => queryWith(now, filters), { replace: true })
  const setLatest = useRef(setQuery)
  useEffect(() => {
    setLatest.current = setQuery
  })
  // the same function for as long as the page is shown: what the palette offers stays the same with it
  const begin = useCallback(
    (open: boolean) =>
      setLatest.current(
        (now) => {
          const next = new URLSearchParams(now)
          if (open) next.set("new", "1")
          else next.delete("new")
          return next
        },
        { replace: true }
      ),
    []
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: when something begins or ends, the list is another
  useEffect(() => refresh("sessions/"), [running])
  usePaletteActions(
    useMemo(
      () =>
        mayTalk ? [{ id: "new-session", label: "new session", words: ["begin", "talk"], run: () => begin(true) }] : [],
      [mayTalk, begin]
    )
  )

  const platforms = [
    ...new Set([
      ...(agents?.agents ?? []).flatMap(({ bindings }) => bindings.map((binding): string => binding.platform)),
      ...(value ?? []).map(({ conversation }): string => conversation.platform),
      "web",
      ...(platform === "" ? [] : [platform])
    ])
  ].sort()
  const names = (agents?.agents ?? []).map((line): string => line.agent.name)
  const filtered = agent !== "" || platform !== "" || search !== ""
  const newSession = (
    <Button tone="accent" icon={<Plus size={16} aria-hidden="true" />} onClick={() => begin(true)}>
      new session
    </Button>
  )
  return (
    <Page
      title="sessions"
      description="what people and agents said to one another, wherever it was begun"
      actions={mayTalk ? newSession : undefined}
    >
      <search className="flex flex-wrap gap-2" aria-label="sessions">
        <div className="min-w-full flex-1 sm:min-w-40">
          <SearchField
            label="search"
            placeholder="search in titles, places, agents and people"
            value={search}
            onSearch={(next) => filter({ search: next })}
          />
        </div>
        <div className="w-36 max-sm:flex-1">
          <Select
            label="agent"
            hideLabel
            value={agent}
            options={[
              { value: "", label: "every agent" },
              ...[...new Set([...names, ...(agent === "" ? [] : [agent])])].map((each) => ({
                value: each,
                label: each
              }))
            ]}
            onChange={(next) => filter({ agent: next })}
          />
        </div>
        <div className="w-36 max-sm:flex-1">
          <Select
            label="platform"
            hideLabel
            value={platform}
            options={[
              { value: "", label: "every platform" },
              ...platforms.map((each) => ({ value: each, label: each }))
            ]}
            onChange={(next) => filter({ platform: next })}
          />
        </div>
      </search>
      {refusal !== undefined && value === undefined && refusal.reason !== "disconnected" ? (
        <EmptyState title="sessions cannot be shown">{refusal.detail}</EmptyState>
      ) : (
        <Card flush>
          {value === undefined ? (
            <div className="p-4">
              <Skeleton lines={8} />
            </div>
          ) : (
            <SessionList
              sessions={value}
              running={running}
              asking={asking}
              failed={failed}
              empty={
                filtered ? (
                  <EmptyState
                    title="no session is like that"
                    action={<Button onClick={() => filter({ agent: "", platform: "", search: "" })}>show all</Button>}
                  >
                    what is looked for is in titles, names of places, of agents and of people
                  </EmptyState>
                ) : (
                  <EmptyState title="no session yet" action={mayTalk ? newSession : undefined}>
                    a session begins when somebody says something to an agent: in a chat that it is bound to, in a
                    terminal, or here
                  </EmptyState>
                )
              }
            />
          )}
        </Card>
      )}
      {listed?.lookedThrough !== undefined && (
        <p className="text-center text-sm text-muted">
          looked for in the latest {listed.lookedThrough.toLocaleString()} sessions; there are older ones
        </p>
      )}
      {value !== undefined && value.length >= limit && limit < most && (
        <div className="flex justify-center">
          <Button busy={pending} onClick={() => setLimit(most)}>
            show more
          </Button>
        </div>
      )}
      {value !== undefined && value.length >= most && (
        <p className="text-center text-sm text-muted">
          these are the latest {most.toLocaleString()}: search to find older ones
        </p>
      )}
      {beginning && <NewSession agent={agent} onClose={() => begin(false)} />}
    </Page>
  )
}
