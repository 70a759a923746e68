/**
 * The barest script that does what the service does for one conversation: one warm CLI, its lines parsed, one post,
 * edits at the platform's pace, one final edit. No store, no limits, no recovery, no schema.
 */
import { spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { makeWriter, readOrder, serveArm } from "./Arm.ts"

const pacingMillis = 1200
const order = readOrder()
const write = makeWriter(order.url)

const cli = spawn(
  order.command,
  [
    ...order.args,
    ...["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"],
    ...["--include-partial-messages", "--permission-prompt-tool", "stdio", "--session-id", randomUUID()]
  ],
  { cwd: order.cwd, env: order.env, stdio: ["pipe", "pipe", "ignore"] }
)

let text = ""
let shown = ""
let writing = false
let editedAt = 0
let timer: NodeJS.Timeout | undefined
let settle: (() => void) | undefined

const show = async (final: boolean): Promise<void> => {
  timer = undefined
  if (writing) return
  writing = true
  const leaving = text
  const kind = final ? "final" : shown === "" ? "post" : "edit"
  if (kind === "edit") editedAt = performance.now()
  await write({ kind, text: leaving })
  shown = leaving
  writing = false
}

/** The first edit is free, the next ones keep the interval. */
const schedule = (): void => {
  if (timer !== undefined || writing || text === shown) return
  const wait = shown === "" ? 0 : Math.max(0, editedAt + pacingMillis - performance.now())
  if (wait === 0) void show(false).then(schedule)
  else timer = setTimeout(() => void show(false).then(schedule), wait)
}

const finish = async (): Promise<void> => {
  clearTimeout(timer)
  while (writing) await new Promise((resolve) => setTimeout(resolve, 1))
  clearTimeout(timer)
  await show(true)
  await write({ kind: "mark", text: "done" })
  settle?.()
}

const onLine = (line: string): void => {
  const value = JSON.parse(line)
  if (value.type === "stream_event" && value.event.delta?.type === "text_delta") {
    text += value.event.delta.text
    schedule()
  }
  if (value.type === "result") void finish()
}

let rest = ""
cli.stdout.setEncoding("utf8").on("data", (chunk: string) => {
  const lines = (rest + chunk).split("\n")
  rest = lines.pop() ?? ""
  for (const line of lines) onLine(line)
})

serveArm((said) => {
  text = ""
  shown = ""
  editedAt = 0
  void write({ kind: "mark", text: "accepted" })
  const message = { role: "user", content: [{ type: "text", text: said }] }
  cli.stdin.write(`${JSON.stringify({ type: "user", message, uuid: randomUUID(), parent_tool_use_id: null })}\n`)
  void write({ kind: "mark", text: "working" })
  return new Promise((resolve) => {
    settle = resolve
  })
})
