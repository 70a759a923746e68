/**
 * A person's own page: what they may talk to, what runs and what waits for them. Owns when it is drawn: each time it is
 * opened, and not more often than Slack likes.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { Conversation, Person } from "../../../../core/model/Conversation.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import { homeView } from "../format/HomeView.ts"
import type { Api } from "../web/Api.ts"

export interface Home {
  /** Takes as long as the core takes: whoever comes while it is about to be drawn is served by that. */
  readonly show: (team: string, person: Person, conversation: Conversation) => Effect.Effect<void>
}

const apart = 2_000
const mostRemembered = 5_000

export const makeHome = (parts: { readonly api: Api; readonly intake: Pick<Intake, "overview"> }): Home => {
  const { api, intake } = parts
  const drawnAt = makeRecent<string, number>(mostRemembered)
  const waiting = new Set<string>()

  const draw = Effect.fnUntraced(function* (team: string, person: Person, conversation: Conversation) {
    const overview = yield* intake.overview(conversation, person)
    const now = yield* Clock.currentTimeMillis
    const args = { user_id: person.id, view: homeView(overview, now) }
    yield* api.tell({ team, method: "views.publish", args })
  })

  return {
    show: Effect.fn("Home.show")(function* (team, person, conversation) {
      const key = `${team}-${person.id}`
      if (waiting.has(key)) return
      waiting.add(key)
      const now = yield* Clock.currentTimeMillis
      const last = drawnAt.get(key)
      if (last !== undefined) yield* Effect.sleep(Math.max(0, last + apart - now))
      waiting.delete(key)
      drawnAt.set(key, yield* Clock.currentTimeMillis)
      yield* Effect.ignore(draw(team, person, conversation), { log: "Warn", message: "a home page could not be shown" })
    })
  }
}
