/**
 * What can be pressed on this screen right now: open asks, turns that can be stopped, a turn that can be tried again, and
 * every other button by a number, which it keeps. Derived from the controls that messages show; must not know keys or screens.
 */
import type { PressAction } from "../../../core/model/InboundEvent.ts"
import type { Control } from "../../../core/ports/ChatPlatform.ts"
import { keyOf, type OpenAsk, type Press, withMessage } from "./Asking.ts"

interface Turn {
  readonly target: string
  /** The agent whose turn it is. */
  readonly by: string
}

/** A button that has no key of its own. */
export interface Offer extends Press {
  readonly number: number
  readonly label: string
  /** The message under which it stands. */
  readonly message: string
}

export const pressOf = ({ action, target, value }: Offer): Press => ({ action, target, value })
export const noButton = (number: number): string => `there is no button ${number} here now`

/** While it is shown something is at work. */
export const isHalt = (control: Control): boolean =>
  control._tag === "Button" && (control.action === "stop" || control.action === "cancel-job")

const hasKey = (action: PressAction): boolean => keyOf(action) !== undefined || action === "stop" || action === "retry"

export interface Pressables {
  /** What the message shows from now on; nothing once it is deleted. `at` is epoch milliseconds. */
  readonly offer: (message: string, by: string, controls: ReadonlyArray<Control>, at: number) => void
  readonly asks: () => ReadonlyArray<OpenAsk>
  readonly askOf: (message: string) => OpenAsk | undefined
  /** The ask of the same message, further on. */
  readonly replace: (ask: OpenAsk) => void
  readonly running: () => ReadonlyArray<Turn>
  readonly retry: () => Turn | undefined
  readonly offers: () => ReadonlyArray<Offer>
  /** A turn or a job. */
  readonly atWork: () => boolean
  readonly forgetRetry: () => void
}

export const makePressables = (): Pressables => {
  let asks: ReadonlyArray<OpenAsk> = []
  let retry: Turn | undefined
  const running = new Map<string, Turn>()
  const offered = new Map<string, ReadonlyArray<Offer>>()
  const numbers = new Map<string, number>()
  const working = new Set<string>()

  const numberOf = (action: PressAction, target: string): number => {
    const button = `${action} ${target}`
    const number = numbers.get(button) ?? numbers.size + 1
    numbers.set(button, number)
    return number
  }

  return {
    offer: (message, by, controls, at) => {
      asks = withMessage(asks, { message, by, controls, at })
      running.delete(message)
      working.delete(message)
      if (controls.some(isHalt)) working.add(message)
      const others = controls.flatMap((control) => {
        if (control._tag !== "Button" || hasKey(control.action)) return []
        const { action, label, target } = control
        return [{ action, target, value: {}, label, message, number: numberOf(action, target) }]
      })
      if (others.length === 0) offered.delete(message)
      else offered.set(message, others)
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
    offers: () => [...offered.values()].flat(),
    atWork: () => working.size > 0,
    forgetRetry: () => {
      retry = undefined
    }
  }
}
