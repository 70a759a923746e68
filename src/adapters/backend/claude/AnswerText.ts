/**
 * The text of the CLI's messages, said once: it arrives as deltas and again as a whole, and a broken stream starts
 * over under another id. Owns which text was said of which message, and takes back what the CLI took back. Must not
 * know of tools, results or turns.
 */
import type { AgentEvent } from "../../../core/model/AgentEvent.ts"

interface Message {
  readonly id: string
  /** Text of blocks that the CLI has confirmed. */
  confirmed: string
  /** Deltas since then. */
  streamed: string
  /** The first half of a character whose second half is in the next delta. */
  half: string
}

export interface AnswerText {
  /** The API began a message; an earlier one that was never confirmed is taken back. */
  readonly begin: (id: string) => ReadonlyArray<AgentEvent>
  readonly delta: (text: string) => ReadonlyArray<AgentEvent>
  /** A finished block, as the CLI keeps it. */
  readonly confirm: (id: string, text: string) => ReadonlyArray<AgentEvent>
  /** A finished block without text: whatever was streamed of another message is taken back. */
  readonly touch: (id: string) => ReadonlyArray<AgentEvent>
  /** The message's stream is over. */
  readonly end: () => ReadonlyArray<AgentEvent>
}

const said = (part: string, delta: string): ReadonlyArray<AgentEvent> =>
  delta === "" ? [] : [{ _tag: "Text", part, delta }]

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff

export const makeAnswerText = (): AnswerText => {
  let current: Message | undefined

  const start = (id: string): Message => {
    current = { id, confirmed: "", streamed: "", half: "" }
    return current
  }

  const takeBack = (message: Message): ReadonlyArray<AgentEvent> => {
    if (message.streamed === "") return []
    message.streamed = ""
    message.half = ""
    return [{ _tag: "Retracted", part: message.id }, ...said(message.id, message.confirmed)]
  }

  const leave = (id: string): ReadonlyArray<AgentEvent> =>
    current === undefined || current.id === id ? [] : takeBack(current)

  const of = (id: string): Message => (current !== undefined && current.id === id ? current : start(id))

  return {
    begin: (id) => {
      const events = leave(id)
      of(id)
      return events
    },
    delta: (text) => {
      const message = current
      if (message === undefined) return []
      const whole = message.half + text
      const cut = isHighSurrogate(whole.charCodeAt(whole.length - 1)) ? 1 : 0
      const delta = cut === 0 ? whole : whole.slice(0, -1)
      message.half = cut === 0 ? "" : whole.slice(-1)
      message.streamed += delta
      return said(message.id, delta)
    },
    confirm: (id, text) => {
      const left = leave(id)
      const message = of(id)
      const shown = message.streamed
      message.streamed = ""
      message.half = ""
      const whole = text.toWellFormed()
      const before = message.confirmed
      message.confirmed += whole
      if (whole.startsWith(shown)) return [...left, ...said(id, whole.slice(shown.length))]
      return [...left, { _tag: "Retracted", part: id }, ...said(id, before + whole)]
    },
    touch: (id) => {
      const left = leave(id)
      of(id)
      return left
    },
    end: () => {
      const events = current === undefined ? [] : takeBack(current)
      current = undefined
      return events
    }
  }
}
