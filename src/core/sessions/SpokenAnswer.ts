/**
 * A reply in words as an answer to an ask, for platforms without buttons. Pure. Words that are no answer to that ask are
 * nothing: they are a message like any other.
 */
import { Answer, type Ask } from "../model/Ask.ts"

const allowWords: Readonly<Record<string, Answer>> = {
  allow: Answer.cases.Allow.make({ scope: "once" }),
  yes: Answer.cases.Allow.make({ scope: "once" }),
  "allow session": Answer.cases.Allow.make({ scope: "session" }),
  deny: Answer.cases.Deny.make({ reason: "" }),
  no: Answer.cases.Deny.make({ reason: "" })
}

export const spokenAnswer = ({ subject }: Ask, said: string): Answer | undefined => {
  const words = said.trim()
  switch (subject._tag) {
    case "Permission": {
      const key = words.toLowerCase().replace(/\s+/g, " ")
      return Object.hasOwn(allowWords, key) ? allowWords[key] : undefined
    }
    case "Questions": {
      const [first, ...more] = subject.questions
      // Several questions at once cannot be told apart in one line of text.
      if (more.length > 0 || words === "") return undefined
      const choice = first.options[Number(words) - 1]?.label ?? words
      return Answer.cases.Chosen.make({ answers: { [first.question]: [choice] } })
    }
    case "PlanReview":
      return words.toLowerCase() === "approve"
        ? Answer.cases.Approve.make({})
        : Answer.cases.Revise.make({ feedback: words })
  }
}
