/**
 * Every tool once, in the order in which it is listed. Light: the shapes alone, nothing of what they do.
 */

import { askAgent, handOver, listAgents } from "./shapes/AgentShapes.ts"
import { askHuman, postMessage, sendFile, setTitle } from "./shapes/MessageShapes.ts"
import { costReport, listSessions, readSession } from "./shapes/SessionShapes.ts"
import {
  cancelWorker,
  retryWorker,
  runChain,
  spawnWorker,
  spawnWorkers,
  workerResult,
  workerStatus
} from "./shapes/WorkerShapes.ts"
import type { Caller } from "./Toolbox.ts"
import type { ToolShape } from "./ToolShape.ts"

export const toolShapes: ReadonlyArray<ToolShape> = [
  listAgents,
  askAgent,
  handOver,
  spawnWorker,
  spawnWorkers,
  runChain,
  workerStatus,
  workerResult,
  cancelWorker,
  retryWorker,
  listSessions,
  readSession,
  postMessage,
  sendFile,
  askHuman,
  setTitle,
  costReport
]

/** Those that this caller may call. */
export const shapesFor = (caller: Caller): ReadonlyArray<ToolShape> =>
  caller._tag === "Owner" ? toolShapes : toolShapes.filter(({ session }) => session)
