/**
 * What a pressed button means as an answer to an ask; nothing for buttons that answer none. Pure.
 */
import { Answer } from "../model/Ask.ts"
import type { InboundEvent } from "../model/InboundEvent.ts"

type Pressed = Extract<InboundEvent, { readonly _tag: "Pressed" }>

/** The key under which a plan's wished changes, and a denial's reason, come in `value`. */
export const feedbackKey = "feedback"

export const answerOf = ({ action, value }: Pressed): Answer | undefined => {
  const feedback = value[feedbackKey]?.join("\n") ?? ""
  switch (action) {
    case "allow-once":
      return Answer.cases.Allow.make({ scope: "once" })
    case "allow-session":
      return Answer.cases.Allow.make({ scope: "session" })
    case "deny":
      return Answer.cases.Deny.make({ reason: feedback })
    case "choose":
      return Answer.cases.Chosen.make({ answers: value })
    case "approve":
      return Answer.cases.Approve.make({})
    case "revise":
      return Answer.cases.Revise.make({ feedback })
    default:
      return undefined
  }
}
