/**
 * What a chat shows of a turn that told these events, as text: the last scene before the end, and the settled one.
 */
import type { AgentEvent } from "../../src/core/model/AgentEvent.ts"
import { turnId } from "../../src/core/model/Conversation.ts"
import { AgentName, MessageId, PlatformName, SessionId, UserId } from "../../src/core/model/Ids.ts"
import { JournalEntry } from "../../src/core/ports/Journal.ts"
import { sceneOf } from "../../src/core/render/SceneOf.ts"
import type { Slot } from "../../src/core/render/Slot.ts"
import { initialTurnState, reduceTurn, type TurnState } from "../../src/core/sessions/TurnState.ts"
import { fakeCapabilities, fakeConversation } from "./FakePlatform.ts"

const begun = 1_795_000_000_000

const stateAfter = (events: ReadonlyArray<AgentEvent>): TurnState => {
  const conversation = fakeConversation("room")
  const origin = { platform: PlatformName.make("fake"), conversation: conversation.id, message: MessageId.make("1") }
  const agent = AgentName.make("scout")
  const start = initialTurnState(
    {
      id: turnId(origin, agent),
      session: SessionId.make("default/scout/fake:room"),
      agent,
      conversation,
      person: { id: UserId.make("ann"), name: "ann", roles: [] },
      origin,
      text: "hello",
      attachments: [],
      saidAt: begun
    },
    begun
  )
  return events.reduce(
    (state, event) => reduceTurn(state, JournalEntry.cases.Happened.make({ event }), begun + 1000),
    reduceTurn(start, JournalEntry.cases.Dispatched.make({ attempt: 1 }), begun)
  )
}

const shown = (slot: Slot): string => {
  if (slot._tag === "File") return `<file ${slot.name}, ${slot.content.length} characters>`
  const controls = slot.body.controls.map((control) =>
    control._tag === "Button"
      ? `[${control.label}]`
      : control._tag === "Rating"
        ? "[helpful?]"
        : `(${control.options.map(({ label }) => label).join(" | ")})`
  )
  return [slot.body.markdown, ...(controls.length === 0 ? [] : [controls.join(" ")])].join("\n")
}

const draw = (state: TurnState): string =>
  sceneOf(state, {
    capabilities: fakeCapabilities,
    verbosity: "essentials",
    label: "scout",
    permissions: "ask",
    finish: "auto",
    now: begun + 2000,
    place: 0,
    reconnecting: false
  })
    .slots.map(shown)
    .join("\n--\n")

export interface Screens {
  /** Just before the turn ended. */
  readonly live: string
  readonly settled: string
}

export const screensOf = (events: ReadonlyArray<AgentEvent>): Screens => {
  const last = events.at(-1)
  const before = stateAfter(events.slice(0, -1))
  const after = stateAfter(events)
  if (last?._tag !== "Completed") return { live: draw(after), settled: "" }
  const ended = JournalEntry.cases.Ended.make({
    outcome: last.outcome,
    elapsedMillis: 2000,
    ...(after.usage === undefined ? {} : { usage: after.usage })
  })
  return { live: draw(before), settled: draw(reduceTurn(after, ended, begun + 2000)) }
}
