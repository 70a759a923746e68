/**
 * The whole service inside a program that wants its tools and found none: no chat platform, the same core, the same
 * socket. Owns starting and ending it, as plain promises: the caller may live in another Effect runtime.
 */
import "effect/schema/SchemaJITCompiler/enable"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { errorText } from "./ReportError.ts"
import { layerMachine, layerService } from "./Service.ts"
import { layerStores } from "./Stores.ts"

const service = layerService([]).pipe(Layer.provide(layerStores), Layer.provide(layerMachine({ quiet: true })))

export type Started =
  | { readonly _tag: "Running"; readonly stop: () => Promise<void> }
  /** Another service has the data directory. */
  | { readonly _tag: "Taken" }
  | { readonly _tag: "Failed"; readonly words: string }

const isTaken = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "reason" in error && error.reason === "in-use"

/** Resolves when its socket listens, or when it is clear that it never will. */
export const startService = async (): Promise<Started> => {
  const scope = Scope.makeUnsafe()
  const exit = await Effect.runPromiseExit(Layer.buildWithScope(service, scope))
  if (Exit.isSuccess(exit)) {
    return { _tag: "Running", stop: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
  }
  await Effect.runPromise(Scope.close(scope, exit))
  return isTaken(Cause.squash(exit.cause)) ? { _tag: "Taken" } : { _tag: "Failed", words: errorText(exit.cause) }
}
