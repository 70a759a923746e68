/** Turns for tests: a state made of journal entries at given seconds, and a scene written out as a person sees it. */

import { type ActivityKind, AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { type Answer, Ask, type AskSubject } from "../../../src/core/model/Ask.ts"
import {
  AgentName,
  AskId,
  ConversationId,
  MessageId,
  PlatformName,
  SessionId,
  TurnId,
  UserId
} from "../../../src/core/model/Ids.ts"
import type { Outcome } from "../../../src/core/model/Outcome.ts"
import type { Turn } from "../../../src/core/model/Turn.ts"
import { noUsage, type Usage } from "../../../src/core/model/Usage.ts"
import { type ChatCapabilities, type Control, noCapabilities } from "../../../src/core/ports/ChatPlatform.ts"
import { JournalEntry } from "../../../src/core/ports/Journal.ts"
import { type SceneOptions, sceneOf } from "../../../src/core/render/SceneOf.ts"
import type { Scene } from "../../../src/core/render/Slot.ts"
import { initialTurnState, reduceTurn, type TurnState } from "../../../src/core/sessions/TurnState.ts"

const platform = PlatformName.make("loop")
const conversation = ConversationId.make("c1")

export const turn: Turn = {
  id: TurnId.make("loop:c1:m1"),
  session: SessionId.make("default/scout/loop:c1"),
  agent: AgentName.make("scout"),
  conversation: { platform, id: conversation, within: [], kind: "channel" },
  person: { id: UserId.make("u1"), name: "ada", roles: [] },
  origin: { platform, conversation, message: MessageId.make("m1") },
  text: "fix the tests",
  attachments: [],
  saidAt: 0
}

export const happened = (event: AgentEvent): JournalEntry => JournalEntry.cases.Happened.make({ event })
export const accepted = JournalEntry.cases.Accepted.make({ turn })
export const dispatched = (attempt = 1): JournalEntry => JournalEntry.cases.Dispatched.make({ attempt })
export const said = (delta: string, part = "p1"): JournalEntry => happened(AgentEvent.cases.Text.make({ part, delta }))
export const did = (
  id: string,
  phase: "started" | "progress" | "done" | "failed",
  kind: ActivityKind,
  title: string,
  detail?: string
): JournalEntry =>
  happened(
    AgentEvent.cases.Activity.make({ id, phase, kind, tool: kind, title, ...(detail === undefined ? {} : { detail }) })
  )
export const asked = (id: string, subject: AskSubject): JournalEntry =>
  happened(AgentEvent.cases.Asked.make({ ask: Ask.make({ id: AskId.make(id), subject }) }))
export const answered = (id: string, answer: Answer, by: string): JournalEntry =>
  JournalEntry.cases.Answered.make({ ask: AskId.make(id), answer, by })
export const usage: Usage = { ...noUsage, model: "opus", contextShare: 0.18, costUsd: 0.03 }
export const ended = (outcome: Outcome, elapsedMillis: number, spent: Usage | undefined = usage): JournalEntry =>
  JournalEntry.cases.Ended.make({ outcome, elapsedMillis, ...(spent === undefined ? {} : { usage: spent }) })

/** The state after the entries, each at the given second. */
export const stateAfter = (...entries: ReadonlyArray<readonly [second: number, entry: JournalEntry]>): TurnState =>
  entries.reduce((state, [second, entry]) => reduceTurn(state, entry, second * 1000), initialTurnState(turn, 0))

export const platformWith = (capabilities: Partial<ChatCapabilities>): ChatCapabilities => ({
  ...noCapabilities,
  edits: true,
  deletes: true,
  uploads: true,
  buttons: true,
  ...capabilities
})

export const draw = (state: TurnState, second: number, options: Partial<SceneOptions> = {}): Scene =>
  sceneOf(state, {
    capabilities: platformWith({}),
    verbosity: "essentials",
    label: "scout",
    permissions: "ask",
    finish: "auto",
    place: 0,
    reconnecting: false,
    ...options,
    now: second * 1000
  })

const control = (shown: Control): string =>
  shown._tag === "Button"
    ? `[${shown.label}]`
    : shown._tag === "Rating"
      ? "[helpful?]"
      : `<${shown.options.map(({ label }) => label).join(shown.multiple ? " + " : " | ")}>`

/** Every slot under its key: what is said, then what can be pressed. */
export const written = (scene: Scene): string =>
  scene.slots
    .map((slot) =>
      slot._tag === "File"
        ? `--- ${slot.key}: ${slot.name}, ${slot.content.length} characters`
        : [
            `--- ${slot.key}${slot.notify ? " (notifies)" : ""}`,
            slot.body.markdown,
            ...(slot.body.controls.length === 0 ? [] : [slot.body.controls.map(control).join(" ")])
          ].join("\n")
    )
    .join("\n")
