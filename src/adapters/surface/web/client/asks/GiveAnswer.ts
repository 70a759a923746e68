/**
 * An answer to something that an agent asks, as a call. Owns that whoever comes second is told who was first and what they
 * said.
 */
import type { Answer } from "../../../../../core/model/Ask.ts"
import type { AskId, SessionId } from "../../../../../core/model/Ids.ts"
import { ask } from "../live/Ask.ts"
import { answeredWords } from "./AnsweredWords.ts"

/** What was answered not long ago is in one of these. */
const latestTurns = 20

/** What became of it without us. */
export const firstAnswer = async (session: SessionId, asked: AskId): Promise<string> => {
  const page = await ask((service) => service.ReadTurns({ session, limit: latestTurns }))
  if (!page.ok) return "somebody else answered, or it is over"
  const entries = page.value.turns.flatMap(({ rows }) => rows.map(({ entry }) => entry))
  const known = entries.findLast((entry) => entry._tag === "Answered" && entry.ask === asked)
  return known?._tag === "Answered"
    ? `already answered: ${answeredWords(known)}`
    : "it is over: nothing is asked any more"
}

/** Says why it was refused, or nothing. */
export const giveAnswer = async (session: SessionId, asked: AskId, answer: Answer): Promise<string | undefined> => {
  const given = await ask((service) => service.AnswerAsk({ session, ask: asked, answer }))
  if (!given.ok) return given.refusal.detail
  return given.value ? undefined : firstAnswer(session, asked)
}
