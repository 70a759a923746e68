/** What somebody answered, in words that say who. */
import type { Answer } from "../../../../../core/model/Ask.ts"
import * as Words from "../../../../../core/render/Words.ts"

export const answeredWords = ({ answer, by }: { readonly answer: Answer; readonly by: string }): string => {
  if (by === Words.timeOut) return `${Words.failed} ${Words.noAnswer}`
  switch (answer._tag) {
    case "Allow":
      return Words.allowed(by, answer.scope === "session")
    case "Deny":
      return Words.facts(Words.denied(by), answer.reason)
    case "Chosen":
      return Words.facts(Words.answered(by), Object.values(answer.answers).flat().join(", "))
    case "Approve":
      return Words.approved(by)
    case "Revise":
      return Words.facts(Words.revised(by), answer.feedback)
  }
}
