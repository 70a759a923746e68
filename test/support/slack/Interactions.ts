/** What a person does with a control reaches the app, and what comes of it. Owns triggers, response URLs and the wait. */
import { type Json, recordOf } from "../Json.ts"
import { firstAttempt, type Outgoing, type Transport } from "./Delivery.ts"
import { addMessage } from "./Messages.ts"
import { Refusal } from "./Refusal.ts"
import { openResponseUrl } from "./ResponseUrls.ts"
import { type Message, type ResponseUrl, secret, type User, type View, type World } from "./World.ts"

export interface Interaction {
  readonly person: User
  /** What the person did, as others read it: `/orc agent list`. */
  readonly title: string
  readonly at: number
  readonly channel?: string
  /** When it was acknowledged, and with what. */
  ack?: { readonly ms: number; readonly payload: Json }
  /** Why the person read that it failed. */
  failed?: string
  /** By its acknowledgement and its response_url, in order. */
  readonly answers: Array<Message>
  /** That it opened. */
  readonly views: Array<View>
  options?: ReadonlyArray<Json>
}

export interface Keys {
  readonly triggerId: string
  readonly responseUrl: string
}

export interface Beginning {
  readonly team: string
  readonly person: User
  readonly title: string
  readonly type: Outgoing["type"]
  readonly accepts: boolean
  readonly channel?: string
  readonly thread?: string
  /** Whose control it was. */
  readonly message?: string
  readonly view?: View
  readonly payload: (keys: Keys) => Json
  /** What an acknowledgement does. */
  readonly onAck: (payload: Json, interaction: Interaction, to: ResponseUrl) => void
}

export interface Interactions {
  readonly begin: (beginning: Beginning) => Interaction
  /** All of them, oldest first. */
  readonly all: ReadonlyArray<Interaction>
}

export const makeInteractions = (world: World, transport: () => Transport): Interactions => {
  const all: Array<Interaction> = []

  /** Slack tells the person alone. */
  const fail = (interaction: Interaction, thread: string | undefined, reason: string): void => {
    interaction.failed = reason
    if (interaction.channel !== undefined) {
      addMessage(world, {
        channel: interaction.channel,
        user: "USLACKBOT",
        text: `${interaction.title} failed: ${reason}`,
        seenBy: interaction.person.id,
        ...(thread === undefined ? {} : { thread })
      })
    }
    world.touch()
  }

  const begin: Interactions["begin"] = (given) => {
    const { channel, message, person, team, thread, title, view } = given
    const interaction: Interaction = {
      person,
      title,
      at: Date.now(),
      answers: [],
      views: [],
      ...(channel === undefined ? {} : { channel })
    }
    all.push(interaction)
    const triggerId = `${Date.now()}.${Date.now()}.${secret(16)}`
    world.triggers.set(triggerId, {
      person: person.id,
      team,
      at: Date.now(),
      used: false,
      opened: (opened) => void interaction.views.push(opened),
      ...(view === undefined ? {} : { view: view.id })
    })
    const to: Omit<ResponseUrl, "at" | "uses"> = {
      team,
      person: person.id,
      channel: channel ?? "",
      answered: (answer) => void interaction.answers.push(answer),
      ...(thread === undefined ? {} : { thread }),
      ...(message === undefined ? {} : { message })
    }
    const responseUrl = openResponseUrl(world, to)
    const payload = given.payload({ triggerId, responseUrl })
    void transport()
      .send({ type: given.type, payload, accepts: given.accepts, retry: firstAttempt })
      .then((acked) => {
        if (!acked.ok) {
          return fail(interaction, thread, acked.reason.includes("timeout") ? "operation_timeout" : "dispatch_failed")
        }
        interaction.ack = { ms: acked.ms, payload: acked.payload }
        try {
          given.onAck(recordOf(acked.payload), interaction, { ...to, at: Date.now(), uses: 0 })
        } catch (cause) {
          if (!(cause instanceof Refusal)) throw cause
          const words = JSON.stringify(cause.more)
          fail(interaction, thread, `the app's answer was refused: ${cause.error} ${words}`)
        }
        world.touch()
      })
    return interaction
  }

  return { begin, all }
}
