/**
 * The tools at work: every call is checked against who calls, and then done by the one tool of that name. Apart from
 * `Toolbox`, which programs load that only carry calls.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { nearest } from "../agents/Nearest.ts"
import { actors } from "./Acting.ts"
import { agentTools } from "./AgentTools.ts"
import { chatTools } from "./ChatTools.ts"
import { recordTools } from "./RecordTools.ts"
import { resources } from "./Resources.ts"
import { type SentFilesSettings, sentFiles } from "./SentFiles.ts"
import type { Tool } from "./Tool.ts"
import { type Caller, Toolbox, ToolError } from "./Toolbox.ts"
import { shapesFor } from "./ToolShapes.ts"
import { workerTools } from "./WorkerTools.ts"

export interface ToolboxSettings {
  readonly files: SentFilesSettings
  /** How deep workers of workers may go. */
  readonly hops: number
}

const unknownTool = (name: string, caller: Caller) => {
  const names = shapesFor(caller).map((shape) => shape.name)
  const near = nearest(name, names)
  const guess = near === undefined ? `use one of ${names.join(", ")}` : `did you mean ${near}?`
  return new ToolError({ reason: "unknown", detail: `there is no tool ${name}; ${guess}` })
}

export const layerToolbox = (settings: ToolboxSettings) =>
  Layer.effect(
    Toolbox,
    Effect.gen(function* () {
      const who = yield* actors
      const things = yield* resources
      const tools = new Map<string, Tool>()
      const all: ReadonlyArray<Tool> = [
        ...(yield* agentTools(who)),
        ...(yield* workerTools(settings)),
        ...(yield* recordTools),
        ...(yield* chatTools(who, yield* sentFiles(settings.files)))
      ]
      for (const each of all) tools.set(each.shape.name, each)

      return Toolbox.of({
        shapes: shapesFor,
        call: Effect.fn("Toolbox.call")(function* (name, input, call) {
          const found = tools.get(name)
          if (found === undefined || !(call.caller._tag === "Owner" || found.shape.session)) {
            return yield* unknownTool(name, call.caller)
          }
          const acting = yield* who.of(call.caller)
          return yield* found.run(input, { acting, call })
        }),
        resources: Effect.fn("Toolbox.resources")(things.list),
        read: Effect.fn("Toolbox.read")(things.read)
      })
    })
  )
