// @vitest-environment happy-dom
/** What people and models wrote stands in every list: nothing of it turns round what stands beside it, or hides there. */
import { Schema } from "effect"
import { act, type ReactNode } from "react"
import { afterEach, assert, describe, it, vi } from "vitest"
import { AgentTable } from "../../../../../../src/adapters/surface/web/client/pages/agents/AgentTable.tsx"
import { PlaceList } from "../../../../../../src/adapters/surface/web/client/pages/agents/PlaceList.tsx"
import { ProblemList } from "../../../../../../src/adapters/surface/web/client/pages/agents/ProblemList.tsx"
import { AuditRow } from "../../../../../../src/adapters/surface/web/client/pages/audit/AuditRow.tsx"
import { CheckLine } from "../../../../../../src/adapters/surface/web/client/pages/health/CheckLine.tsx"
import { nowActs } from "../../../../../../src/adapters/surface/web/client/pages/now/NowActs.ts"
import { NowBoard } from "../../../../../../src/adapters/surface/web/client/pages/now/NowBoard.tsx"
import { SignInTable } from "../../../../../../src/adapters/surface/web/client/pages/people/SignInTable.tsx"
import { TokenTable } from "../../../../../../src/adapters/surface/web/client/pages/people/TokenTable.tsx"
import { FilesChanged } from "../../../../../../src/adapters/surface/web/client/pages/session/FilesChanged.tsx"
import { SessionList } from "../../../../../../src/adapters/surface/web/client/pages/session/SessionList.tsx"
import { SetupSteps } from "../../../../../../src/adapters/surface/web/client/pages/welcome/SetupSteps.tsx"
import { KnownJob } from "../../../../../../src/adapters/surface/web/client/pages/workers/KnownJob.tsx"
import { TranscriptContext } from "../../../../../../src/adapters/surface/web/client/transcript/TranscriptContext.ts"
import {
  arrive,
  transcriptStore
} from "../../../../../../src/adapters/surface/web/client/transcript/TranscriptStore.ts"
import { TurnView } from "../../../../../../src/adapters/surface/web/client/transcript/TurnView.tsx"
import { toast } from "../../../../../../src/adapters/surface/web/client/ui/Toast.ts"
import { Toasts } from "../../../../../../src/adapters/surface/web/client/ui/Toasts.tsx"
import { AgentList, Place } from "../../../../../../src/core/control/protocol/AgentRpcs.ts"
import { Board } from "../../../../../../src/core/control/protocol/BoardRpcs.ts"
import { ApiToken, SignIn } from "../../../../../../src/core/control/protocol/PeopleRpcs.ts"
import { AuditLine, HealthCheck } from "../../../../../../src/core/control/protocol/ReportRpcs.ts"
import { SessionLine } from "../../../../../../src/core/control/protocol/SessionRpcs.ts"
import { Scope } from "../../../../../../src/core/control/protocol/Visitor.ts"
import { JobLine } from "../../../../../../src/core/control/protocol/WorkerRpcs.ts"
import { draw, eraseAll } from "../Drawn.tsx"
import { activity, Told, turnNamed } from "../transcript/Told.ts"

/** Shown as it is it reads `photoexe.png`. */
const evil = "photo\u202egnp.exe"
const tame = "photognp.exe"

const conversation = { platform: "chat", id: "c", within: [], kind: "channel" }
const session = "default/scout/chat:c"
const boardTurn = (turn: string, more: object = {}) => ({
  session,
  turn,
  agent: "scout",
  conversation,
  place: evil,
  text: evil,
  by: evil,
  since: 0,
  phase: "working",
  startedAt: 0,
  lastEventAt: 0,
  last: evil,
  asks: [],
  ...more
})
const board = Schema.decodeUnknownSync(Board)({
  asking: [
    boardTurn("a", {
      asks: [
        {
          ask: {
            id: "1",
            subject: { _tag: "Permission", tool: evil, title: evil, detail: evil, language: "sh", rememberable: true }
          },
          askedAt: 0
        }
      ]
    })
  ],
  failed: [
    boardTurn("b", {
      phase: "ended",
      outcome: { _tag: "Failed", kind: "invalid", message: evil, remedy: evil, detail: evil }
    })
  ],
  running: [boardTurn("c")],
  queued: [boardTurn("d", { phase: "queued" })]
})

const origin = { conversation, person: { id: "ann", name: evil, roles: [] }, asked: [] }
const worker = (id: string, more: object) => ({
  worker: {
    id,
    job: "j-aaaa",
    title: evil,
    task: {
      text: evil,
      agent: "worker",
      terms: {},
      budgetUsd: 1,
      timeoutMillis: 1000,
      priority: "normal",
      fresh: false
    },
    origin,
    after: [],
    askedAt: 0,
    attempt: 1,
    startedAt: 0,
    ...more
  },
  session: `default/worker/workers:${id}`,
  turn: `workers:${id}:task:worker`,
  last: evil,
  asks: []
})
const ended = (outcome: object) => ({ result: { outcome, text: evil, files: [evil], elapsedMillis: 1, at: 1 } })
const job = Schema.decodeUnknownSync(JobLine)({
  job: { id: "j-aaaa", title: evil, origin, askedAt: 0 },
  workers: [
    worker("w-aaaa", {}),
    worker("w-bbbb", ended({ _tag: "Done" })),
    worker("w-cccc", ended({ _tag: "Failed", kind: "invalid", message: evil }))
  ],
  over: false
})

