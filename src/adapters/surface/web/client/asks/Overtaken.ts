/**
 * Tells somebody who was writing an answer that another one came first, where the ask goes away with it. What was written
 * is kept, and stands in its session.
 */
import { useEffect, useRef } from "react"
import type { Ask } from "../../../../../core/model/Ask.ts"
import type { AskId, SessionId } from "../../../../../core/model/Ids.ts"
import { toast } from "../ui/Toast.ts"
import { askDraftName, forgetAskDraft, isOnItsWay, unsentWords } from "./AskDrafts.ts"
import { firstAnswer } from "./GiveAnswer.ts"

export interface Standing {
  readonly session: SessionId
  readonly ask: Ask
}

const overtaken = async (name: string, session: SessionId, asked: AskId) => {
  if (isOnItsWay(name)) return
  if (unsentWords(name) === "") return forgetAskDraft(name)
  toast(`${await firstAnswer(session, asked)}. what you had written was not sent; it is kept in the session`, {
    tone: "bad"
  })
}

/** `standing` is all that can be answered here. */
export const useOvertaken = (standing: ReadonlyArray<Standing>): void => {
  const before = useRef<ReadonlyMap<string, Standing>>(new Map())
  useEffect(() => {
    const now = new Map(standing.map((each) => [askDraftName(each.session, each.ask), each]))
    for (const [name, { ask, session }] of before.current) {
      if (!now.has(name)) void overtaken(name, session, ask.id)
    }
    before.current = now
  }, [standing])
}
