/**
 * What the places of this bot are called: workspaces, the channels that it is in, and the people with whom it is alone.
 * Owns how Slack is asked for them: in pages, of each kind that the token may see, and for the names of a few people at a
 * time, since the same names are needed to understand what is said. A workspace that does not answer costs its own names.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { channelTitle, mostNamedPlaces, placeTitle } from "../../../core/chat/PlaceTitle.ts"
import { makeRecent } from "../../../core/chat/Recent.ts"
import { ConversationId } from "../../../core/model/Ids.ts"
import type { NamedPlace, PlatformError } from "../../../core/ports/ChatPlatform.ts"
import { conversationIdOf } from "./Address.ts"
import { findName } from "./inbound/PersonName.ts"
import type { Account, Tokens } from "./Tokens.ts"
import type { Api } from "./web/Api.ts"

/** As many as Slack advises at once; and so few pages that who else asks for them in that minute is not held up. */
const pageSize = 200
const mostPages = 15
/** At once: a fifth of those whom Slack tells of in a minute. */
const mostPeople = 20
const remembered = 5000
/** A name, in milliseconds. */
const believedFor = 24 * 60 * 60_000

const kinds = [
  { type: "public_channel", scope: "channels:read" },
  { type: "private_channel", scope: "groups:read" },
  { type: "mpim", scope: "mpim:read" },
  { type: "im", scope: "im:read" }
] as const

const absentable = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const Found = Schema.Struct({
  id: Schema.String,
  name: absentable(Schema.String),
  is_mpim: absentable(Schema.Boolean),
  is_im: absentable(Schema.Boolean),
  /** The other one, in a direct channel. */
  user: absentable(Schema.String)
})
type Found = typeof Found.Type

const Page = Schema.Struct({
  channels: Schema.Array(Found),
  response_metadata: absentable(Schema.Struct({ next_cursor: absentable(Schema.String) }))
})

/** `mpdm-ann--bob--orchestrator-1`: Slack itself shows who is in it. */
const groupTitle = (name: string): string =>
  placeTitle(
    name
      .replace(/^mpdm-/, "")
      .replace(/-\d+$/, "")
      .split("--")
      .join(", ")
  )

export const makeNamedPlaces = (parts: {
  readonly api: Pick<Api, "ask">
  readonly tokens: Pick<Tokens, "account" | "teams">
}): Effect.Effect<ReadonlyArray<NamedPlace>, PlatformError> => {
  const { api, tokens } = parts
  const people = makeRecent<string, { readonly at: number; readonly name: string }>(remembered)

  const listed = (team: string, types: string) =>
    Effect.gen(function* () {
      const found: Array<Found> = []
      let cursor = ""
      for (let page = 0; page < mostPages; page++) {
        const args = { types, exclude_archived: true, limit: pageSize, ...(cursor === "" ? {} : { cursor }) }
        const answer = yield* api.ask(Page, { team, method: "users.conversations", args })
        found.push(...answer.channels)
        cursor = answer.response_metadata?.next_cursor ?? ""
        if (cursor === "") break
      }
      return found
    })

  /** Slack says of most tokens what they may do; of others it refuses the kinds that they may not see. */
  const conversations = ({ scopes, team }: Account): Effect.Effect<ReadonlyArray<Found>, PlatformError> => {
    const may = kinds.filter(({ scope }) => scopes.length === 0 || scopes.includes(scope)).map(({ type }) => type)
    if (may.length === 0) return Effect.succeed([])
    return Effect.catchIf(
      listed(team, may.join(",")),
      ({ reason }) => reason._tag === "Forbidden" && may.length > 1,
      () =>
        Effect.map(
          Effect.forEach(may, (kind) => Effect.orElseSucceed(listed(team, kind), (): ReadonlyArray<Found> => [])),
          (found) => found.flat()
        )
    )
  }

  /** Those who are not known yet, a few; the others are asked for the next time. */
  const learnPeople = (team: string, users: ReadonlyArray<string>): Effect.Effect<void> =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const isKnown = (user: string) =>
        now - (people.get(`${team}/${user}`)?.at ?? Number.NEGATIVE_INFINITY) < believedFor
      yield* Effect.forEach(
        users.filter((user) => !isKnown(user)).slice(0, mostPeople),
        (user) =>
          findName(api, team, user).pipe(
            // Who cannot be seen is not asked for again and again.
            Effect.catchIf(
              ({ reason }) => reason._tag !== "RateLimited" && reason._tag !== "Unreachable",
              () => Effect.succeed({ name: "" })
            ),
            Effect.tap(({ name }) => Effect.sync(() => people.set(`${team}/${user}`, { at: now, name: name ?? "" })))
          ),
        { concurrency: 4, discard: true }
      )
    }).pipe(Effect.catch((error) => Effect.logDebug("not everybody with whom the bot talks is known by name", error)))

  const placeOf = ({ id, is_im, is_mpim, name, user }: Found, team: string): NamedPlace => {
    const place = {
      id: conversationIdOf({ team, channel: id }),
      also: [ConversationId.make(id)],
      within: ConversationId.make(team)
    }
    if (is_im === true) {
      return { ...place, kind: "direct", title: placeTitle(people.get(`${team}/${user ?? ""}`)?.name ?? "") }
    }
    return { ...place, kind: "channel", title: is_mpim === true ? groupTitle(name ?? "") : channelTitle(name ?? "") }
  }

  const placesIn = (team: string): Effect.Effect<ReadonlyArray<NamedPlace>, PlatformError> =>
    Effect.gen(function* () {
      const account = yield* tokens.account(team)
      const found = yield* conversations(account)
      yield* learnPeople(
        team,
        found.flatMap(({ is_im, user }) => (is_im === true && user != null ? [user] : []))
      )
      const workspace: NamedPlace = {
        id: ConversationId.make(team),
        kind: "workspace",
        title: placeTitle(account.teamName)
      }
      return [workspace, ...found.map((each) => placeOf(each, team))]
    })

  return Effect.gen(function* () {
    const teams = yield* tokens.teams
    const [told, failed] = yield* Effect.partition(teams, placesIn)
    const [first] = failed
    if (told.length === 0 && first !== undefined) return yield* first
    if (first !== undefined) yield* Effect.logDebug("not every workspace tells what its channels are called", first)
    return told
      .flat()
      .filter(({ title }) => title !== "")
      .slice(0, mostNamedPlaces)
  })
}
