/** What is handed to an app and what comes back, whichever way it goes. */
import type { Json } from "../Json.ts"

export interface Outgoing {
  readonly type: "events_api" | "slash_commands" | "interactive"
  readonly payload: Json
  /** Answers may carry a body. */
  readonly accepts: boolean
  readonly retry: { readonly attempt: number; readonly reason: string }
}

export type Acked =
  | { readonly ok: true; readonly payload: Json; readonly ms: number }
  | { readonly ok: false; readonly reason: string; readonly again: boolean }

export interface Transport {
  readonly send: (outgoing: Outgoing) => Promise<Acked>
}

export const firstAttempt = { attempt: 0, reason: "" } as const
