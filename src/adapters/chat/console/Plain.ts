/**
 * The chat without a screen: every line that is read is a message, every answer is printed once when it is complete, and
 * the program ends when nothing is read any more and everything was answered. Answers go to stdout; asks and what the
 * service itself says go to stderr, so that stdout holds answers alone.
 *
 * A line that is a key of an open ask answers it, and `/1` presses the button of that number. Once nothing is read any more nobody can answer: asks are denied.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { AgentName, MessageId } from "../../../core/model/Ids.ts"
import {
  type ChatPlatform,
  Gone,
  type Operation,
  PlatformError,
  type Receipt
} from "../../../core/ports/ChatPlatform.ts"
import { service } from "../../../core/render/Words.ts"
import { askStep, hasAsk, oldest } from "./Asking.ts"
import { plainCapabilities } from "./Capabilities.ts"
import { directiveOf } from "./Directives.ts"
import type { Files } from "./Files.ts"
import { tame, tameLine } from "./HostileText.ts"
import { type Inbound, platformName } from "./Inbound.ts"
import type { ConsoleInput } from "./Input.ts"
import { postedId } from "./MessageIds.ts"
import { noThreads, type Output, refuseLong } from "./Output.ts"
import { makePressables, noButton, pressOf } from "./Pressables.ts"
import { makeSettling } from "./Settling.ts"
import { makeUnattended } from "./Unattended.ts"

export interface PlainOptions {
  readonly input: ConsoleInput
  readonly output: Output
  readonly errors: Output
  readonly inbound: Inbound
  readonly agent: AgentName | undefined
  readonly files: Files
  readonly nextId: () => MessageId
}

export const makePlain = Effect.fnUntraced(function* (options: PlainOptions) {
  const { agent, errors, files, inbound, nextId, output } = options
  const clock = yield* Clock.Clock
  const settling = makeSettling()
  const pressables = makePressables()
  const unattended = yield* makeUnattended({ input: options.input, output, inbound, pressables, settling })
  const printed = new Map<string, string>()
  /** The texts of asks, to know them again when they are posted anew with their answer. */
  const asked = new Set<string>()
  // Who was spoken to needs no heading; anyone else does, also when they answer first.
  let last: string | undefined = agent

  const warn = (text: string) => errors.write(`${tame(text)}\n`)

  const print = (author: string, text: string) => {
    const name = last === undefined || last === author ? "" : `${tameLine(author)}:\n`
    last = author
    output.write(`${name}${tame(text)}\n`)
  }

  const post = (operation: Extract<Operation, { readonly _tag: "Post" }>) => {
    const { body, face, key } = operation
    const id = postedId(key)
    const text = body.markdown
    printed.set(id, text)
    const answer = [...asked].find((ask) => text.startsWith(ask))
    if (hasAsk(body.controls)) {
      asked.add(text)
      warn(text)
    } else if (answer !== undefined) warn(text.slice(answer.length).trim())
    else if (face.name === service.name) warn(text)
    else print(face.name, text)
    pressables.offer(id, face.name, body.controls, clock.currentTimeMillisUnsafe())
    for (const { label, message, number } of pressables.offers())
      if (message === id) warn(`/${number} ${tameLine(label)}`)
    unattended.look()
  }

  const write = (operation: Operation): Effect.Effect<Receipt, PlatformError> => {
    switch (operation._tag) {
      case "Post":
      case "Upload": {
        const { conversation, key } = operation
        const id = postedId(key)
        const receipt = { message: { platform: platformName, conversation, message: id } }
        if (printed.has(id)) return Effect.succeed(receipt)
        if (operation._tag === "Post")
          return Effect.as(
            output.writing(() => post(operation)),
            receipt
          )
        return Effect.flatMap(files.keep(operation), (path) =>
          output.writing(() => {
            printed.set(id, path)
            warn(`${tameLine(operation.face.name)} sent a file: ${path}`)
            return receipt
          })
        )
      }
      case "Mark":
        return output.writing(() => {
          settling.marked(operation.message.message, operation.state)
          return {}
        })
      case "Reply":
        return output.writing(() => {
          if (operation.failed) warn(operation.body.markdown)
          else output.write(`${tame(operation.body.markdown)}\n`)
          return {}
        })
      case "Edit":
      case "Delete":
        return Effect.fail(
          new PlatformError({ platform: platformName, reason: new Gone({ what: "what was printed" }) })
        )
      case "Open":
        return noThreads
      case "Title":
        return Effect.succeed({})
    }
  }

  const line = (text: string) => {
    if (text.trim() === "") return
    const ask = oldest(pressables.asks())
    const step = ask === undefined ? undefined : askStep(ask, text.trim())
    if (ask !== undefined && step?._tag === "Press") {
      pressables.replace({ ...ask, answered: true })
      return unattended.send(inbound.pressed(step.press))
    }
    const directive = directiveOf(text, agent)
    switch (directive._tag) {
      case "Say": {
        const message = nextId()
        settling.said(message, directive.named.length)
        return unattended.send(inbound.said(message, directive.text, directive.named, clock.currentTimeMillisUnsafe()))
      }
      case "Command":
        return unattended.send(inbound.commanded(directive, nextId()))
      case "Help":
        return unattended.send(inbound.commanded({ command: "help", args: {} }, nextId()))
      case "Quit":
        return unattended.quit()
      case "Press": {
        const offer = pressables.offers().find(({ number }) => number === directive.number)
        if (offer === undefined) return warn(noButton(directive.number))
        return unattended.send(inbound.pressed(pressOf(offer)))
      }
      case "Edit":
      case "Drop":
        return warn("what was sent from here cannot be changed any more")
    }
  }

  const receive: ChatPlatform["receive"] = ({ accept }) =>
    unattended.receive(accept, (text) =>
      text === undefined ? warn("a line was too long and was left out") : line(tame(text))
    )

  const platform: ChatPlatform = {
    name: platformName,
    capabilities: plainCapabilities,
    receive,
    perform: (operation) =>
      Effect.suspend(() => refuseLong(operation, plainCapabilities) ?? write(operation)).pipe(
        Effect.tap(() => Effect.sync(settling.touched))
      )
  }
  return platform
})
