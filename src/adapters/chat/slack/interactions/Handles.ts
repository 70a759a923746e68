/**
 * A name for one thing that a person did: the same when Slack hands it over again. Owns that it gives nothing away, for
 * the trigger id that it is made of opens forms in the person's name.
 *
 * `node:crypto`, because Effect's digests need a service and an effect, and this is a pure function.
 */
import { createHash } from "node:crypto"
import * as Redacted from "effect/Redacted"

const digits = 20

export const handleOf = (trigger: Redacted.Redacted<string>): string =>
  createHash("sha256").update(Redacted.value(trigger)).digest("hex").slice(0, digits)
