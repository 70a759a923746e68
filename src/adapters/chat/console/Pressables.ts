/**
 * What can be pressed on this screen right now: open asks, turns that can be stopped, a turn that can be tried again.
 * Derived from the controls that messages show; must not know keys or screens.
 */
import type { Control } from "../../../core/ports/ChatPlatform.ts"
import { type OpenAsk, withMessage } from "./Asking.ts"

interface Turn {
  readonly target: string
  /** The agent whose turn it is. */
  readonly by: string
}

export interface Pressables {
  /** What the message shows from now on; nothing once it is deleted. `at` is epoch milliseconds. */
  readonly offer: (message: string, by: string, controls: ReadonlyArray<Control>, at: number) => void
  readonly asks: () => ReadonlyArray<OpenAsk>
  readonly askOf: (message: string) => OpenAsk | undefined
  /** The ask of the same message, further on. */
  readonly replace: (ask: OpenAsk) => void
  readonly running: () => ReadonlyArray<Turn>
  readonly retry: () => Turn | undefined
  readonly forgetRetry: () => void
}

export const makePressables = (): Pressables => {
  let asks: ReadonlyArray<OpenAsk> = []
  let retry: Turn | undefined
  const running = new Map<string, Turn>()
  return {
    offer: (message, by, controls, at) => {
      asks = withMessage(asks, { message, by, controls, at })
      running.delete(message)
      for (const control of controls) {
        if (control._tag !== "Button") continue
        if (control.action === "stop") running.set(message, { target: control.target, by })
        if (control.action === "retry") retry = { target: control.target, by }
      }
    },
    asks: () => asks,
    askOf: (message) => asks.find((ask) => ask.message === message && !ask.answered),
    replace: (ask) => {
      asks = asks.map((known) => (known.message === ask.message ? ask : known))
    },
    running: () => [...running.values()],
    retry: () => retry,
    forgetRetry: () => {
      retry = undefined
    }
  }
}
