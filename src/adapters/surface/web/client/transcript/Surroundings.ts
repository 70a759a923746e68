/**
 * What the parts of a transcript know beside the turn that they show: whose session it is, how much of the work is shown,
 * and what the person who looks may do about it. Changes rarely; turns themselves never come by this way.
 */
import { createContext, useContext } from "react"
import type { Scope } from "../../../../../core/control/protocol/Visitor.ts"
import type { Permissions, Verbosity } from "../../../../../core/model/Agent.ts"
import type { Answer } from "../../../../../core/model/Ask.ts"
import type { AskId, TurnId } from "../../../../../core/model/Ids.ts"

/** Each says why it was refused, or nothing. */
export interface TranscriptActs {
  readonly answer: (ask: AskId, answer: Answer) => Promise<string | undefined>
  readonly retry: (turn: TurnId) => Promise<string | undefined>
  readonly raise: (turn: TurnId) => Promise<string | undefined>
  readonly withdraw: (turn: TurnId) => Promise<string | undefined>
}

export interface Surroundings {
  readonly agent: string
  readonly permissions: Permissions
  readonly verbosity: Verbosity
  readonly may: ReadonlySet<Scope>
  readonly acts: TranscriptActs
}

const nowhere = async () => "not here"

export const SurroundingsContext = createContext<Surroundings>({
  agent: "",
  permissions: "ask",
  verbosity: "essentials",
  may: new Set(),
  acts: { answer: nowhere, retry: nowhere, raise: nowhere, withdraw: nowhere }
})

export const useSurroundings = (): Surroundings => useContext(SurroundingsContext)
