/**
 * What the items of a running turn mean: text that grows, is completed or lost, and activities that start, go on and
 * end. Owns only that; which turn an item belongs to was decided before.
 */
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import { activity, commandShape, diffOf, endPhase, pathsOf, shapeOf, statusOf } from "./Activities.ts"
import type * as Wire from "./AppServerWire.ts"
import { forget, type Known, type Step, says, textOf, without, withoutPart } from "./Known.ts"

/** How much of a running command's output is shown, and how often, in milliseconds. */
const progressTail = 2_000
const progressEvery = 1_000

export const onItemStarted = (before: Known, item: Wire.Item): Step => {
  if (item.type === "userMessage" || item.type === "reasoning") return says({ ...before, waiting: false })
  const isPart = item.type === "agentMessage" || item.type === "plan"
  const [known, lost] = isPart || before.broken ? forget(before) : [before, []]
  if (isPart) {
    const events = item.text === "" ? lost : [...lost, textOf(item.id, item.text)]
    return says({ ...known, part: { id: item.id, text: item.text }, waiting: false }, ...events)
  }
  const shape = shapeOf(known.cwd, item)
  if (shape === undefined) return says(known)
  const started = activity("started", shape)
  if (item.type === "commandExecution") {
    const commands = new Map(known.commands).set(item.id, { command: item.command, output: "", shownAt: 0 })
    return says({ ...known, commands }, ...lost, started)
  }
  if (item.type === "fileChange") {
    const change = { title: pathsOf(known.cwd, item.changes), diff: diffOf(known.cwd, item.changes) }
    return says({ ...known, changes: new Map(known.changes).set(item.id, change) }, ...lost, started)
  }
  return says(known, ...lost, started)
}

export const onItemCompleted = (known: Known, item: Wire.Item): Step => {
  if (item.type === "agentMessage" || item.type === "plan") {
    const written = known.part?.id === item.id ? known.part.text : ""
    const message = item.type === "agentMessage" ? { message: item.text } : {}
    const rest = withoutPart({ ...known, ...message, waiting: false })
    if (item.text === written) return says(rest)
    if (item.text.startsWith(written)) return says(rest, textOf(item.id, item.text.slice(written.length)))
    return says(rest, AgentEvent.cases.Retracted.make({ part: item.id }), textOf(item.id, item.text))
  }
  const shape = shapeOf(known.cwd, item)
  if (shape === undefined) return says(known)
  return says(
    { ...known, commands: without(known.commands, item.id), changes: without(known.changes, item.id) },
    activity(endPhase(statusOf(item)), shape)
  )
}

export const onOutput = (known: Known, itemId: string, delta: string, at: number): Step => {
  const running = known.commands.get(itemId)
  if (running === undefined) return says(known)
  const output = (running.output + delta).slice(-progressTail)
  const due = at - running.shownAt >= progressEvery
  const commands = new Map(known.commands).set(itemId, { ...running, output, shownAt: due ? at : running.shownAt })
  const shape = commandShape({ id: itemId, command: running.command, status: "inProgress", output })
  return due ? says({ ...known, commands }, activity("progress", shape)) : says({ ...known, commands })
}
