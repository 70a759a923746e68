/**
 * Runs `mcp` and nothing else. The build makes one file of this and of all that it imports at once, because a client waits
 * for the first answer; in the source tree it runs as it lies.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { mcpProgram } from "./McpProgram.ts"

export const runMcp = (): void => NodeRuntime.runMain(mcpProgram)
