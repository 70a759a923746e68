/**
 * Who looks at this page and what they may do. The service says with it what its clock says.
 */
import * as Effect from "effect/Effect"
import type { Scope } from "../../../../../core/control/protocol/Visitor.ts"
import { setServiceClock } from "../ui/Ticking.ts"
import { answers } from "./Answers.ts"

export const useSelf = answers("self", (service) =>
  Effect.tap(service.WhoAmI(), ({ now }) => Effect.sync(() => setServiceClock(now)))
)

/** Not before it is known. */
export const useMay = (scope: Scope): boolean => useSelf().value?.may.includes(scope) ?? false
