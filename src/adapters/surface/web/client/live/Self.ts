/**
 * Who looks at this page and what they may do.
 */
import type { Scope } from "../../../../../core/control/protocol/Visitor.ts"
import { answers } from "./Answers.ts"

export const useSelf = answers("self", (service) => service.WhoAmI())

/** Not before it is known. */
export const useMay = (scope: Scope): boolean => useSelf().value?.may.includes(scope) ?? false
