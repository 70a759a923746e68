/**
 * Plays the steps of one rehearsed turn: waits, events, asks, and the ways to end badly. Owns one turn at a time; the
 * program around it owns the wire, the record and the queue. Free of Effect.
 */
import { makeAsks } from "./PlayedAsks.ts"
import { makeTools } from "./PlayedTools.ts"
import { diffSample, fillerWords, markdownSample, wordPieces } from "./Prose.ts"
import { parseScript, type Step } from "./Script.ts"
import { Halt, type Stage, type WireOutcome } from "./Stage.ts"
import { makeVoice } from "./Voice.ts"

export interface Played {
  readonly outcome: WireOutcome
  readonly words: number
  readonly costUsd: number
}

type Json = Extract<WireOutcome, { readonly _tag: "Done" }>["structured"]
/** Undefined for what is no JSON. */
const parsed = (json: string): Json => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

export interface Player {
  /** Adds to the turn that plays. */
  readonly steer: (text: string) => void
  readonly play: () => Promise<Played>
}

export const makePlayer = (stage: Stage, script: ReadonlyArray<Step>, budgetUsd: number | undefined): Player => {
  const pending = [...script]
  const voice = makeVoice(stage)
  const { paragraph, say, speak } = voice
  const asks = makeAsks(stage, voice)
  const tools = makeTools(stage, voice, asks)
  let costUsd = 0
  let result: { readonly json: string } | undefined

  const answerBySchema = async (json: string) => {
    result = { json }
    const value = parsed(json)
    return say(value === undefined ? json : `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``, 1)
  }

  /** How a turn ends that played to its end. */
  const end = (): WireOutcome => {
    if (!stage.structured()) return { _tag: "Done" }
    const structured = result === undefined ? undefined : parsed(result.json)
    return structured === undefined
      ? {
          _tag: "Failed",
          kind: "invalid",
          message: "the answer does not meet its schema",
          remedy: "retry, or loosen the schema"
        }
      : { _tag: "Done", structured }
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
    voice.retract()
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
    stage.emit({ _tag: "Spending", costUsd })
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
        return tools.useTool(step.tool, step.title, step.millis, step.fails)
      case "Agent":
        return tools.useAgent(step.title, step.millis)
      case "Ask":
        return asks.askFor(step.tool, step.detail)
      case "Question":
        return asks.question(step)
      case "Questions":
        return asks.questions(step.questions)
      case "PlanReview":
        return asks.reviewPlan(step.plan)
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
      case "Write":
        return tools.write(step.file, step.text)
      case "Result":
        return answerBySchema(step.json)
      case "Call":
        return tools.useOwnTool(step.tool, step.json)
      case "Tools":
        return tools.listTools()
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
        return { outcome: end(), words: voice.words(), costUsd }
      } catch (cause) {
        if (cause instanceof Halt) return { outcome: cause.outcome, words: voice.words(), costUsd }
        throw cause
      }
    }
  }
}
