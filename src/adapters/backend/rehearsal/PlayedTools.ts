/**
 * The tools of a rehearsed turn. Owns what is only played, what is really done, and how each is shown: nothing is run, but
 * a file is written into the working directory, and the service's own tools are called. Free of Effect.
 */
import process from "node:process"
import { type Asks, reasonOf } from "./PlayedAsks.ts"
import type { Stage } from "./Stage.ts"
import { kindOf, type Voice } from "./Voice.ts"
import { writeInside } from "./WriteInside.ts"

const noTools = "no tools were given"
const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const rehearsedDiff = (file: string) => `--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-before\n+after\n`

export const makeTools = (stage: Stage, { activity, nextPart, paragraph }: Voice, { permission }: Asks) => {
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
    nextPart()
  }

  const useAgent = async (title: string, millis: number) => {
    const id = stage.nextId("tool")
    activity(id, "started", "Task", title)
    await useTool("Read", "README.md", millis, false, id)
    return activity(id, "done", "Task", title, { detail: "rehearsed: nothing was looked at" })
  }

  const write = async (file: string, text: string) => {
    const id = stage.nextId("tool")
    const files = { files: [file] }
    activity(id, "started", "Write", file, files)
    const answer = await permission("Write", `${file}\n${text}`)
    if (answer?._tag !== "Allow") return activity(id, "failed", "Write", file, { ...files, detail: reasonOf(answer) })
    try {
      const written = writeInside(process.cwd(), file, text)
      activity(id, "done", "Write", written, { detail: `+++ ${written}\n+${text}`, files: [written] })
    } catch (cause) {
      activity(id, "failed", "Write", file, { detail: wordsOf(cause) })
    }
    nextPart()
  }

  const useOwnTool = async (name: string, json: string) => {
    const id = stage.nextId("tool")
    const tool = `mcp__orchestrator__${name}`
    activity(id, "started", tool, name)
    const called = await stage.during(async (signal) => {
      try {
        const client = stage.tools()
        if (client === undefined) throw new Error(noTools)
        const progress = (message: string) => activity(id, "progress", tool, name, { detail: message })
        return await client.call(name, JSON.parse(json), signal, progress)
      } catch (cause) {
        return { text: wordsOf(cause), failed: true }
      }
    })
    activity(id, called.failed ? "failed" : "done", tool, name, { detail: called.text })
    nextPart()
    return paragraph(called.failed ? `${name} failed: ${called.text}` : called.text)
  }

  const listTools = async () => {
    const client = stage.tools()
    const said = await stage.during(async (signal) => {
      try {
        return client === undefined ? noTools : (await client.list(signal)).join(", ")
      } catch (cause) {
        return wordsOf(cause)
      }
    })
    return paragraph(said)
  }

  return { useTool, useAgent, write, useOwnTool, listTools }
}
