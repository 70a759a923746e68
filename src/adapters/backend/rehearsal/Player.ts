/**
 * Plays the steps of one rehearsed turn: waits, events, asks, and the ways to end badly. Owns one turn at a time; the
 * program around it owns the wire, the record and the queue. No tool is ever run. Free of Effect.
 */
import type { Answer, Ask } from "../../../core/model/Ask.ts"
import type { Outcome } from "../../../core/model/Outcome.ts"
import { diffSample, fillerWords, markdownSample, wordPieces } from "./Prose.ts"
import { parseScript, type Step } from "./Script.ts"
import type { WireEvent } from "./SessionRecord.ts"

type WireAnswer = typeof Answer.Encoded
type WireAsk = typeof Ask.Encoded
type WireOutcome = typeof Outcome.Encoded

/** What the program does for a player. */
export interface Stage {
  readonly emit: (event: WireEvent) => void
  /** A line that is not of the protocol. */
  readonly emitRaw: (line: string) => void
  /** Undefined when nobody is there any more. */
  readonly ask: (ask: WireAsk) => Promise<WireAnswer | undefined>
  /** Rejects with `Halt` when the turn was stopped. */
  readonly wait: (millis: number) => Promise<void>
  /** From here on interrupts, and when stubborn SIGTERM too, are ignored. */
  readonly goDeaf: (stubborn: boolean) => void
  readonly crash: (code: number) => never
  readonly background: (millis: number) => void
  readonly permissions: () => string
  /** Tools allowed for the rest of the session. */
  readonly remembered: Set<string>
  readonly now: () => number
  readonly nextId: (kind: string) => string
}

/** Thrown through a player to end the turn with an outcome. */
export class Halt extends Error {
  readonly outcome: WireOutcome
  constructor(outcome: WireOutcome) {
    super(outcome._tag)
    this.outcome = outcome
  }
}

export interface Played {
  readonly outcome: WireOutcome
  readonly words: number
  readonly costUsd: number
}

const kinds: Readonly<Record<string, "command" | "edit" | "read" | "search" | "web" | "agent">> = {
  Bash: "command",
  Edit: "edit",
  Write: "edit",
  Read: "read",
  Grep: "search",
  Glob: "search",
  WebFetch: "web",
  WebSearch: "web",
  Task: "agent"
}
const kindOf = (tool: string) =>
  tool.startsWith("mcp__") ? "mcp" : Object.hasOwn(kinds, tool) ? (kinds[tool] ?? "other") : "other"

const rehearsedDiff = (file: string) => `--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-before\n+after\n`

/** How many deltas without a pause may leave before interrupts are looked at. */
const burst = 100

export interface Player {
  /** Adds to the turn that plays. */
  readonly steer: (text: string) => void
  readonly play: () => Promise<Played>
}

