/**
 * The chat at a terminal with a person in front of it. Owns the way from keys to events and from operations to the
 * screen; everything that it shows or decides is in the parts. One synchronous step for each key and each operation.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { AgentName, MessageId } from "../../../core/model/Ids.ts"
import {
  type ChatPlatform,
  type Control,
  Gone,
  type Operation,
  PlatformError,
  type Receipt
} from "../../../core/ports/ChatPlatform.ts"
import { terminalCapabilities } from "./Capabilities.ts"
import type { Files } from "./Files.ts"
import { type Hinted, nothingHinted } from "./Hints.ts"
import { type Inbound, platformName } from "./Inbound.ts"
import { type ConsoleInput, listenTo } from "./Input.ts"
import { makeKeyDecoder } from "./Keys.ts"
import { makeMail } from "./Mail.ts"
import { postedId } from "./MessageIds.ts"
import { type ConsoleOutput, noThreads, type Output, refuseLong } from "./Output.ts"
import { makePressables } from "./Pressables.ts"
import { makeScreen } from "./Screen.ts"
import { makeSettling } from "./Settling.ts"
import { makeTranscript } from "./Transcript.ts"
import { makeTypist, type Typist, terminalItself } from "./Typist.ts"

export interface TerminalOptions {
  readonly input: ConsoleInput
  readonly stream: ConsoleOutput
  readonly output: Output
  readonly colored: boolean
  readonly inbound: Inbound
  readonly agent: AgentName | undefined
  readonly files: Files
  readonly nextId: () => MessageId
}

const bracketedPaste = (on: boolean) => `\u001b[?2004${on ? "h" : "l"}`

type Sent = Extract<Operation, { readonly _tag: "Post" | "Upload" }>

export const makeTerminal = Effect.fnUntraced(function* (options: TerminalOptions) {
  const { files, inbound, output, stream } = options
  const clock = yield* Clock.Clock
  const settling = makeSettling()
  const transcript = makeTranscript(settling)
  const pressables = makePressables()
  const screen = makeScreen({
    write: output.write,
    size: () => ({ columns: stream.columns ?? 80, rows: stream.rows ?? 24 }),
    colored: options.colored,
    transcript
  })
  /** Absent while nobody is listened to. */
  let typist: Typist | undefined
  let hasLeft = false

  const hinted = (person: Typist): Hinted => ({
    asks: pressables.asks(),
    running: [...new Set(pressables.running().map(({ by }) => by))],
    retry: pressables.retry()?.by,
    offers: pressables.offers(),
    leaving: person.leaving(),
    writing: person.writing()
  })
  /** Before the person is listened to nothing can be pressed; once they have left everything is written for good. */
  const draw = () => {
    if (typist !== undefined) screen.draw({ hinted: hinted(typist), prompt: typist.prompt() })
    else if (hasLeft) screen.close()
    else screen.draw({ hinted: nothingHinted, prompt: undefined })
  }
  const drawn = output.writing((): Receipt => {
    draw()
    return {}
  })
  const offer = (message: string, by: string, controls: ReadonlyArray<Control>) =>
    pressables.offer(message, by, controls, clock.currentTimeMillisUnsafe())

  const receiptOf = ({ conversation, key }: Sent): Receipt => ({
    message: { platform: platformName, conversation, message: postedId(key) }
  })

  const show = (operation: Sent, markdown: string, controls: ReadonlyArray<Control>): Receipt => {
    const { conversation, face, key } = operation
    const id = postedId(key)
    transcript.post({
      id,
      author: face.name,
      note: conversation === inbound.conversation.id ? "" : `in ${conversation}`,
      markdown,
      controls,
      origin: operation._tag === "Post" ? operation.replyTo?.message : undefined,
      fixed: operation._tag === "Upload"
    })
    offer(id, face.name, controls)
    draw()
    return receiptOf(operation)
  }

  const gone = Effect.fail(new PlatformError({ platform: platformName, reason: new Gone({ what: "the message" }) }))

  const write = (operation: Operation): Effect.Effect<Receipt, PlatformError> => {
    switch (operation._tag) {
      case "Post":
        if (transcript.has(postedId(operation.key))) return Effect.succeed(receiptOf(operation))
        return output.writing(() => show(operation, operation.body.markdown, operation.body.controls))
      case "Upload":
        if (transcript.has(postedId(operation.key))) return Effect.succeed(receiptOf(operation))
        return Effect.flatMap(files.keep(operation), (path) =>
          output.writing(() => show(operation, `sent a file: ${path}`, []))
        )
      case "Edit": {
        const { body, final, message } = operation
        const author = transcript.edit(message.message, body.markdown, body.controls, final)
        if (author === undefined) return gone
        offer(message.message, author, body.controls)
        return drawn
      }
      case "Delete":
        if (!transcript.remove(operation.message.message)) return gone
        offer(operation.message.message, "", [])
        return drawn
      case "Mark":
        settling.marked(operation.message.message, operation.state)
        return drawn
      case "Reply":
        transcript.note(operation.failed ? `${terminalItself}: not done` : terminalItself, operation.body.markdown)
        return drawn
      case "Open":
        return noThreads
      case "Title":
        return Effect.succeed({})
    }
  }

  const receive: ChatPlatform["receive"] = ({ accept }) =>
    Effect.gen(function* () {
      const mail = yield* makeMail
      const person = makeTypist({
        inbound,
        agent: options.agent,
        nextId: options.nextId,
        now: () => clock.currentTimeMillisUnsafe(),
        settling,
        transcript,
        pressables,
        emit: mail.send,
        leave: mail.close,
        redraw: screen.redraw
      })
      const onResize = () => {
        screen.resized()
        draw()
      }
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          typist = person
          hasLeft = false
          output.write(bracketedPaste(true))
          stream.on("resize", onResize)
          draw()
        }),
        () =>
          Effect.sync(() => {
            typist = undefined
            hasLeft = true
            stream.off("resize", onResize)
            screen.close()
            output.write(bracketedPaste(false))
          })
      )
      const decode = makeKeyDecoder()
      yield* listenTo(options.input, true, {
        text: (chunk) => {
          const keys = decode(chunk)
          for (const key of keys) person.press(key, keys.length === 1)
          draw()
        },
        end: mail.close
      })
      yield* mail
        .deliver((event) =>
          Effect.andThen(
            accept(event),
            Effect.sync(() => {
              if (event._tag === "Said") settling.accepted(event.ref.message)
              draw()
            })
          )
        )
        .pipe(Effect.raceFirst(output.lost))
    })

  const platform: ChatPlatform = {
    name: platformName,
    capabilities: terminalCapabilities,
    receive,
    perform: (operation) => Effect.suspend(() => refuseLong(operation, terminalCapabilities) ?? write(operation))
  }
  return platform
})
