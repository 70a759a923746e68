/**
 * Fills a transcript's store from the service: the latest turns, then what happens, and older turns when they are wanted.
 * Owns from where it goes on after the connection broke.
 */
import * as Stream from "effect/Stream"
import { oldestOf } from "../../../../../core/control/protocol/TranscriptState.ts"
import type { SessionId } from "../../../../../core/model/Ids.ts"
import { ask } from "../live/Ask.ts"
import { follow } from "../live/Follow.ts"
import type { Service } from "../live/Wire.ts"
import { type Arrival, arrive, type TranscriptStore } from "./TranscriptStore.ts"

const turnsAtOnce = 30

const watched = (service: Service, session: SessionId, after: number) =>
  service.WatchSession({ session, after }).pipe(Stream.map((heard): Arrival => heard))

/** Returns how to let go. */
export const followTranscript = (store: TranscriptStore, session: SessionId): (() => void) =>
  follow<Arrival>({
    watch: (service) => {
      const { upTo } = store.getState().known
      if (upTo !== undefined) return watched(service, session, upTo)
      return Stream.fromEffect(service.ReadTurns({ session, limit: turnsAtOnce })).pipe(
        Stream.flatMap((page) =>
          Stream.concat(Stream.succeed<Arrival>({ _tag: "Page", page }), watched(service, session, page.upTo))
        )
      )
    },
    hear: (arrivals) => arrive(store, arrivals),
    refused: (refusal) => store.setState({ refusal })
  })

/** Says why not, when it could not be read. */
export const loadOlder = async (store: TranscriptStore, session: SessionId): Promise<string | undefined> => {
  const { known, loadingOlder } = store.getState()
  const before = oldestOf(known)
  if (loadingOlder || !known.more || before === undefined) return undefined
  store.setState({ loadingOlder: true })
  const answer = await ask((service) => service.ReadTurns({ session, before, limit: turnsAtOnce }))
  if (answer.ok) arrive(store, [{ _tag: "Page", page: answer.value }])
  store.setState({ loadingOlder: false })
  return answer.ok ? undefined : answer.refusal.detail
}
