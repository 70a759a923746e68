/**
 * Which names in a list of acts stand for more than one person on one platform: only there an id says what a name does not.
 */
import type { AuditLine } from "../../../../../../core/control/protocol/ReportRpcs.ts"

type Who = Pick<AuditLine, "by" | "platform" | "user">

/** Whether somebody else of the same name is among them, too. */
export type HasNamesake = (line: Who) => boolean

const nameOf = ({ by, platform }: Who): string => JSON.stringify([platform, by])

export const namesakes = (lines: ReadonlyArray<Who>): HasNamesake => {
  const users = new Map<string, Set<string>>()
  for (const line of lines) {
    if (line.user === undefined) continue
    users.set(nameOf(line), (users.get(nameOf(line)) ?? new Set()).add(line.user))
  }
  return (line) => (users.get(nameOf(line))?.size ?? 0) > 1
}
