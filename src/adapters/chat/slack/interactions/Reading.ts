/**
 * What people wrote in Slack's notation, with the names of everybody it mentions. Owns that names are a courtesy: what is
 * not known in time stays as its id, for a form must open within 3 seconds.
 */
import * as Effect from "effect/Effect"
import { inTime } from "../../../../core/chat/InTime.ts"
import { type Directory, namesFor } from "../inbound/Names.ts"
import type { Names } from "../inbound/ReadableText.ts"

export interface Reading {
  readonly names: (team: string, text: string) => Effect.Effect<Names>
}

const patience = "500 millis"
const nothing = () => undefined
const nobody: Names = { user: nothing, channel: nothing, group: nothing }

/** Commands bring the labels of groups along, so that nobody has to be asked for them. */
const groups: Directory["groups"] = { name: () => Effect.undefined, of: () => Effect.succeed([]) }

export const makeReading = ({ people, places }: Pick<Directory, "people" | "places">): Reading => ({
  names: (team, text) => inTime(namesFor(team, text, { people, places, groups }), patience, nobody)
})