export const makePlayer = (stage: Stage, script: ReadonlyArray<Step>, budgetUsd: number | undefined): Player => {
  const pending = [...script]
  let part = stage.nextId("part")
  let words = 0
  let costUsd = 0

  const speak = async (pieces: ReadonlyArray<string>, everyMillis: number, by = 1) => {
    const startedAt = stage.now()
    for (const [index, delta] of pieces.entries()) {
      const due = startedAt + Math.floor(index / by) * everyMillis - stage.now()
      if (index > 0 && (due > 0 || index % burst === 0)) await stage.wait(Math.max(0, due))
      stage.emit({ _tag: "Text", part, delta })
      words += 1
    }
  }
  const say = (text: string, everyMillis = 10) => speak(wordPieces(text), everyMillis)
  const paragraph = (text: string) => say(`${text}\n\n`)

  const activity = (
    id: string,
    phase: "started" | "progress" | "done" | "failed",
    tool: string,
    title: string,
    more: { readonly detail?: string; readonly parent?: string } = {}
  ) => stage.emit({ _tag: "Activity", id, phase, kind: kindOf(tool), tool, title, ...more })

  const useTool = async (tool: string, title: string, millis: number, fails: boolean, parent?: string) => {
    const id = stage.nextId("tool")
    const within = parent === undefined ? {} : { parent }
    activity(id, "started", tool, title, within)
    await stage.wait(millis / 2)
    if (millis >= 1_000) activity(id, "progress", tool, title, within)
    await stage.wait(millis / 2)
    const detail = fails
      ? "rehearsed failure: exit code 1"
      : kindOf(tool) === "edit"
        ? rehearsedDiff(title)
        : "rehearsed: nothing was run"
    activity(id, fails ? "failed" : "done", tool, title, { ...within, detail })
    part = stage.nextId("part")
  }

  const askFor = async (tool: string, detail: string) => {
    const id = stage.nextId("tool")
    const permissions = stage.permissions()
    const free =
      permissions === "full" ||
      (permissions === "accept-edits" && kindOf(tool) === "edit") ||
      (permissions !== "plan" && stage.remembered.has(tool))
    activity(id, "started", tool, detail)
    const answer: WireAnswer | undefined = free
      ? { _tag: "Allow", scope: "once" }
      : permissions === "plan"
        ? { _tag: "Deny", reason: "only plans are allowed here" }
        : await stage.ask({
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
    if (answer?._tag === "Allow") {
      if (answer.scope === "session") stage.remembered.add(tool)
      activity(id, "done", tool, detail, { detail: "rehearsed: nothing was run" })
      return paragraph(`${tool} was allowed.`)
    }
    const reason = answer === undefined ? "nobody is there to answer" : answer._tag === "Deny" ? answer.reason : ""
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

  const todo = async (items: ReadonlyArray<string>, everyMillis: number) => {
    for (let active = 0; active <= items.length; active++) {
      stage.emit({
        _tag: "Plan",
        items: items.map((text, at) => ({ text, status: at < active ? "done" : at === active ? "active" : "pending" }))
      })
      if (active < items.length) await stage.wait(everyMillis)
    }
  }

  const retract = async () => {
    await say("This was said too early and is taken back.")
    stage.emit({ _tag: "Retracted", part })
    part = stage.nextId("part")
    await say("This is what was meant.")
  }

  const spend = (usd: number) => {
    costUsd += usd
    if (budgetUsd !== undefined && costUsd > budgetUsd) {
      throw new Halt({
        _tag: "OverBudget",
        budget: "turn",
        limitUsd: budgetUsd,
        message: `the turn cost $${costUsd} of $${budgetUsd}`
      })
    }
  }

  const perform = async (step: Step): Promise<void> => {
    switch (step._tag) {
      case "Say":
        return say(step.text, step.everyMillis)
      case "Stream":
        return speak(
          fillerWords(step.words).map((word, index) => (index + 1 < step.words ? `${word} ` : `${word}.`)),
          step.everyMillis,
          step.by
        )
      case "Think":
        for (const delta of wordPieces(step.text)) stage.emit({ _tag: "Thinking", delta })
        return stage.wait(50)
      case "Markdown":
        return say(markdownSample, 4)
      case "Diff":
        return say(diffSample(step.lines), 1)
      case "Tool":
        return useTool(step.tool, step.title, step.millis, step.fails)
      case "Agent": {
        const id = stage.nextId("tool")
        activity(id, "started", "Task", step.title)
        await useTool("Read", "README.md", step.millis, false, id)
        return activity(id, "done", "Task", step.title, { detail: "rehearsed: nothing was looked at" })
      }
      case "Ask":
        return askFor(step.tool, step.detail)
      case "Question":
        return question(step)
      case "Questions":
        return questions(step.questions)
      case "PlanReview":
        return reviewPlan(step.plan)
      case "Todo":
        return todo(step.items, step.everyMillis)
      case "Wait":
        return stage.wait(step.millis)
      case "Hang":
        stage.goDeaf(step.stubborn)
        for (;;) await stage.wait(60_000)
      case "Crash":
        return stage.crash(step.code)
      case "Garbage":
        stage.emitRaw("this line is not of the protocol {")
        return stage.emitRaw(JSON.stringify({ type: "from-the-future", value: 1 }))
      case "Retract":
        return retract()
      case "Limit":
        throw new Halt({
          _tag: "Limited",
          message: "rehearsed usage limit reached",
          resetsAt: stage.now() + step.millis
        })
      case "Fail":
        throw new Halt({
          _tag: "Failed",
          kind: step.kind,
          message: step.message,
          remedy: "nothing is wrong: a rehearsal was asked to fail"
        })
      case "Background":
        stage.background(step.millis)
        return paragraph("A background task was started.")
      case "Cost":
        return spend(step.usd)
    }
  }

  return {
    steer: (text) => {
      const more = parseScript(text)
      pending.push(
        ...(more.length > 0 ? more : [{ _tag: "Say" as const, text: ` Also heard: ${text}`, everyMillis: 10 }])
      )
    },
    play: async () => {
      try {
        for (let step = pending.shift(); step !== undefined; step = pending.shift()) await perform(step)
        return { outcome: { _tag: "Done" }, words, costUsd }
      } catch (cause) {
        if (cause instanceof Halt) return { outcome: cause.outcome, words, costUsd }
        throw cause
      }
    }
  }
}
