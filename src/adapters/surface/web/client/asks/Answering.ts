/**
 * An answer on its way: which one, so that its button shows it, and what it was refused with. One at a time. Owns that what
 * was filled in stays until an answer was taken.
 */
import { useRef, useState } from "react"
import type { Answer } from "../../../../../core/model/Ask.ts"
import { forgetAskDraft, setOnItsWay } from "./AskDrafts.ts"

/** Says why it was refused, or nothing. */
export type GiveAnswer = (answer: Answer) => Promise<string | undefined>

export interface Answering {
  /** The name of the one that is on its way. */
  readonly busy: string | undefined
  readonly refused: string | undefined
  /** It was taken: what is left is to hear of it. */
  readonly given: boolean
  readonly give: (name: string, answer: Answer) => void
}

/** `draft` is the name under which what is filled in is kept. */
export const useAnswering = (draft: string, onAnswer: GiveAnswer): Answering => {
  const [state, setState] = useState<Pick<Answering, "busy" | "refused" | "given">>({
    busy: undefined,
    refused: undefined,
    given: false
  })
  const busy = useRef(false)
  const give = async (name: string, answer: Answer) => {
    if (busy.current) return
    busy.current = true
    setState({ busy: name, refused: undefined, given: false })
    setOnItsWay(draft, true)
    const refused = await onAnswer(answer)
    if (refused === undefined) forgetAskDraft(draft)
    setOnItsWay(draft, false)
    busy.current = false
    setState({ busy: undefined, refused, given: refused === undefined })
  }
  return { ...state, give: (name, answer) => void give(name, answer) }
}
