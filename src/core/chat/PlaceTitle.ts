/**
 * What a place is called, out of what somebody called it there: people name their channels, threads and servers as they
 * like, and themselves. Pure. Neither a name from which nothing can be read nor one that notifies gets through.
 */
import { cutTo, oneLine } from "./Cut.ts"

const longest = 80
/** As many places of a platform are told of. */
export const mostNamedPlaces = 10_000
/** More than a title of that length can need. */
const read = 1000

const mention = /<(?:@[!&]?|#|!)[^<>\s]{0,80}(?:\s[^<>]*)?>/g
/** Of one that is cut off, or stood around another one. */
const beginning = /<+(?=[@#!])/g
const everybody = /@+(?=everyone|here|channel)/gi

const withoutMentions = (line: string): string =>
  line.replace(mention, " ").replace(beginning, "").replace(everybody, "")

/** At most 80 code points; "" when nothing of it can be shown. */
export const placeTitle = (name: string): string =>
  cutTo(oneLine(withoutMentions(oneLine(name.slice(0, read)))), longest)

/** `#general`; "" when nothing of it can be shown. */
export const channelTitle = (name: string): string => {
  const title = placeTitle(name.replace(/^#+/, ""))
  return title === "" ? "" : `#${title}`
}
