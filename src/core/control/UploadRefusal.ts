/** Why a file was not taken, in the words and reasons of whoever asked. Pure. */
import type { UploadRefused } from "../files/Uploads.ts"
import { ControlError } from "./protocol/ControlError.ts"

const reasons: Readonly<Record<UploadRefused["reason"], ControlError["reason"]>> = {
  "too-large": "too-large",
  "too-many": "conflict",
  empty: "invalid",
  "broke-off": "invalid",
  unknown: "invalid",
  "not-stored": "unavailable"
}

export const uploadRefused = ({ detail, reason }: UploadRefused): ControlError =>
  new ControlError({
    reason: reasons[reason],
    detail,
    ...(reason === "unknown" ? { fields: { uploads: "not there any more" } } : {})
  })
