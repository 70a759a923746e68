/** What the person who looks may do with a job: their own, or any when they administer the service. */
import type { JobLine } from "../../../../../../core/control/protocol/WorkerRpcs.ts"
import { useMay, useSelf } from "../../live/Self.ts"

export const useMayAct = ({ job: { origin } }: JobLine): boolean => {
  const self = useSelf().value
  const administers = useMay("administer")
  const talks = useMay("talk")
  const own = origin.conversation.platform === "web" && self !== undefined && origin.person.id === self.person.id
  return administers || (own && talks)
}
