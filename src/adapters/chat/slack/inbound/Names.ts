/**
 * The names that a text needs to be read: everything that it mentions, asked for at once. A name that cannot be had costs
 * the name alone.
 */
import * as Effect from "effect/Effect"
import type { People } from "./People.ts"
import type { Places } from "./Places.ts"
import { mentionedIn, type Names } from "./ReadableText.ts"
import type { UserGroups } from "./UserGroups.ts"

export interface Directory {
  readonly people: People
  readonly places: Places
  readonly groups: UserGroups
}

/** A text can mention a thousand people. */
const most = 20

const known = (
  ids: ReadonlyArray<string>,
  find: (id: string) => Effect.Effect<string | undefined>
): Effect.Effect<ReadonlyMap<string, string>> =>
  Effect.map(
    Effect.forEach(ids.slice(0, most), (id) => Effect.map(find(id), (name) => [id, name] as const), { concurrency: 4 }),
    (found) => new Map(found.flatMap(([id, name]) => (name === undefined ? [] : [[id, name] as const])))
  )

/** In the words of one workspace. */
export const namesFor = (team: string, text: string, { groups, people, places }: Directory): Effect.Effect<Names> =>
  Effect.gen(function* () {
    const mentioned = mentionedIn(text)
    const users = yield* known(mentioned.users, (id) => people.name(team, id))
    const channels = yield* known(mentioned.channels, (id) =>
      places.find(team, id).pipe(
        Effect.map(({ name }) => (name === "" ? undefined : name)),
        Effect.orElseSucceed(() => undefined)
      )
    )
    const handles = yield* known(mentioned.groups, (id) => groups.name(team, id))
    return { user: (id) => users.get(id), channel: (id) => channels.get(id), group: (id) => handles.get(id) }
  })
