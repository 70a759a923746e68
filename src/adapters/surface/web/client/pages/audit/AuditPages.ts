/**
 * The audit log as far as it was read: page by page, the latest first. Owns that no line comes twice or is left out, and
 * that an answer to an earlier question is dropped.
 */
import { useCallback, useEffect, useReducer, useRef } from "react"
import type { AuditLine } from "../../../../../../core/control/protocol/ReportRpcs.ts"
import { ask } from "../../live/Ask.ts"
import { useConnection } from "../../live/Connection.ts"
import type { Refusal } from "../../live/Refusal.ts"
import type { AuditFilters } from "./AuditFilters.ts"

export interface AuditPages {
  readonly lines: ReadonlyArray<AuditLine>
  readonly pending: boolean
  /** The beginning of the log was reached. */
  readonly complete: boolean
  readonly refusal: Refusal | undefined
}

export const pageSize = 60

type Told =
  | { readonly _tag: "Asked" }
  | { readonly _tag: "Read"; readonly page: ReadonlyArray<AuditLine>; readonly anew: boolean }
  /** What is new of the same, with what was read before. */
  | { readonly _tag: "Renewed"; readonly page: ReadonlyArray<AuditLine> }
  | { readonly _tag: "Refused"; readonly refusal: Refusal }

export const nothingRead: AuditPages = { lines: [], pending: true, complete: false, refusal: undefined }

export const readOn = (known: AuditPages, told: Told): AuditPages => {
  switch (told._tag) {
    case "Asked":
      return { ...known, pending: true, refusal: undefined }
    case "Refused":
      return { ...known, pending: false, refusal: told.refusal }
    case "Renewed": {
      const newest = known.lines[0]?.seq
      const fresh = newest === undefined ? told.page : told.page.filter(({ seq }) => seq > newest)
      // where there are more new ones than a page there is a gap: all is read on from here
      if (fresh.length === told.page.length) return readOn(known, { _tag: "Read", page: told.page, anew: true })
      return { ...known, lines: [...fresh, ...known.lines], pending: false, refusal: undefined }
    }
    case "Read": {
      const oldest = told.anew ? Number.POSITIVE_INFINITY : (known.lines.at(-1)?.seq ?? Number.POSITIVE_INFINITY)
      const more = told.page.filter(({ seq }) => seq < oldest)
      return {
        lines: told.anew ? more : [...known.lines, ...more],
        pending: false,
        complete: told.page.length < pageSize,
        refusal: undefined
      }
    }
  }
}

export const useAuditPages = ({ action, search }: AuditFilters) => {
  const [known, tell] = useReducer(readOn, nothingRead)
  const round = useRef(0)
  const open = useConnection(({ state }) => state === "open")

  const read = useCallback(
    async (before: number | undefined, renews = false) => {
      round.current += 1
      const mine = round.current
      const anew = before === undefined
      tell({ _tag: "Asked" })
      const answer = await ask((service) =>
        service.ReadAudit({
          limit: pageSize,
          ...(before === undefined ? {} : { before }),
          ...(search === "" ? {} : { search }),
          ...(action === undefined ? {} : { action })
        })
      )
      if (mine !== round.current) return
      if (!answer.ok) return tell({ _tag: "Refused", refusal: answer.refusal })
      tell(renews ? { _tag: "Renewed", page: answer.value } : { _tag: "Read", page: answer.value, anew })
    },
    [action, search]
  )

  const readWith = useRef<typeof read>(undefined)
  useEffect(() => {
    if (!open) return
    // back after a broken connection: who had scrolled down stays there
    void read(undefined, readWith.current === read)
    readWith.current = read
  }, [open, read])

  const oldest = known.lines.at(-1)?.seq
  const older = useCallback(() => {
    if (oldest !== undefined) void read(oldest)
  }, [oldest, read])
  const again = useCallback(() => void read(undefined, true), [read])
  return { ...known, older, again }
}
