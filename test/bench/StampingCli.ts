/**
 * A coding CLI that writes the time into what it says, so that whoever sees its words later knows how late it is. Every
 * message says in JSON how to answer it: `{"deltas":200,"every":30,"after":20}`, times in milliseconds.
 *
 * Its first token is `born=… heard=… at=…` (when this process began, when the message came in, when the token left),
 * every later one `at=…`.
 */
import { createInterface } from "node:readline"
import { conversationOf, hear, initialized, turnLines } from "./ClaudeLines.ts"
import { now } from "./Statistics.ts"

export interface StampingOrder {
  readonly deltas: number
  readonly every: number
  /** Until the first token. */
  readonly after: number
}

const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
const sleepUntil = (due: number) =>
  new Promise<void>((resolve) => {
    const left = due - performance.now()
    if (left <= 0) setImmediate(resolve)
    else setTimeout(resolve, left)
  })

let count = 0
const answer = async (uuid: string, order: StampingOrder, heard: number) => {
  const lines = turnLines(conversationOf(process.argv), `msg_${++count}`, uuid)
  await sleepUntil(performance.now() + order.after)
  for (const line of lines.begin) print(line)
  await sleepUntil(performance.now() + 5)
  const start = performance.now()
  let text = ""
  for (let index = 0; index < order.deltas; index++) {
    if (index > 0) await sleepUntil(start + index * order.every)
    const at = now().toFixed(3)
    const token =
      index === 0 ? `born=${performance.timeOrigin.toFixed(3)} heard=${heard.toFixed(3)} at=${at} ` : `at=${at} `
    text += token
    print(lines.delta(token))
  }
  for (const line of lines.end(text)) print(line)
}

if (import.meta.main) {
  createInterface({ input: process.stdin }).on("line", (text) => {
    const at = now()
    const heard = hear(JSON.parse(text))
    if (heard?._tag === "Initialize") print(initialized(heard.request))
    if (heard?._tag === "User") void answer(heard.uuid, JSON.parse(heard.text), at)
  })
}

/** The stamps in what a platform was asked to show; absent ones are NaN. */
export const stampsIn = (text: string) => {
  const stamp = (name: string) => Number(new RegExp(`\\b${name}=(\\d+\\.\\d+)`).exec(text)?.[1] ?? Number.NaN)
  const all = [...text.matchAll(/\bat=(\d+\.\d+)/g)].map((found) => Number(found[1]))
  return { born: stamp("born"), heard: stamp("heard"), first: all[0] ?? Number.NaN, last: all.at(-1) ?? Number.NaN }
}

export const stampingCli = import.meta.filename
