/** What became of the answer that was given here: refused and why, or taken. Keeps its place, so that nothing moves. */

import { useEffect, useRef } from "react"
import { Foreign } from "../ui/Foreign.tsx"
import type { Answering } from "./Answering.ts"

export interface AnswerWordsProps {
  readonly answering: Answering
}

export const AnswerWords = ({ answering: { given, refused } }: AnswerWordsProps) => {
  const place = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    // what was pressed is gone: a keyboard goes on here
    if (given && document.activeElement === document.body) place.current?.focus({ preventScroll: true })
  }, [given])
  return (
    <p
      ref={place}
      tabIndex={-1}
      role="status"
      className={refused === undefined ? "text-muted empty:hidden" : "text-bad"}
    >
      {refused === undefined ? given && "answered" : <Foreign text={refused} />}
    </p>
  )
}
