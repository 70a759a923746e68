/**
 * All calls that people can make, put together.
 */
import * as Effect from "effect/Effect"
import { agentCalls } from "./AgentCalls.ts"
import { boardCalls } from "./BoardCalls.ts"
import type { Calls } from "./Calls.ts"
import { peopleCalls } from "./PeopleCalls.ts"
import { reportCalls } from "./ReportCalls.ts"
import { sessionCalls } from "./SessionCalls.ts"
import { setupCalls } from "./SetupCalls.ts"
import { workerCalls } from "./WorkerCalls.ts"

export const dashboardCalls = Effect.gen(function* () {
  const calls: Calls = {
    ...(yield* boardCalls),
    ...(yield* sessionCalls),
    ...(yield* agentCalls),
    ...(yield* workerCalls),
    ...(yield* reportCalls),
    ...(yield* peopleCalls),
    ...(yield* setupCalls)
  }
  return calls
})