const told = () => {
  const turns = new Told()
  turns.accepted("one", evil)
  turns.dispatched("one")
  turns.happened(
    "one",
    activity("a", { kind: "edit", title: evil, files: [evil], detail: `@@ -1 +1 @@\n-a\n+${evil}` })
  )
  turns.happened("one", activity("b", { phase: "failed", title: evil, detail: evil }))
  turns.happened("one", { _tag: "Plan", items: [{ text: evil, status: "active" }] })
  turns.text("one", evil)
  turns.ended("one", { _tag: "Failed", kind: "invalid", message: evil, detail: evil })
  return turns
}

const within = (element: ReactNode) => {
  const store = transcriptStore()
  arrive(store, [told().arrival(30)])
  return <TranscriptContext value={store}>{element}</TranscriptContext>
}

const problem = { file: evil, line: 1, key: "model", text: evil, severity: "error" }
const agents = Schema.decodeUnknownSync(AgentList)({
  agents: [
    {
      agent: {
        name: "scout",
        description: evil,
        backend: "claude",
        model: "m",
        persona: "",
        personaVersion: "1"
      },
      file: evil,
      own: true,
      version: "1",
      stale: false,
      bindings: [{ platform: "chat", conversation: "c", agent: "scout", trigger: "all", title: evil }]
    }
  ],
  disabled: [{ name: "lost", file: evil, own: true, problems: [problem] }],
  backends: []
})
const place = Schema.decodeUnknownSync(Place)({ platform: "chat", conversation: "c", title: evil, within: [evil] })

const lists: Readonly<Record<string, () => ReactNode>> = {
  board: () => <NowBoard board={board} may={new Set(Scope.literals)} acts={nowActs} />,
  job: () => <KnownJob line={job} />,
  turn: () => within(<TurnView id={turnNamed("one")} />),
  "files changed": () => within(<FilesChanged onClose={() => undefined} />),
  sessions: () => (
    <SessionList
      sessions={[
        Schema.decodeUnknownSync(SessionLine)({
          session,
          agent: "scout",
          conversation,
          place: evil,
          title: evil,
          by: evil,
          turns: 1,
          firstAt: 0,
          lastAt: 0
        })
      ]}
      running={new Set()}
      asking={new Set()}
      failed={new Set()}
      empty=""
    />
  ),
  audit: () => (
    <AuditRow
      line={Schema.decodeUnknownSync(AuditLine)({
        seq: 1,
        at: 0,
        by: evil,
        user: evil,
        platform: "chat",
        action: "approved",
        subject: evil,
        detail: evil,
        session
      })}
      namesake
    />
  ),
  agents: () => <AgentTable list={agents} />,
  "what is wrong": () => <ProblemList problems={agents.disabled[0]?.problems ?? []} />,
  places: () => (
    <PlaceList
      found={{ groups: [{ label: evil, places: [place] }], more: 0 }}
      chosen={undefined}
      agentAt={() => undefined}
      onChoose={() => undefined}
    />
  ),
  health: () => (
    <CheckLine
      check={Schema.decodeUnknownSync(HealthCheck)({
        group: "g",
        name: evil,
        state: "failed",
        found: evil,
        fix: `run: npm i ${evil}`
      })}
    />
  ),
  "sign-ins": () => (
    <SignInTable
      signIns={[
        Schema.decodeUnknownSync(SignIn)({
          id: "1",
          user: "u",
          name: evil,
          owner: false,
          since: 0,
          lastSeenAt: 0,
          own: false
        })
      ]}
    />
  ),
  tokens: () => (
    <TokenTable
      tokens={[Schema.decodeUnknownSync(ApiToken)({ id: "1", name: evil, scopes: ["read"], by: evil, since: 0 })]}
      empty=""
    />
  ),
  setup: () => (
    <SetupSteps
      steps={[
        { _tag: "Said", text: evil },
        { _tag: "Failed", found: evil, fix: evil }
      ]}
      busy={false}
      error={undefined}
      onReply={() => undefined}
    />
  )
}

const openAll = () =>
  act(async () => {
    await vi.dynamicImportSettled()
    for (const details of document.querySelectorAll("details")) details.open = true
  })

describe("what somebody wrote", () => {
  afterEach(eraseAll)

  for (const [name, list] of Object.entries(lists)) {
    it(`turns nothing round, in words and in labels: ${name}`, async () => {
      await draw(list())
      await openAll()
      assert.include(document.body.innerHTML, tame)
      assert.notInclude(document.body.innerHTML, "\u202e")
    })
  }

  it("not in a toast, either, which quotes it", async () => {
    const { page } = await draw(<Toasts />)
    await act(async () => toast(`${evil} is not saved`, { tone: "bad" }))
    assert.include(page.textContent, `${tame} is not saved`)
    assert.notInclude(page.innerHTML, "\u202e")
  })
})
