/**
 * Why something that was asked of the service was not done, in words for the person who asked. Owns the reasons that
 * surfaces tell apart.
 */
import * as Schema from "effect/Schema"

export class ControlError extends Schema.TaggedError<ControlError>()("ControlError", {
  /**
   * `unknown-agent`, `unknown`: there is no such thing, or none that this person may see. `not-signed-in`: nobody knows
   * who asks. `not-allowed`: they may not. `invalid`: what was said is wrong. `too-large`: it is too much. `conflict`: it
   * is not, or no longer, so. `unavailable`: it cannot be done now.
   */
  reason: Schema.Literals([
    "unknown-agent",
    "unknown",
    "not-signed-in",
    "not-allowed",
    "invalid",
    "too-large",
    "conflict",
    "unavailable"
  ]),
  detail: Schema.String,
  /** What is wrong by the name of the field, where fields were filled in. */
  fields: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
}) {
  override get message() {
    return this.detail
  }
}

/** What broke below, in its own words: it cannot be done now. */
export const unavailable = (error: { readonly message: string }): ControlError =>
  new ControlError({ reason: "unavailable", detail: error.message })
