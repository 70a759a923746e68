/** Workers: what runs, what came of the rest, and the two ways to ask for more. */
import { Plus, Workflow } from "lucide-react"
import { useMemo, useState } from "react"
import { useSearchParams } from "wouter"
import { usePaletteActions } from "../../app/PaletteActions.ts"
import { useJobs } from "../../live/Jobs.ts"
import { useMay } from "../../live/Self.ts"
import { Button } from "../../ui/Button.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { NotShown } from "../../ui/NotShown.tsx"
import { Page } from "../../ui/Page.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { ChainBuilder } from "./ChainBuilder.tsx"
import { JobList } from "./JobList.tsx"
import { useEndedJobs, useRunningJobs } from "./JobsShown.ts"
import { OlderJobs } from "./OlderJobs.tsx"
import { SpawnDialog } from "./SpawnDialog.tsx"

export default function WorkersPage() {
  const told = useJobs((state) => state.told)
  const more = useJobs((state) => state.more)
  const refusal = useJobs((state) => state.refusal)
  const running = useRunningJobs()
  const ended = useEndedJobs()
  const mayTalk = useMay("talk")
  const [spawning, setSpawning] = useState(false)
  const [search, setSearch] = useSearchParams()
  const building = search.get("new") === "chain"
  usePaletteActions(
    useMemo(
      () =>
        mayTalk
          ? [
              { id: "spawn", label: "hand a task to workers", words: ["spawn", "run"], run: () => setSpawning(true) },
              { id: "chain", label: "build a chain", words: ["steps"], run: () => setSearch({ new: "chain" }) }
            ]
          : [],
      [mayTalk, setSearch]
    )
  )
  if (building && mayTalk) return <ChainBuilder onLeave={() => setSearch({})} />
  const actions = mayTalk && (
    <>
      <Button icon={<Workflow size={14} aria-hidden="true" />} onClick={() => setSearch({ new: "chain" })}>
        build a chain
      </Button>
      <Button tone="accent" icon={<Plus size={14} aria-hidden="true" />} onClick={() => setSpawning(true)}>
        hand out a task
      </Button>
    </>
  )
  return (
    <Page
      title="workers"
      description="tasks that are handed out: each on a process of its own, with a budget of its own"
      actions={actions}
    >
      {refusal !== undefined && <NotShown what="workers" why={refusal.detail} bare={!told} />}
      {told ? (
        <>
          <JobList
            title="running"
            jobs={running}
            empty={
              ended.length > 0 ? (
                <p className="px-4 py-3 text-muted text-sm">nothing runs now</p>
              ) : (
                <EmptyState title="nothing runs now" action={actions}>
                  a worker does one task on its own and reports what came of it: review a file, try a fix, look
                  something up. hand out one task, the same task for each thing on a list, or a chain of steps that
                  build on one another.
                </EmptyState>
              )
            }
          />
          <JobList title="over" jobs={ended} />
          {more && <OlderJobs />}
        </>
      ) : (
        refusal === undefined && <Skeleton lines={6} />
      )}
      {spawning && <SpawnDialog onClose={() => setSpawning(false)} />}
    </Page>
  )
}
