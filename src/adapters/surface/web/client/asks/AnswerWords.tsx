/** What became of the answer that was given here: refused and why, or taken. Keeps its place, so that nothing moves. */
import type { Answering } from "./Answering.ts"

export interface AnswerWordsProps {
  readonly answering: Answering
}

export const AnswerWords = ({ answering: { given, refused } }: AnswerWordsProps) => (
  <p role="status" className={refused === undefined ? "text-muted empty:hidden" : "text-bad"}>
    {refused ?? (given ? "answered" : "")}
  </p>
)
