/**
 * Opens forms over the chat. Owns that a trigger is used once and in time, and the way back to a person while a form is
 * open: what is sent from one brings no address of its own.
 */
import type { ModalView } from "@slack/types"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Api } from "../web/Api.ts"
import { errorOf } from "../web/Faults.ts"
import type { Deed } from "./Deeds.ts"

/** What is remembered of where a form was opened. */
export type OpenedFrom = Pick<Deed, "responseUrl">

export interface Views {
  /** Fails with words for the person. */
  readonly open: (deed: Deed, view: ModalView) => Effect.Effect<void, string>
  readonly openedFrom: (view: string) => OpenedFrom | undefined
}

const mostRemembered = 2_000

const used = "exchanged_trigger_id"
const tooLate = ["expired_trigger_id", "trigger_expired"]
const pressAgain = "that took too long: do it again"

const Opened = Schema.Struct({ view: Schema.Struct({ id: Schema.NonEmptyString }) })

export const makeViews = ({ api }: { readonly api: Api }): Views => {
  const opened = makeRecent<string, OpenedFrom>(mostRemembered)

  const wordsFor = (error: PlatformError): string =>
    tooLate.includes(errorOf(error) ?? "")
      ? pressAgain
      : `the form could not be opened: ${error.reason.message}; try again`

  return {
    open: Effect.fn("Views.open")(function* ({ responseUrl, team, trigger }, view) {
      const args = { trigger_id: Redacted.value(trigger), view }
      const request = Effect.map(api.ask(Opened, { team, method: "views.open", args }), ({ view }) => view.id)
      const again = Effect.catchIf(
        request,
        // The first try opened it: only the answer was lost.
        (error) => errorOf(error) === used,
        () => Effect.undefined
      )
      const shown = yield* Effect.catchIf(
        request,
        ({ reason }) => reason._tag === "Unreachable",
        () => again
      ).pipe(Effect.mapError(wordsFor))
      if (shown !== undefined && responseUrl !== undefined) opened.set(shown, { responseUrl })
    }),
    openedFrom: opened.get
  }
}
