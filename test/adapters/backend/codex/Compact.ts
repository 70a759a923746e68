/** Events as lines for a person who reviews a snapshot: texts joined, ids by their order. */
import type { AgentEvent } from "../../../../src/core/model/AgentEvent.ts"

const short = (text: string, length = 160): string => {
  const line = JSON.stringify(text)
  return line.length > length ? `${line.slice(0, length)}... (${text.length} characters)` : line
}

const numbers = () => {
  const known = new Map<string, string>()
  return (prefix: string, value: string): string => {
    const name = known.get(value) ?? `${prefix}${[...known.values()].filter((id) => id.startsWith(prefix)).length + 1}`
    known.set(value, name)
    return name
  }
}

/** Key and text of a line; equal keys in a row are one line. */
const lineOf = (event: AgentEvent, id: (prefix: string, value: string) => string): readonly [string, string] => {
  switch (event._tag) {
    case "Started":
      return ["", `started ${event.model ?? "(no model)"}`]
    case "Text":
      return [`text ${id("m", event.part)}: `, event.delta]
    case "Thinking":
      return ["thinking: ", event.delta]
    case "Retracted":
      return ["", `retracted ${id("m", event.part)}`]
    case "Activity": {
      const detail = event.detail === undefined ? "" : ` = ${short(event.detail)}`
      const what = `${event.tool} (${event.kind}) ${short(event.title)}`
      const files = event.files === undefined ? "" : ` writes ${event.files.join(", ")}`
      return ["", `${event.phase} ${id("a", event.id)} ${what}${files}${detail}`]
    }
    case "Plan":
      return ["", `plan ${event.items.map((item) => `[${item.status}] ${item.text}`).join(", ")}`]
    case "Asked":
      return ["", `asked ${id("q", event.ask.id)} ${JSON.stringify(event.ask.subject)}`]
    case "AskClosed":
      return ["", `closed ${id("q", event.id)}`]
    case "Used": {
      const { cachedInputTokens, cacheWriteTokens, contextShare, inputTokens, outputTokens } = event.usage
      const cached = cachedInputTokens + cacheWriteTokens === 0 ? "" : `, ${cachedInputTokens} cached`
      const share = contextShare === undefined ? "" : `, ${(contextShare * 100).toFixed(2)}% of context`
      return ["", `used ${inputTokens} in, ${outputTokens} out${cached}${share}`]
    }
    case "Spending":
      return ["", `spending $${event.costUsd}`]
    case "Note":
      return ["", `note ${short(event.text, 200)}`]
    case "Completed": {
      const { _tag, ...rest } = event.outcome
      // Codex tells some reset times in the time zone of the machine.
      const told = JSON.stringify(rest, (key, value) => (key === "resetsAt" ? "(a time)" : value))
      return ["", `completed ${_tag}${told === "{}" ? "" : ` ${told}`}`]
    }
  }
}

export const compact = (events: ReadonlyArray<AgentEvent>): ReadonlyArray<string> => {
  const id = numbers()
  const lines: Array<readonly [string, string]> = []
  for (const event of events) {
    const [key, text] = lineOf(event, id)
    const last = lines.at(-1)
    if (key !== "" && last?.[0] === key) lines[lines.length - 1] = [key, last[1] + text]
    else lines.push([key, text])
  }
  return lines.map(([key, text]) => (key === "" ? text : `${key}${short(text)}`))
}

export const outcomeName = (events: ReadonlyArray<AgentEvent>): string => {
  const last = events.at(-1)
  if (last?._tag !== "Completed") return "none"
  return last.outcome._tag === "Failed" ? `Failed ${last.outcome.kind}` : last.outcome._tag
}
