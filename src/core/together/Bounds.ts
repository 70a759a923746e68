/**
 * Whether one agent may ask another: no circles, not too deep, not too often. Pure: what is going on is handed in. The
 * words of a refusal are for the model that asked and for the people who watch.
 */
import type { AgentName } from "../model/Ids.ts"
import * as Words from "../render/Words.ts"

export interface TogetherBounds {
  /** How many agents may hand on to one another in a row. */
  readonly hops: number
  /** How often one turn may ask. */
  readonly perTurn: number
  /** How often agents may ask one another in one conversation, in a minute. */
  readonly perMinute: number
}

export interface AskQuestion {
  readonly asker: AgentName
  readonly agent: AgentName
  /** Who handed on to one another until the asker, the first one first. */
  readonly asked: ReadonlyArray<AgentName>
  readonly askedInTurn: number
  readonly askedInMinute: number
  /** The agent waits, itself or through others, for what the asker is doing. */
  readonly waitsForAsker: boolean
}

/** Why not, in words; undefined when it may. */
export const refusalOf = (question: AskQuestion, limits: TogetherBounds): string | undefined => {
  const { agent, asked, asker } = question
  if (agent === asker) return Words.askSelf
  if (asked.includes(agent)) return Words.askLoop([...asked, asker, agent])
  if (asked.length + 1 > limits.hops) return Words.askHops(limits.hops)
  if (question.waitsForAsker) return Words.askWaits(agent)
  if (question.askedInTurn >= limits.perTurn) return Words.askPerTurn(limits.perTurn)
  return question.askedInMinute >= limits.perMinute ? Words.askPerMinute(limits.perMinute) : undefined
}
