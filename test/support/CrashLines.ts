/**
 * What the crash service writes on its stdout, one JSON each; what it reads are inbound events. Owns these shapes.
 */
import { PlatformName } from "../../src/core/model/Ids.ts"
import type { Operation } from "../../src/core/ports/ChatPlatform.ts"

export type CrashLine =
  /** It waits for the order to begin. */
  | { readonly line: "loaded" }
  /** It listens. */
  | { readonly line: "ready" }
  /** That message of a person is durable, or known already. */
  | { readonly line: "accepted"; readonly message: string }
  | { readonly line: "operation"; readonly operation: Operation }
  /** The turn is settled: nothing is left to do for it. */
  | { readonly line: "delivered"; readonly turn: string }

export const crashPlatform = PlatformName.make("crash")
