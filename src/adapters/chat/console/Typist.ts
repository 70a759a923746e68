/**
 * The person at the keyboard: what each key does to the text being written, and which events come of it. Owns the prompt
 * and when Ctrl-C stops and when it leaves. Synchronous; must not draw.
 */
import type { AgentName, MessageId } from "../../../core/model/Ids.ts"
import type { InboundEvent } from "../../../core/model/InboundEvent.ts"
import { type AskStep, askStep, type OpenAsk, oldest, type Press, written } from "./Asking.ts"
import { directiveOf } from "./Directives.ts"
import { helpText } from "./Hints.ts"
import type { Inbound } from "./Inbound.ts"
import type { Key } from "./Keys.ts"
import { cleared, edited, emptyEditor, remembered } from "./LineEditor.ts"
import { noButton, type Pressables, pressOf } from "./Pressables.ts"
import type { Prompt } from "./Screen.ts"
import { isEnd, type Settling } from "./Settling.ts"
import type { Transcript } from "./Transcript.ts"

/** A key that was on its way when an ask appeared was meant for the prompt. */
const reactionMillis = 300
const leaveMillis = 2_000
const mostAmendable = 100
/** Who speaks when the terminal itself does. */
export const terminalItself = "terminal"

export interface Typist {
  /** `alone`: nothing else came with it, so it was pressed and not typed ahead or pasted. */
  readonly press: (key: Key, alone: boolean) => void
  readonly prompt: () => Prompt
  readonly writing: () => boolean
  /** The next Ctrl-C leaves. */
  readonly leaving: () => boolean
}

export const makeTypist = (options: {
  readonly inbound: Inbound
  /** Spoken to when a message names nobody. */
  readonly agent: AgentName | undefined
  readonly nextId: () => MessageId
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly settling: Settling
  readonly transcript: Transcript
  readonly pressables: Pressables
  readonly emit: (event: InboundEvent) => void
  readonly leave: () => void
  readonly redraw: () => void
}): Typist => {
  const { agent, emit, inbound, leave, nextId, now, pressables, settling, transcript } = options
  let editor = emptyEditor
  /** The message of the ask for which words are being written. */
  let asked: { readonly message: string; readonly label: string } | undefined
  let interruptedAt = Number.NEGATIVE_INFINITY
  let leaving = false
  /** The person's latest messages, oldest first. */
  let sent: ReadonlyArray<MessageId> = []

  const press = (made: Press) => emit(inbound.pressed(made))
  const note = (markdown: string) => transcript.note(terminalItself, markdown)
  const writing = () => (asked === undefined ? undefined : pressables.askOf(asked.message))
  const stopWriting = () => {
    asked = undefined
    editor = cleared(editor)
  }

  const take = (ask: OpenAsk, step: AskStep) => {
    if (step._tag === "Write") {
      asked = { message: ask.message, label: step.label }
      return
    }
    asked = undefined
    pressables.replace(step._tag === "Ask" ? step.ask : { ...ask, answered: true })
    if (step._tag === "Press") press(step.press)
  }

  const say = (text: string, named: ReadonlyArray<AgentName>) => {
    const message = nextId()
    const usual = named.length === 0 || (named.length === 1 && named[0] === agent)
    sent = [...sent.slice(1 - mostAmendable), message]
    pressables.forgetRetry()
    settling.said(message, named.length)
    transcript.say(message, text, usual ? "" : `to ${named.join(", ")}`)
    emit(inbound.said(message, text, named, now()))
  }

  /** The last message that nobody took up yet. */
  const waiting = (): MessageId | undefined => {
    const found = sent.findLast((message) => {
      const state = settling.stateOf(message)
      return state !== "working" && !isEnd(state)
    })
    if (found === undefined) note("nothing of yours waits any more; what runs can be stopped with ctrl-c")
    return found
  }

  const amend = (text: string) => {
    if (text === "") return note("say what it should be: `/edit text`")
    const message = waiting()
    if (message === undefined) return
    transcript.resay(message, text)
    emit(inbound.edited(message, text))
  }

  const drop = () => {
    const message = waiting()
    if (message !== undefined) emit(inbound.deleted(message))
  }

  const submit = (line: string) => {
    const ask = writing()
    if (ask !== undefined) {
      if (line.trim() === "") return
      take(ask, written(ask, line.trim()))
      editor = cleared(editor)
      return
    }
    editor = remembered(editor, line)
    if (line.trim() === "") return
    const directive = directiveOf(line, agent)
    switch (directive._tag) {
      case "Say":
        return say(directive.text, directive.named)
      case "Command":
        return emit(inbound.commanded(directive, nextId()))
      case "Press": {
        const offer = pressables.offers().find(({ number }) => number === directive.number)
        return offer === undefined ? note(noButton(directive.number)) : press(pressOf(offer))
      }
      case "Edit":
        return amend(directive.text)
      case "Drop":
        return drop()
      case "Help":
        note(helpText)
        return emit(inbound.commanded({ command: "help", args: {} }, nextId()))
      case "Quit":
        return leave()
    }
  }

  const interrupt = () => {
    if (writing() !== undefined) return stopWriting()
    if (now() - interruptedAt <= leaveMillis) return leave()
    interruptedAt = now()
    leaving = true
    editor = cleared(editor)
    for (const { target } of pressables.running()) press({ action: "stop", target, value: {} })
  }

  /** A key on an empty prompt answers the oldest ask; false when it means nothing there. */
  const answered = (key: Key): boolean => {
    if (editor.text !== "" || writing() !== undefined) return false
    const name = key._tag === "Text" ? key.text : key._tag === "Named" && key.name === "enter" ? "enter" : ""
    const ask = oldest(pressables.asks())
    if (ask !== undefined) {
      const step = now() - ask.since < reactionMillis ? undefined : askStep(ask, name)
      if (step !== undefined) take(ask, step)
      return step !== undefined
    }
    const retry = pressables.retry()
    if (name !== "r" || retry === undefined) return false
    pressables.forgetRetry()
    press({ action: "retry", target: retry.target, value: {} })
    return true
  }

  return {
    press: (key, alone) => {
      const name = key._tag === "Named" ? key.name : undefined
      if (name === "interrupt") return interrupt()
      interruptedAt = Number.NEGATIVE_INFINITY
      leaving = false
      if (alone && answered(key)) return
      if (name === "enter") return submit(editor.text)
      if (name === "redraw") return options.redraw()
      if (name === "escape") return writing() === undefined ? undefined : stopWriting()
      if (name === "end-of-input") return editor.text === "" ? leave() : undefined
      editor = edited(editor, key)
    },
    prompt: () => ({ editor, label: writing() === undefined ? "" : (asked?.label ?? "") }),
    writing: () => writing() !== undefined,
    leaving: () => leaving
  }
}
