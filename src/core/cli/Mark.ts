/**
 * The mark that every CLI process carries in its environment, and that whatever it starts inherits: which service
 * started it, in which spawn, for which session. Owns the text form; must not look for processes.
 */
import * as Option from "effect/Option"
import { SessionId } from "../model/Ids.ts"

export interface Mark {
  /** The service, known by its data directory: the same after a restart, another for another service. */
  readonly service: string
  /** One per spawn, different in every run of the service. */
  readonly spawn: string
  readonly session: SessionId
}

const encode = (mark: Mark): string => [mark.service, mark.spawn, mark.session].map(encodeURIComponent).join("/")

const decodePart = (part: string): Option.Option<string> => {
  try {
    return Option.some(decodeURIComponent(part))
  } catch {
    return Option.none()
  }
}

const decode = (text: string): Option.Option<Mark> => {
  const parts = text.split("/")
  if (parts.length !== 3) return Option.none()
  return Option.all(parts.map(decodePart)).pipe(
    Option.flatMap(([service = "", spawn = "", session = ""]) =>
      Option.map(SessionId.makeOption(session), (session) => ({ service, spawn, session }))
    )
  )
}

export const Mark = { variable: "ORCHESTRATOR_MARK", encode, decode } as const
