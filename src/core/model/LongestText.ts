/**
 * How much can be said to an agent at once, in characters: long, but not so long that no model could read it, and that
 * whatever lists what was said would carry it along. More goes into a file. Pure.
 */
export const longestText = 400_000
