/**
 * How a session is to be set, from the moment that somebody chooses it until the service has it. Owns that afterwards what the
 * service has is what is shown, also when somebody else changes it.
 */
import { useEffect, useRef, useState } from "react"
import type { SessionSettings } from "../../../../../../core/sessions/SessionSettings.ts"

export interface ChosenSettings {
  readonly chosen: SessionSettings
  readonly choose: (next: SessionSettings) => Promise<void>
}

/** Those that are not so yet. */
const without = ({ model, permissions, verbosity }: SessionSettings, known: SessionSettings): SessionSettings => ({
  ...(model === undefined || model === known.model ? {} : { model }),
  ...(permissions === undefined || permissions === known.permissions ? {} : { permissions }),
  ...(verbosity === undefined || verbosity === known.verbosity ? {} : { verbosity })
})

/** `settings` as they were read last; `change` says whether they were taken, and is absent for who only looks otherwise. */
export const useChosenSettings = (
  settings: SessionSettings,
  change: ((next: SessionSettings) => Promise<boolean>) | undefined
): ChosenSettings => {
  const [chosen, setChosen] = useState<SessionSettings>({})
  // how many were not answered yet: what is read meanwhile may be from before them
  const changing = useRef(0)
  const mayChange = change !== undefined
  useEffect(() => {
    const isAnswered = mayChange && changing.current === 0
    setChosen((now) => (isAnswered ? {} : without(now, settings)))
  }, [settings, mayChange])
  const choose = async (next: SessionSettings) => {
    setChosen((now) => ({ ...now, ...next }))
    if (change === undefined) return
    changing.current++
    const taken = await change(next)
    changing.current--
    if (!taken) setChosen({})
  }
  return { chosen, choose }
}
