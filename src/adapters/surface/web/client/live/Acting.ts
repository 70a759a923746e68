/**
 * A call that changes something, behind a button: busy while it is on its way, and why it was refused. Owns that nothing is
 * sent twice by two presses.
 */
import type * as Effect from "effect/Effect"
import { useRef, useState } from "react"
import { ask } from "./Ask.ts"
import type { CallError, Refusal } from "./Refusal.ts"
import type { Service } from "./Wire.ts"

export interface Acting {
  readonly busy: boolean
  readonly refusal: Refusal | undefined
  /** Undefined when it was refused, or another is on its way. */
  readonly act: <A>(
    call: (service: Service) => Effect.Effect<A, CallError>
  ) => Promise<{ readonly value: A } | undefined>
  readonly forget: () => void
}

export const useActing = (): Acting => {
  const [state, setState] = useState<Pick<Acting, "busy" | "refusal">>({ busy: false, refusal: undefined })
  const busy = useRef(false)
  return {
    ...state,
    act: async (call) => {
      if (busy.current) return undefined
      busy.current = true
      setState({ busy: true, refusal: undefined })
      const answer = await ask(call)
      busy.current = false
      setState({ busy: false, refusal: answer.ok ? undefined : answer.refusal })
      return answer.ok ? { value: answer.value } : undefined
    },
    forget: () => setState((now) => ({ ...now, refusal: undefined }))
  }
}
