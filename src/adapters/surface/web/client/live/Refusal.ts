/**
 * Why a call came to nothing, as pages show it. Owns the words for a connection that broke; the others are the service's.
 */
import type * as RpcClientError from "effect/rpc/RpcClientError"
import type { ControlError } from "../../../../../core/control/protocol/ControlError.ts"

export type CallError = ControlError | RpcClientError.RpcClientError

export interface Refusal {
  readonly reason: ControlError["reason"] | "disconnected"
  readonly detail: string
  /** What is wrong by the name of the field. */
  readonly fields: Readonly<Record<string, string>>
}

/** An act may have arrived all the same: it is not repeated unasked. */
const lost = "the connection broke, and nobody knows whether this arrived: look, and press again"

export const refusalOf = (error: CallError): Refusal =>
  error._tag === "ControlError"
    ? { reason: error.reason, detail: error.detail, fields: error.fields ?? {} }
    : { reason: "disconnected", detail: lost, fields: {} }

/** It can be different in a moment, and is worth another try; the rest is an answer. */
export const mayPass = ({ reason }: Refusal): boolean => reason === "disconnected" || reason === "unavailable"
