/**
 * What the two arms of a paired measurement have in common: orders from the parent, writes to its server, figures back.
 * An arm is a process of its own, so that CPU and memory are its alone.
 */
import { Agent, request } from "node:http"
import { cpuMillis, rss } from "../Statistics.ts"

export interface ArmOrder {
  /** Where writes go. */
  readonly url: string
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

export type ToArm = { readonly say: string }
export type FromArm =
  | { readonly _tag: "Ready" }
  /** One turn, from the message to the answer to its last write. */
  | { readonly _tag: "Turn"; readonly cpuMillis: number; readonly rssMegabytes: number }

export interface Written {
  readonly kind: "post" | "edit" | "final" | "mark"
  readonly text: string
}

export const readOrder = (): ArmOrder => JSON.parse(process.argv[2] ?? "{}")

/** One write as a chat platform's client does it: one request over a connection that stays. True unless it was refused. */
export const makeWriter = (url: string) => {
  const agent = new Agent({ keepAlive: true })
  return (written: Written): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const sent = request(url, { agent, method: "POST", headers: { "content-type": "application/json" } }, (got) => {
        got.resume()
        got.on("end", () => resolve(got.statusCode === 200))
      })
      sent.on("error", reject)
      sent.end(JSON.stringify(written))
    })
}

const tell = (message: FromArm) => process.send?.(message)

/** Serves the parent: each order is one turn. Ends when the parent goes. */
export const serveArm = (turn: (text: string) => Promise<void>): void => {
  process.on("message", ({ say }: ToArm) => {
    const before = process.cpuUsage()
    void turn(say).then(() => {
      // The CPU that the last answer took is part of the turn.
      setTimeout(() => tell({ _tag: "Turn", cpuMillis: cpuMillis(before), rssMegabytes: rss() }), 50)
    })
  })
  process.on("disconnect", () => process.exit(0))
  tell({ _tag: "Ready" })
}
