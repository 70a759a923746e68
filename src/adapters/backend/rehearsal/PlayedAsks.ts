/**
 * What a rehearsed turn asks a person: permissions, questions, a plan. Owns who is asked at all, by the permissions of the
 * session. Free of Effect.
 */
import type { Step } from "./Script.ts"
import type { Stage, WireAnswer } from "./Stage.ts"
import { kindOf, type Voice } from "./Voice.ts"

export const reasonOf = (answer: WireAnswer | undefined): string =>
  answer === undefined ? "nobody is there to answer" : answer._tag === "Deny" ? answer.reason : ""

export const makeAsks = (stage: Stage, { activity, paragraph }: Voice) => {
  /** The person's answer, or the one that the permissions give; undefined when nobody is there. */
  const permission = async (tool: string, detail: string): Promise<WireAnswer | undefined> => {
    const permissions = stage.permissions()
    const free =
      permissions === "full" ||
      (permissions === "accept-edits" && kindOf(tool) === "edit") ||
      (permissions !== "plan" && stage.remembered.has(tool))
    if (free) return { _tag: "Allow", scope: "once" }
    if (permissions === "plan") return { _tag: "Deny", reason: "only plans are allowed here" }
    const answer = await stage.ask({
      id: stage.nextId("ask"),
      subject: {
        _tag: "Permission",
        tool,
        title: kindOf(tool) === "command" ? "run a command" : `use ${tool}`,
        detail,
        language: kindOf(tool) === "command" ? "sh" : "",
        rememberable: true
      }
    })
    if (answer?._tag === "Allow" && answer.scope === "session") stage.remembered.add(tool)
    return answer
  }

  const askFor = async (tool: string, detail: string) => {
    const id = stage.nextId("tool")
    activity(id, "started", tool, detail)
    const answer = await permission(tool, detail)
    if (answer?._tag === "Allow") {
      activity(id, "done", tool, detail, { detail: "rehearsed: nothing was run" })
      return paragraph(`${tool} was allowed.`)
    }
    const reason = reasonOf(answer)
    activity(id, "failed", tool, detail, { detail: reason })
    return paragraph(`${tool} was denied${reason === "" ? "" : `: ${reason}`}.`)
  }

  const question = async (step: Extract<Step, { _tag: "Question" }>) => {
    const answer = await stage.ask({
      id: stage.nextId("ask"),
      subject: {
        _tag: "Questions",
        questions: [
          {
            question: step.question,
            header: "Rehearsal",
            options: step.options.map((label) => ({ label, description: `take ${label}` })),
            multiple: step.multiple
          }
        ]
      }
    })
    const chosen = answer?._tag === "Chosen" ? (answer.answers[step.question] ?? []) : []
    return paragraph(chosen.length === 0 ? "No answer was given." : `The answer was ${chosen.join(", ")}.`)
  }

  const questions = async (asked: Extract<Step, { _tag: "Questions" }>["questions"]) => {
    const [first, ...more] = asked.map((each) => ({
      ...each,
      header: "Rehearsal",
      options: each.options.map((label) => ({ label, description: `take ${label}` }))
    }))
    if (first === undefined) return
    const answer = await stage.ask({
      id: stage.nextId("ask"),
      subject: { _tag: "Questions", questions: [first, ...more] }
    })
    const chosen = answer?._tag === "Chosen" ? answer.answers : {}
    const said = asked.map(({ question }) => `${question} ${(chosen[question] ?? ["no answer"]).join(", ")}.`)
    return paragraph(said.join(" "))
  }

  const reviewPlan = async (plan: string) => {
    const answer = await stage.ask({ id: stage.nextId("ask"), subject: { _tag: "PlanReview", plan } })
    if (answer?._tag === "Approve") return paragraph("The plan was approved.")
    if (answer?._tag === "Revise") return paragraph(`The plan is to be revised: ${answer.feedback}`)
    return paragraph("The plan was not approved.")
  }

  return { permission, askFor, question, questions, reviewPlan }
}

export type Asks = ReturnType<typeof makeAsks>
